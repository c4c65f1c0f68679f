// SPDX-License-Identifier: Apache-2.0
#include "schema/cycles.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace signalbox::schema {
namespace {

// The walk keeps its own stack: a chain of structures may be as long as the schema.
class Walk {
 public:
  explicit Walk(Faults& faults) : faults_(faults) {}

  void from(const Structure& start) {
    enter(start);
    while (!path_.empty()) {
      Step& step = path_.back();
      if (step.next == step.structure->members.size()) {
        states_[step.structure] = State::done;
        path_.pop_back();
      } else {
        follow(step.structure->members[step.next++]);
      }
    }
  }

 private:
  enum class State { unseen, open, done };
  struct Step {
    const Structure* structure;
    std::size_t next;  // index of the member to follow
  };

  void enter(const Structure& structure) {
    State& state = states_[&structure];
    if (state != State::unseen) return;
    state = State::open;
    path_.push_back({&structure, 0});
  }

  void follow(const Member& member) {
    const Structure* target = member.type.structure;
    if (target == nullptr || member.optional || member.type.list) return;
    if (states_[target] == State::open) report(member, *target);
    enter(*target);
  }

  void report(const Member& member, const Structure& target) {
    std::string way;
    const auto start = std::ranges::find(path_, &target, &Step::structure);
    for (auto step = start; step != path_.end(); ++step) way += step->structure->name + " -> ";
    faults_.add(member.position, quote(target.name) + " must contain itself (" + way + target.name +
                                     "): make a member on the way optional or a list");
  }

  Faults& faults_;
  std::map<const Structure*, State> states_;
  std::vector<Step> path_;
};

}  // namespace

void check_cycles(const Schema& schema, Faults& faults) {
  Walk walk(faults);
  for (const Structure& structure : schema.structures) walk.from(structure);
}

}  // namespace signalbox::schema
