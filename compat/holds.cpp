// SPDX-License-Identifier: Apache-2.0
#include "compat/holds.hpp"

#include <utility>

namespace signalbox {

Holds::Holds(Loop& loop, std::function<void()> late) : loop_(loop), late_(std::move(late)) {}

Holds::Id Holds::hold(Proceed proceed) {
  const Id id = ++last_;
  auto patience = std::make_unique<Timer>(loop_, kPatience, [this, id] {
    late_();
    release(id);
  });
  held_.emplace(id, Held{std::move(proceed), std::move(patience)});
  return id;
}

void Holds::release(Id id) {
  const auto found = held_.find(id);
  if (found == held_.end()) return;
  const Proceed proceed = std::move(found->second.proceed);
  held_.erase(found);
  proceed();
}

}  // namespace signalbox
