// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/questions.hpp"

#include <chrono>
#include <utility>

namespace {

// A QEMU answers in milliseconds, or it hangs.
constexpr std::chrono::seconds kPatience{5};

}  // namespace

std::optional<std::string> Questions::ask(const char* command, Error** errp) {
  std::unique_lock lock(mutex_);
  Question& question = questions_.emplace_back(Question{.owner = this});
  lock.unlock();
  host_.execute(host_.self, command, "{}", &Questions::answered, &question);
  lock.lock();
  if (!some_answered_.wait_for(lock, kPatience, [&question] { return question.is_answered; })) {
    question.is_given_up = true;
    error_set(errp, "GenericError", "The machine's QEMU does not answer %s", command);
    return std::nullopt;
  }
  if (question.error != nullptr) error_propagate(errp, question.error);
  std::optional<std::string> value = std::move(question.value);
  forget(question);
  return value;
}

void Questions::answered(const char* json, Error* error, void* opaque) {
  Question& question = *static_cast<Question*>(opaque);
  Questions& questions = *question.owner;
  const std::lock_guard lock(questions.mutex_);
  if (question.is_given_up) {
    error_free(error);
    return questions.forget(question);
  }
  if (json != nullptr) question.value = json;
  question.error = error;
  question.is_answered = true;
  questions.some_answered_.notify_all();
}

void Questions::forget(const Question& question) {
  questions_.remove_if([&question](const Question& each) { return &each == &question; });
}
