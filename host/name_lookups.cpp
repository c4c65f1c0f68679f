// SPDX-License-Identifier: Apache-2.0
#include "host/name_lookups.hpp"

#include <netdb.h>

#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "host/loop.hpp"
#include "host/new_thread.hpp"

namespace signalbox {

namespace {

// Names that are looked up at one time; each waits in a thread. More names wait for their turn.
constexpr std::size_t kMostThreads = 16;

struct Lookup {
  std::string name;
  std::string port;
  NameLookups::Found found;
};

}  // namespace

// The state that the threads share with the NameLookups; it may outlive that.
struct NameLookups::Shared {
  explicit Shared(Loop& its) : loop(&its) {}

  static void work(const std::shared_ptr<Shared>& shared);
  void tell(Lookup lookup, addrinfo* addresses, int error);

  std::mutex mutex;
  // Guarded by mutex:
  Loop* loop;  // null: the NameLookups has gone
  std::deque<Lookup> waiting;
  std::size_t threads = 0;
};

NameLookups::NameLookups(Loop& loop) : shared_(std::make_shared<Shared>(loop)) {}

NameLookups::~NameLookups() {
  const std::scoped_lock lock(shared_->mutex);
  shared_->loop = nullptr;
  shared_->waiting.clear();
}

void NameLookups::start(std::string name, std::string port, Found found) {
  const std::scoped_lock lock(shared_->mutex);
  shared_->waiting.push_back({std::move(name), std::move(port), std::move(found)});
  if (shared_->threads == kMostThreads) return;
  std::thread thread = new_thread([shared = shared_] { Shared::work(shared); });
  if (thread.joinable()) {
    ++shared_->threads;
    thread.detach();
  } else if (shared_->threads == 0) {  // else one of these comes to it
    shared_->loop->post(
        [last = std::move(shared_->waiting.back().found)] { last(nullptr, EAI_AGAIN); });
    shared_->waiting.pop_back();
  }
}

// Looks up names until none waits.
void NameLookups::Shared::work(const std::shared_ptr<Shared>& shared) {
  for (;;) {
    Lookup lookup;
    {
      const std::scoped_lock lock(shared->mutex);
      if (shared->waiting.empty()) {
        --shared->threads;
        return;
      }
      lookup = std::move(shared->waiting.front());
      shared->waiting.pop_front();
    }
    addrinfo hints = {};
    hints.ai_flags = AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* addresses = nullptr;
    const int error = ::getaddrinfo(lookup.name.c_str(), lookup.port.c_str(), &hints, &addresses);
    shared->tell(std::move(lookup), addresses, error);
  }
}

// The function that is told is destroyed on the loop's thread, as it was made there.
void NameLookups::Shared::tell(Lookup lookup, addrinfo* addresses, int error) {
  const auto free = [](addrinfo* list) {
    if (list != nullptr) ::freeaddrinfo(list);
  };
  std::shared_ptr<addrinfo> list(addresses, free);
  const std::scoped_lock lock(mutex);
  if (loop == nullptr) return;
  loop->post([found = std::move(lookup.found), list = std::move(list), error] {
    found(list.get(), error);
  });
}

}  // namespace signalbox
