// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compat/stage.hpp"
#include "host/delivery_policy.hpp"

namespace signalbox {

class Experiments;
class Stages;

// What stages and experiments keep from clients. [loop]
class Delivery final : public DeliveryPolicy {
 public:
  // Both outlive it.
  Delivery(Experiments& experiments, Stages& stages) : experiments_(experiments), stages_(stages) {}

  bool withholds(const Session& session, const Connection& connection) override;
  bool offers(const Session& session, const OfferedAccessor& accessor) override;

  // Whether a command or an argument is refused to the session.
  bool is_rejected(const Session& session, const ItemName& item) const;

  // In QEMU's words.
  std::optional<Refusal> refusal(const Session& session, const Request& request) override;

 private:
  bool rejects(const Session& session, const ItemName& item);

  Experiments& experiments_;
  Stages& stages_;
};

}  // namespace signalbox
