// SPDX-License-Identifier: Apache-2.0
#include "host/elf_check.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>
#include <string>

#include "host/plugin_refused.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;
using Header = ElfW(Ehdr);

// The machine that this program is for.
#if defined(__x86_64__)
constexpr int own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr int own_machine = EM_AARCH64;
#else
#error "name the ELF machine of this architecture here"
#endif

// What is wrong with a file that begins with `header`, of which `size` bytes are there; empty:
// nothing.
const char* fault_of(const Header& header, std::size_t size) {
  if (size < SELFMAG || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return "is not an ELF file";
  }
  if (size < sizeof header) return "is cut short";
  if (header.e_ident[EI_CLASS] != (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32) ||
      header.e_machine != own_machine) {
    return "is for another kind of machine; build it for this one";
  }
  return header.e_type == ET_DYN ? "" : "is not a shared object; link it with -shared";
}

}  // namespace

void check_elf(const fs::path& file, const fs::path& origin) {
  std::ifstream stream(file, std::ios::binary);
  Header header = {};
  stream.read(reinterpret_cast<char*>(&header), sizeof header);
  const std::string fault = fault_of(header, static_cast<std::size_t>(stream.gcount()));
  if (!fault.empty()) throw PluginRefused(origin.string() + ": " + fault);
}

}  // namespace signalbox
