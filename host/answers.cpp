// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that takes answers and lets them leave.

#include <memory>
#include <string>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

// Bytes of an error's description that are sent: a client may be refused with words of its own, of
// any length.
constexpr std::size_t kMostOfAnError = 64 * 1024;

// A JSON list with elements put in before its last bracket.
std::string joined(std::string list, const std::string& more) {
  if (more.empty() || !list.ends_with(']')) return list;
  list.pop_back();
  list += (list.ends_with('[') ? "" : ", ") + more + "]";
  return list;
}

}  // namespace

void Machine::answer(ReplyId reply, std::string_view value, const std::string& by) {
  answered(reply, {std::string(value), {}, {}, by});
}

// An answer without a class would be a success.
void Machine::answer_error(ReplyId reply, std::string_view error_class,
                           std::string_view description, const std::string& by) {
  const std::string_view name = error_class.empty() ? "GenericError" : error_class;
  answered(reply, {{}, std::string(name), std::string(description.substr(0, kMostOfAnError)), by});
}

void Machine::answer_error(ReplyId reply, Error* error, const std::string& by) {
  answer_error(reply, error_class(error), error_description(error), by);
  error_free(error);
}

// On the loop the answer is kept with its reply at once, so that it may overtake; what comes from
// other threads is kept when its place in the FIFO comes.
void Machine::answered(ReplyId number, Answer answer) {
  if (!loop().is_this_thread()) return put(number, std::make_unique<Answer>(std::move(answer)));
  Reply* const kept = keep(number, std::move(answer));
  if (kept == nullptr) return;
  kept->may_overtake = true;
  if (in_dispatch_ && !draining_ && fifo_.empty()) {
    at_once_.push_back(number);
  } else {
    put(number, nullptr);
  }
}

// Null: nobody waits for it, and it is dropped.
Reply* Machine::keep(ReplyId number, Answer answer) {
  Reply* const waiting = reply(number);
  if (waiting != nullptr && !waiting->is_answered) {
    answer.value = joined(std::move(answer.value), waiting->more);
    waiting->answer = std::move(answer);
    waiting->is_answered = true;
    return waiting;
  }
  if (!answer.by.empty()) {
    log_warning(name() + ": plugin '" + answer.by + "' has answered a command " +
                (waiting == nullptr ? "that nobody waits for any more" : "twice") +
                "; that answer is dropped");
  }
  return nullptr;
}

Session* Machine::session(SessionId id) const {
  const auto entry = sessions_.find(id);
  return entry == sessions_.end() ? nullptr : entry->second.get();
}

Session* Machine::asking(ReplyId number) const {
  const auto found = unanswered_.find(number);
  return found == unanswered_.end() ? nullptr : session(found->second.session);
}

// Items that come into the FIFO meanwhile are behind these.
void Machine::hand_on_at_once() {
  for (std::size_t i = 0; i < at_once_.size(); ++i) hand_on(at_once_[i]);
  at_once_.clear();
}

void Machine::put(ReplyId reply, std::unique_ptr<Answer> answer) {
  FifoItem item;
  item.kind = FifoItem::Kind::reply;
  item.reply = reply;
  item.answer = std::move(answer);
  fifo_.put(std::move(item));
}

void Machine::held_by_observers(
    ReplyId number, const std::function<void(Observer& observer, Proceed proceed)>& ask) {
  for (Observer* const each : observers_) {
    Reply* const held = reply(number);
    if (held == nullptr) return;
    ++held->holds;
    ask(*each, [this, alive = alive_, number] {
      if (!*alive) return;
      Reply* const waiting = reply(number);
      if (waiting == nullptr || --waiting->holds > 0) return;
      if (std::exchange(waiting->waits, false)) put(number, nullptr);
    });
  }
}

void Machine::hand_on(FifoItem& item) {
  if (item.answer != nullptr && keep(item.reply, std::move(*item.answer)) == nullptr) return;
  hand_on(item.reply);
}

// The answer has come to the front: it leaves, unless an observer wants something first. Then it
// comes here again when that is done. It may have left already: see let_overtake().
void Machine::hand_on(ReplyId number) {
  const auto ready = unanswered_.find(number);
  if (ready == unanswered_.end()) return;
  if (ready->second.holds > 0) {
    ready->second.waits = true;
    return;
  }
  auto leaving = unanswered_.extract(ready);
  put_out(leaving.mapped());
  free_large(leaving.mapped());
  one_less_is_owed();
}

void Machine::forget(ReplyId number) {
  auto forgotten = unanswered_.extract(number);
  if (!forgotten.empty()) free_large(forgotten.mapped());
  one_less_is_owed();
}

// Frees a large id or value that was not put out, beside the loop.
void Machine::free_large(Reply& reply) {
  if (reply.id.size() + reply.answer.value.size() <= kLargeRequest) return;
  host_.large_messages().destroy(std::pair(std::move(reply.id), std::move(reply.answer.value)));
}

// A plugin that leaves may have waited for it.
void Machine::one_less_is_owed() {
  if (!leaving_.empty()) call(MachineThread::Place::loop, nullptr, [this] { retire(); });
}

void Machine::put_out(Reply& reply) {
  if (reply.done) {
    Error* error = nullptr;
    if (!reply.answer.error_class.empty()) {
      error_set(&error, reply.answer.error_class.c_str(), "%s",
                reply.answer.error_description.c_str());
    }
    reply.done(reply.answer.value, error);
  } else if (Session* const own = session(reply.session)) {
    tell([&](Observer& each) { each.answered(*own, reply); });
    own->answer(reply);
  }
}

}  // namespace signalbox
