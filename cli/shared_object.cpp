// SPDX-License-Identifier: Apache-2.0
#include "cli/shared_object.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace signalbox::cli {

namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);
using Entry = ElfW(Dyn);

// The bytes of a file; every access is checked against their number.
class Image {
 public:
  Image(const std::filesystem::path& file, const std::filesystem::path& origin)
      : name_(origin.string()) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail("cannot be read");
    bytes_.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(name_ + ": " + why);
  }

  template <typename T>
  T at(std::size_t offset) const {
    T value;
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof value) fail("is cut short");
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }

  // A name in a string table.
  std::string text(const Section& table, std::size_t offset) const {
    const std::size_t start = table.sh_offset + offset;
    const std::size_t end = bytes_.find('\0', start);
    if (end == std::string::npos) fail("is cut short");
    return bytes_.substr(start, end - start);
  }

 private:
  std::string name_;
  std::string bytes_;
};

void read_symbol(const Image& image, const Section& names, const Symbol& symbol,
                 SharedObject& object) {
  const std::string name = image.text(names, symbol.st_name);
  if (name.empty()) return;
  const int binding = ELF64_ST_BIND(symbol.st_info);
  if (symbol.st_shndx == SHN_UNDEF) {
    object.imports.push_back(name);
  } else if (binding != STB_LOCAL) {
    object.exports.push_back(name);
    if (binding == STB_GNU_UNIQUE) object.unique.push_back(name);
  }
}

}  // namespace

SharedObject read_shared_object(const std::filesystem::path& file,
                                const std::filesystem::path& origin) {
  const Image image(file, origin);
  const auto header = image.at<Header>(0);
  SharedObject object;
  const auto section = [&](std::size_t number) {
    return image.at<Section>(header.e_shoff + number * sizeof(Section));
  };
  for (std::size_t number = 0; number < header.e_shnum; ++number) {
    const Section each = section(number);
    if (each.sh_type != SHT_DYNSYM && each.sh_type != SHT_DYNAMIC) continue;
    const Section names = section(each.sh_link);
    const std::size_t end = each.sh_offset + each.sh_size;
    if (each.sh_type == SHT_DYNSYM) {
      for (std::size_t at = each.sh_offset; at + sizeof(Symbol) <= end; at += sizeof(Symbol)) {
        read_symbol(image, names, image.at<Symbol>(at), object);
      }
      continue;
    }
    for (std::size_t at = each.sh_offset; at + sizeof(Entry) <= end; at += sizeof(Entry)) {
      const auto entry = image.at<Entry>(at);
      if (entry.d_tag == DT_NEEDED) object.needs.push_back(image.text(names, entry.d_un.d_val));
    }
  }
  return object;
}

}  // namespace signalbox::cli
