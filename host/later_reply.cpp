// SPDX-License-Identifier: Apache-2.0
#include "host/later_reply.hpp"

#include <atomic>
#include <utility>

#include "host/host.hpp"
#include "host/machine.hpp"

namespace signalbox {

struct LaterReply::Owed {
  Loop& loop;
  const std::weak_ptr<Host* const> host;
  const ReplyId reply;
  std::atomic<bool> is_answered = false;

  Owed(Host& its, ReplyId number) : loop(its.loop()), host(its.weak()), reply(number) {}
  ~Owed() { give({{}, "GenericError", "What the command waited for has ended", {}}); }
  Owed(const Owed&) = delete;
  Owed& operator=(const Owed&) = delete;

  void give(Answer answer) {
    if (is_answered.exchange(true)) return;
    if (loop.is_this_thread()) return hand_over(host, reply, answer);
    loop.post(
        [weak = host, number = reply, late = std::move(answer)] { hand_over(weak, number, late); });
  }

  static void hand_over(const std::weak_ptr<Host* const>& weak, ReplyId number,
                        const Answer& answer) {
    const std::shared_ptr<Host* const> there = weak.lock();
    Machine* const machine = there == nullptr ? nullptr : (*there)->owing(number);
    if (machine == nullptr) return;
    if (answer.error_class.empty()) return machine->answer(number, answer.value);
    machine->answer_error(number, answer.error_class, answer.error_description);
  }
};

LaterReply::LaterReply(Call& call) : owed_(std::make_shared<Owed>(call.host, call.reply)) {
  call.answers_itself = true;
}

bool LaterReply::is_awaited() const {
  const std::shared_ptr<Host* const> there = owed_->host.lock();
  Machine* const machine = there == nullptr ? nullptr : (*there)->owing(owed_->reply);
  return machine != nullptr && machine->asking(owed_->reply) != nullptr;
}

void LaterReply::answer(std::string json) const {
  owed_->give({std::move(json), {}, {}, {}});
}

void LaterReply::refuse(std::string description) const {
  owed_->give({{}, "GenericError", std::move(description), {}});
}

void LaterReply::refuse(Error* error) const {
  owed_->give({{}, error_class(error), error_description(error), {}});
  error_free(error);
}

}  // namespace signalbox
