// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compat/client_view.hpp"
#include "compat/emission_comparison.hpp"
#include "compat/emission_groups.hpp"
#include "compat/parity.hpp"

namespace signalbox {

// Says of each emission how the new client compares with the old one, and keeps what is worth it.
class ParityJudge {
 public:
  // All outlive it.
  ParityJudge(const ComparisonOrder& order, ClientView& old, ClientView& fresh,
              EmissionParity& parity)
      : order_(order), old_(old), new_(fresh), parity_(parity) {}

  void judge(const EmissionGroup& group);

  // Behind the last group: what the clients say to have handled and were never sent.
  void judge_inventions();

 private:
  // One emission and what both clients had of it.
  struct Item {
    const EmissionRecord* record;
    ClientPart old;
    ClientPart fresh;
    bool is_used = false;  // stands for an emission of the old interface
  };

  // What stands for one emission on the new side.
  struct Counterpart {
    ClientPart part;
    const Item* item = nullptr;           // the one that the new client had, or could have; or null
    const SuccessorRule* rule = nullptr;  // null: the same emission
  };

  // Emissions that the new client was not connected to, and may be later.
  struct Unconnected {
    std::uint64_t count = 0;
    std::vector<std::size_t> findings;
    std::vector<std::size_t> timeline;
  };

  bool is_asked_for(const std::string& event) const;
  Counterpart counterpart_of(Item& item, std::vector<Item>& items) const;
  void judge_old(const EmissionGroup& group, Item& item, const Counterpart& counterpart);
  void judge_rest(const EmissionGroup& group, std::vector<Item>& items);
  void judge_pair(const Item& item, const Counterpart& counterpart, Finding& finding);
  void judge_missing(const Item& item, const Counterpart& counterpart, Finding& finding);
  void note_connection(const Item& item, const Counterpart& counterpart);
  bool was_connected(const Item& item) const;
  void keep(Finding finding, bool may_be_late);

  const ComparisonOrder& order_;
  ClientView& old_;
  ClientView& new_;
  EmissionParity& parity_;
  // By old event: how the new client has been connected to what stands for it, and what it was not
  // connected to, by the old data.
  std::map<std::string, std::set<std::pair<std::string, std::string>>> connections_;
  std::map<std::string, std::map<std::string, Unconnected>> unconnected_;
  std::deque<Finding> context_;  // matches that are not in the timeline
  int context_due_ = 0;          // so many more are to be
};

}  // namespace signalbox
