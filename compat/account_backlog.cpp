// SPDX-License-Identifier: Apache-2.0
#include "compat/account_backlog.hpp"

#include <utility>

namespace signalbox {

std::uint64_t AccountBacklog::count(Account account) const {
  const auto found = entries_.find(account);
  return found == entries_.end() ? 0 : found->second.changes;
}

void AccountBacklog::remove(Account account) {
  --entries_.at(account).changes;
  while (!is_full(account)) {
    Entry& entry = entries_.at(account);
    if (entry.waiting.empty()) {
      if (entry.changes == 0) entries_.erase(account);
      return;
    }
    const GoOn go_on = std::move(entry.waiting.front());
    entry.waiting.pop_front();
    go_on();  // which may add changes
  }
}

void AccountBacklog::wait(Account account, GoOn go_on) {
  entries_[account].waiting.push_back(std::move(go_on));
}

}  // namespace signalbox
