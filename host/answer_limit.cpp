// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that answers where a plugin does not, so that nobody waits for ever.

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

using Clock = std::chrono::steady_clock;

// What a plugin asked for waits as long as that plugin likes.
bool may_be_given_up(const Reply& reply) {
  return reply.has_limit && !reply.done;
}

}  // namespace

// Called at the end of a turn. One timer is for all, and runs only while somebody waits.
void Machine::watch_answers() {
  if (unanswered_.empty() || answer_timer_ || config_.answer_limit.count() == 0) return;
  const auto oldest = std::find_if(unanswered_.begin(), unanswered_.end(),
                                   [](const auto& each) { return may_be_given_up(each.second); });
  if (oldest == unanswered_.end()) return;
  const Clock::duration left = oldest->second.asked + config_.answer_limit - Clock::now();
  const auto at_least =
      std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(1));
  answer_timer_.emplace(loop(), at_least, [this] { give_up_overdue(); });
}

void Machine::give_up_overdue() {
  answer_timer_.reset();
  const Clock::time_point latest = Clock::now() - config_.answer_limit;
  for (auto each = unanswered_.begin(); each != unanswered_.end();) {
    const ReplyId number = each->first;
    if (each->second.asked > latest) break;
    if (may_be_given_up(each->second)) {
      auto late = unanswered_.extract(each);
      give_up(late.mapped());
      one_less_is_owed();
    }
    each = unanswered_.upper_bound(number);  // others may have left with it
  }
  turn();
}

// Answers in the place of the plugin; what that says later finds no reply.
void Machine::give_up(Reply& reply) {
  const std::string limit = std::to_string(config_.answer_limit.count()) + " s";
  const PluginInstance* const asked = instance(reply.owner);
  const std::string who = asked == nullptr ? "" : " of plugin '" + asked->name() + "'";
  Session* const own = session(reply.session);
  log_of_client(LogLevel::warning, own == nullptr ? name() : own->log_name(),
                name() + ": '" + reply.command + "'" + who + " was not answered within " + limit +
                    thread_.stuck_in());
  if (own == nullptr) return;
  Reply instead;
  instead.id = std::move(reply.id);
  instead.oob = reply.oob;
  instead.bytes = reply.bytes;
  instead.descriptors = reply.descriptors;
  instead.answer.error_class = "GenericError";
  instead.answer.error_description =
      "The command " + reply.command + " was not answered within " + limit;
  own->answer(instead);
}

}  // namespace signalbox
