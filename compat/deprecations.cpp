// SPDX-License-Identifier: Apache-2.0
#include "compat/deprecations.hpp"

#include <exception>
#include <string>
#include <utility>

#include "compat/books.hpp"
#include "compat/delivery.hpp"
#include "compat/deprecated_items.hpp"
#include "compat/ledger.hpp"
#include "compat/recorder.hpp"
#include "compat/request_members.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "wire/request.hpp"

namespace signalbox {

// In a turn of the machine's; what the server says of itself.
void Deprecations::upstream_found(Machine& machine) {
  known_[machine.name()] = {};
  machine.call(MachineThread::Place::loop, nullptr, [this, &machine] {
    machine.execute(
        "query-qmp-schema", "{}", [this, &machine](std::string_view value, Error* error) {
          if (error == nullptr) return learn(machine, value);
          log_warning(machine.name() +
                      ": what its server deprecates is not known: " + error_description(error));
          error_free(error);
        });
  });
}

void Deprecations::learn(Machine& machine, std::string_view introspection) {
  const auto found = known_.find(machine.name());
  if (found == known_.end()) return;
  Known& known = found->second;
  try {
    known.items = deprecated_items(introspection);
  } catch (const std::exception& error) {
    log_warning(machine.name() + ": what its server deprecates is not known: " + error.what());
    return;
  }
  books_.write("what a server deprecates",
               [items = *known.items, now = books_.now()](Ledger& ledger) {
                 for (const ItemName& each : items) ledger.add_item(each, now);
               });
  for (Early& each : std::exchange(known.early, {})) {
    Session* const session = machine.session(each.session);
    if (session != nullptr) use(*session, each.request, each.reply, *known.items);
  }
}

void Deprecations::machine_ended(Machine& machine) {
  known_.erase(machine.name());
}

void Deprecations::requested(Session& session, const Request& request, ReplyId reply) {
  const auto found = known_.find(session.machine().name());
  if (found == known_.end() || session.mode() != Session::Mode::command) return;
  Known& known = found->second;
  if (known.items) return use(session, request, reply, *known.items);
  known.early.push_back({session.id(), reply, request});
}

void Deprecations::use(Session& session, const Request& request, ReplyId reply,
                       const std::set<ItemName>& items) {
  const ItemName command{ItemKind::command, request.command};
  if (items.contains(command)) use(session, command, reply);

  // Its arguments stand together, behind "command.".
  const auto first = items.lower_bound({ItemKind::argument, request.command + "."});
  const bool has_some = first != items.end() && first->kind == ItemKind::argument &&
                        first->name.starts_with(request.command + ".");
  if (!has_some) return;
  for (const std::string& member : members_of(request.shown())) {
    const ItemName argument{ItemKind::argument, request.command + "." + member};
    if (items.contains(argument)) use(session, argument, reply);
  }
}

void Deprecations::use(Session& session, const ItemName& item, ReplyId reply) {
  recorder_.used(session, item, delivery_.is_rejected(session, item), reply);
}

}  // namespace signalbox
