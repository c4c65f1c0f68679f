// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compat/stage.hpp"
#include "host/observer.hpp"
#include "wire/request.hpp"

namespace signalbox {

class Books;
class Delivery;
class Recorder;

// Knows what the server behind a machine marks as deprecated, and has each use of it recorded: a
// client calls these by itself, so one use is proof. [loop]
class Deprecations final : public Observer {
 public:
  // All outlive it. Behind Recorder in the host's list.
  Deprecations(Books& books, Recorder& recorder, const Delivery& delivery)
      : books_(books), recorder_(recorder), delivery_(delivery) {}

  void upstream_found(Machine& machine) override;
  void machine_ended(Machine& machine) override;
  void requested(Session& session, const Request& request, ReplyId reply) override;

 private:
  // A request that came before its machine's server had said what is deprecated.
  struct Early {
    SessionId session;
    ReplyId reply;
    Request request;
  };

  // What a machine's server deprecates; nullopt: it has not said yet.
  struct Known {
    std::optional<std::set<ItemName>> items;
    std::vector<Early> early;
  };

  void learn(Machine& machine, std::string_view introspection);
  void use(Session& session, const Request& request, ReplyId reply,
           const std::set<ItemName>& items);
  void use(Session& session, const ItemName& item, ReplyId reply);

  Books& books_;
  Recorder& recorder_;
  const Delivery& delivery_;
  std::map<std::string, Known> known_;  // by the machine's name
};

}  // namespace signalbox
