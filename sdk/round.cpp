// SPDX-License-Identifier: Apache-2.0
#include "signalbox/round.hpp"

#include <utility>

#include "sdk/readers.hpp"
#include "sdk/retired.hpp"
#include "sdk/thread_state.hpp"

namespace signalbox {
inline namespace sdk {

Round::Round(const SlotList& list) noexcept {
  const Slots* slots = list.slots();
  if (!slots) return;
  reader_ = claim_reader(slots);
  // What was shown before the list dropped it is not freed; so it is read again after.
  for (const Slots* current; (current = list.slots()) != slots; slots = current) {
    if (current) {
      reader_->slots.store(current);
    } else {
      give_back(std::exchange(reader_, nullptr));
      if (anything_retired()) reclaim();
      return;
    }
  }
  slots_ = slots;
  position_ = slots->begin();
  end_ = slots->end();
  frame_.emission = thread_state.innermost ? thread_state.innermost->emission : nullptr;
  enter(&frame_);
}

Round::~Round() {
  if (!reader_) return;
  leave(&frame_);
  give_back(reader_);
  if (anything_retired()) reclaim();
}

}  // namespace sdk
}  // namespace signalbox
