// SPDX-License-Identifier: Apache-2.0
//
// A plugin that watches something real: inotify tells a thread of ours what happens in folders, and
// the thread emits. Signals may be emitted on any thread; they are made and ended on the machine's.
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "folder/qmp_events.hpp"  // generated
#include "folder/qmp_register.h"  // generated
#include "signalbox/plugin.h"
#include "signalbox/self.h"

namespace {

constexpr std::uint32_t watched =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

FolderChange change_of(std::uint32_t mask) {
  if (mask & IN_CLOSE_WRITE) return FC_WRITTEN;
  if (mask & IN_MOVED_TO) return FC_ARRIVED;
  return mask & IN_MOVED_FROM ? FC_LEFT : FC_REMOVED;
}

// The folders that one machine's clients watch.
class Folders {
 public:
  explicit Folders(const signalbox_host* host) : host_(host) {}
  ~Folders() {
    if (thread_.joinable()) eventfd_write(stop_, 1), thread_.join();
    close(stop_);
    close(inotify_);
  }

  // Returns false with *errp set.
  bool start(Error** errp) {
    if (inotify_ >= 0 && stop_ >= 0) {
      thread_ = std::thread([this] { run(); });
      return true;
    }
    error_set(errp, "GenericError", "Cannot watch folders: %s", std::strerror(errno));
    return false;
  }

  // The event of a folder, or null with *errp set. [machine thread]
  FolderEvent* watch(const char* path, Error** errp) {
    const std::scoped_lock lock(mutex_);
    const int number = inotify_add_watch(inotify_, path, watched);
    if (number >= 0) return events_[number].c_event();  // the same number for the same folder
    error_set(errp, "GenericError", "Cannot watch '%s': %s", path, std::strerror(errno));
    return nullptr;
  }

 private:
  void run() {
    pollfd ready[] = {{inotify_, POLLIN, 0}, {stop_, POLLIN, 0}};
    while (poll(ready, 2, -1) >= 0 || errno == EINTR) {
      if (ready[1].revents != 0) return;
      alignas(inotify_event) char bytes[4096];
      const ssize_t count = read(inotify_, bytes, sizeof bytes);
      for (ssize_t at = 0; at < count;) {
        const auto& event = *reinterpret_cast<const inotify_event*>(bytes + at);
        tell(event);
        at += static_cast<ssize_t>(sizeof event + event.len);
      }
    }
  }

  void tell(const inotify_event& event) {
    const std::scoped_lock lock(mutex_);
    const auto found = events_.find(event.wd);
    if (found == events_.end()) return;
    if (event.mask & IN_IGNORED) {
      gone_.push_back(event.wd);
      host_->post(host_->self, forget, this);
    } else if (event.len > 0) {
      found->second.signal(event.name, change_of(event.mask));
    }
  }

  // The clients of what has gone hear of it.
  static void forget(void* opaque) {
    Folders& self = *static_cast<Folders*>(opaque);
    const std::scoped_lock lock(self.mutex_);
    for (const int number : self.gone_) self.events_.erase(number);
    self.gone_.clear();
  }

  const signalbox_host* const host_;
  const int inotify_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  const int stop_ = eventfd(0, EFD_CLOEXEC);
  std::mutex mutex_;
  std::map<int, folder::FolderEvent> events_;  // by inotify's number
  std::vector<int> gone_;
  std::thread thread_;
};

void* create(const signalbox_host* host, const char*, Error** errp) {
  auto folders = std::make_unique<Folders>(host);
  if (!folder_register(host, errp) || !folders->start(errp)) return nullptr;
  return folders.release();
}

void destroy(void* instance) {
  delete static_cast<Folders*>(instance);
}

}  // namespace

FolderEvent* qmp_folder_event(const char* path, Error** errp) {
  return static_cast<Folders*>(signalbox_self())->watch(path, errp);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "folder",
    .version = "1.0",
    .schema = &folder_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = destroy,
    .check = nullptr,
};
