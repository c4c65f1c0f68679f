// SPDX-License-Identifier: Apache-2.0
#include "compat/holds.hpp"

#include <utility>

namespace signalbox {

Holds::Holds(Loop& loop, std::function<void()> late) : loop_(loop), late_(std::move(late)) {}

Holds::Id Holds::hold(Proceed proceed, std::chrono::milliseconds patience) {
  const Id id = ++last_;
  auto timer = std::make_unique<Timer>(loop_, patience, [this, id] {
    late_();
    release(id);
  });
  held_.emplace(id, Held{std::move(proceed), std::move(timer)});
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
