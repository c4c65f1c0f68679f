// SPDX-License-Identifier: Apache-2.0
#include "cli/private_host.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace signalbox::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxLastLines = 2000;

// A listening socket that is there before the host is, so that nobody need wait for that.
class ListeningSocket {
 public:
  explicit ListeningSocket(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) fail(path, ENAMETOOLONG);
    path.copy(address.sun_path, path.size());
    const auto* const its = reinterpret_cast<const sockaddr*>(&address);
    if (fd_ < 0 || bind(fd_, its, sizeof address) != 0 || chmod(path.c_str(), 0600) != 0 ||
        listen(fd_, SOMAXCONN) != 0) {
      fail(path, errno);
    }
  }
  ~ListeningSocket() { close(fd_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int fd() const { return fd_; }

 private:
  [[noreturn]] static void fail(const std::string& path, int error) {
    throw std::system_error(error, std::generic_category(), "cannot listen on '" + path + "'");
  }

  const int fd_;
};

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw ConfigUnusable(file.string() + ": " + std::strerror(errno));
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char each : word) text += each == '\'' ? "'\\''" : std::string(1, each);
  return text + "'";
}

}  // namespace

PrivateHost::PrivateHost(RunLoop& loop, const Order& order, Suite::Show show)
    : loop_(loop),
      admin_((order.directory / "admin.sock").string()),
      drive_((order.directory / "drive.sock").string()) {
  const ListeningSocket admin(admin_);
  PrivateConfig config{order.machine, drive_, "fd:" + std::to_string(admin.fd()), order.ledger,
                       order.disposable};
  const std::string text = order.config.empty()
                               ? private_config_of(default_config(), "(default)", config)
                               : private_config_of(text_of(order.config), order.config, config);
  machine_ = config.machine;
  const fs::path file = order.directory / "signalbox.info";
  std::ofstream(file) << text;
  SuiteOrder suite;
  suite.name = "host";
  // The shell looks for what has no slash in $PATH.
  const bool is_path = order.program.has_parent_path();
  const fs::path program = is_path ? fs::absolute(order.program) : order.program;
  suite.command = "exec " + quoted(program.string()) + " --config " + quoted(file.string());
  suite.directory = order.directory;
  suite.output = order.directory / "log";
  suite.inherited = {admin.fd()};
  process_.emplace(
      loop.io(), suite,
      [this, show = std::move(show)](std::string_view line) {
        last_lines_.append("\n  ").append(line);
        if (last_lines_.size() > kMaxLastLines) {
          last_lines_.erase(0, last_lines_.find('\n', last_lines_.size() - kMaxLastLines));
        }
        show(line);
      },
      [] {});
}

std::string PrivateHost::death() const {
  if (!process_->outcome()) return {};
  return "the host has ended: " + signalbox::cli::text_of(*process_->outcome()) + last_lines_;
}

void PrivateHost::stop() {
  process_->stop();
  loop_.until([this] { return process_->outcome().has_value(); });
}

fs::path program_beside(const std::string& name) {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / name;
  if (fs::exists(program)) return program;
  throw std::runtime_error("no '" + program.string() + "'; --host says where signalboxd is");
}

}  // namespace signalbox::cli
