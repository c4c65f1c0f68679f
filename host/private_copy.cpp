// SPDX-License-Identifier: Apache-2.0
#include "host/private_copy.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "host/descriptor.hpp"
#include "host/plugin_refused.hpp"
#include "host/trusted_path.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

// Far above any plugin, its debugging information included; it is copied whole.
constexpr off_t kMostBytes = off_t{256} << 20;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw PluginRefused(file.string() + ": " + why);
}

[[noreturn]] void refuse_with_errno(const fs::path& file, const std::string& what) {
  refuse(file, what + ": " + std::generic_category().message(errno));
}

void check_trusted(const fs::path& file, const std::string& what, const struct stat& about) {
  const std::string why = untrusted_because(what, about);
  if (!why.empty()) refuse(file, why);
}

// Others may not even add files to it.
void check_directory(const fs::path& file, const fs::path& directory) {
  struct stat about = {};
  if (stat(directory.c_str(), &about) != 0) refuse_with_errno(file, "its directory");
  check_trusted(file, "its directory", about);
}

// A plugin's file, open, after it was found to be one that may be trusted.
class Original : public Descriptor {
 public:
  explicit Original(const fs::path& file)
      : Descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat about = {};
    if (fd() < 0 || fstat(fd(), &about) != 0) refuse_with_errno(file, "cannot be read");
    if (!S_ISREG(about.st_mode)) refuse(file, "is not a file");
    check_trusted(file, "the file", about);
    if (about.st_size > kMostBytes) {
      refuse(file, "has " + std::to_string(about.st_size) + " bytes, and a plugin may have " +
                       std::to_string(kMostBytes));
    }
    // A link is as trustworthy as the directory it is in and the one it leads to.
    std::error_code error;
    check_directory(file, file.has_parent_path() ? file.parent_path() : ".");
    check_directory(file, fs::canonical(file, error).parent_path());
    const std::string why = untrusted_because(file);
    if (!why.empty()) refuse(file, why);
    size_ = about.st_size;
  }
  off_t size() const { return size_; }

 private:
  off_t size_ = 0;
};

void copy(const fs::path& file, const Original& from, const fs::path& to) {
  const Descriptor target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500));
  if (target.fd() < 0) refuse_with_errno(file, "cannot be copied to " + to.string());
  for (off_t left = from.size(); left > 0;) {
    const ssize_t count = sendfile(target.fd(), from.fd(), nullptr, static_cast<size_t>(left));
    if (count < 0) refuse_with_errno(file, "cannot be copied to " + to.string());
    if (count == 0) refuse(file, "was cut short while it was read, put it there with mv");
    left -= count;
  }
}

// The next bytes of a file; fewer than asked for only at its end, or where it cannot be read.
std::string_view read_on(const Descriptor& file, std::vector<char>& buffer) {
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t count = read(file.fd(), buffer.data() + size, buffer.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  return {buffer.data(), size};
}

}  // namespace

PrivateCopy::PrivateCopy(const fs::path& file) {
  const Original original(file);
  static std::atomic<std::uint64_t> last = 0;
  try {
    copies_ = CopiesDirectory::shared();
    path_ = copies_->path() / std::to_string(++last) / file.filename();
    fs::create_directory(path_.parent_path());
  } catch (const std::system_error& error) {
    refuse(file, std::string("cannot be copied: ") + error.what());
  }
  try {
    copy(file, original, path_);
  } catch (...) {
    remove();
    throw;
  }
}

bool PrivateCopy::equals(const fs::path& file) const {
  const Original original(file);
  const Descriptor mine(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<char> here(1 << 16);
  std::vector<char> there(here.size());
  for (;;) {
    const std::string_view read_here = read_on(mine, here);
    if (read_here != read_on(original, there)) return false;
    if (read_here.size() < here.size()) return true;
  }
}

PrivateCopy::~PrivateCopy() {
  remove();
}

void PrivateCopy::remove() const {
  std::error_code ignored;
  fs::remove_all(path_.parent_path(), ignored);
}

}  // namespace signalbox
