// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

struct addrinfo;

namespace signalbox {

class Loop;

// Looks up the names of computers on threads of its own: a name server that does not answer takes
// ten seconds and more. [loop]
class NameLookups {
 public:
  // The result of getaddrinfo(3): a list that is valid during the call, or null and the error.
  // [loop]
  using Found = std::function<void(const addrinfo* addresses, int error)>;

  explicit NameLookups(Loop& loop);

  // Waits for nobody: what is not found by then is not told.
  ~NameLookups();
  NameLookups(const NameLookups&) = delete;
  NameLookups& operator=(const NameLookups&) = delete;

  // The addresses of a stream socket; `port` is a number. `found` is called once, later; with
  // EAI_AGAIN where no thread can be made.
  void start(std::string name, std::string port, Found found);

 private:
  struct Shared;
  const std::shared_ptr<Shared> shared_;
};

}  // namespace signalbox
