// SPDX-License-Identifier: Apache-2.0
#include "host/own_commands.hpp"

#include <stdexcept>
#include <utility>

#include "host/call.hpp"
#include "host/machine.hpp"
#include "host/qmp_register.h"
#include "signalbox/self.h"

namespace signalbox {

namespace {

constexpr unsigned kBoth = kNegotiation | kCommand;

// Those that are not only for command mode. What an observer may use is listed here and in
// observer_commands.cpp: known to have no effect, one by one.
const std::map<std::string, unsigned> kHostScopes = {
    {"qmp_capabilities", kNegotiation | kObserver | kAdmin},
    {"query-version", kCommand | kObserver | kAdmin},
    {"query-commands", kCommand | kObserver | kAdmin},
    {"query-qmp-schema", kCommand | kObserver | kAdmin},
    {"signal-connect", kBoth | kObserver | kAdmin},
    {"signal-disconnect", kBoth | kObserver | kAdmin},
    {"query-signals", kBoth | kObserver | kAdmin},
    {"query-connections", kCommand | kObserver},
    {"query-plugins", kCommand | kObserver | kAdmin},
    {"query-clients", kAdmin},
    {"inject-event", kAdmin},
    {"plugin-load", kAdmin},
    {"plugin-unload", kAdmin},
    {"listener-add", kAdmin},
    {"listener-remove", kAdmin},
    {"listener-wait", kAdmin},
    {"emission-barrier", kAdmin},
};

// See OwnCommands::handle_of().
Call& call_of(signalbox_reply* reply) {
  return *reinterpret_cast<Call*>(reply);
}

void reply_return(void*, signalbox_reply* reply, const char* json) {
  const Call& call = call_of(reply);
  if (!call.answers_itself) call.machine.answer(call.reply, json);
}

void reply_error(void*, signalbox_reply* reply, Error* error) {
  const Call& call = call_of(reply);
  call.machine.answer_error(call.reply, error);
}

}  // namespace

Call& this_call() {
  return *static_cast<Call*>(signalbox_self());
}

Machine& this_machine() {
  return *static_cast<Machine*>(signalbox_self());
}

OwnCommands::OwnCommands()
    : calls_{.abi_minor = SIGNALBOX_ABI_MINOR,
             .self = this,
             .add_command = &OwnCommands::add_command,
             .add_accessor = &OwnCommands::add_accessor,
             .reply_return = &reply_return,
             .reply_error = &reply_error,
             .begin_emission = nullptr,
             .configuration = nullptr,
             .log = nullptr,
             .post = nullptr,
             .arm_timer = nullptr,
             .disarm_timer = nullptr,
             .listen = nullptr,
             .unlisten = nullptr,
             .execute = nullptr,
             .wait_for_room = nullptr,
             .end_machine = nullptr,
             .claim_rest = nullptr,
             .serve = nullptr,
             .suspend = nullptr,
             .announce = nullptr,
             .remove_accessor = nullptr,
             .describe = nullptr,
             .watch = nullptr,
             .want_write = nullptr,
             .unwatch = nullptr,
             .arm_prompt_timer = nullptr,
             .look_up = nullptr,
             .set_owner = nullptr,
             .set_figure = nullptr,
             .owns_file = nullptr,
             .charge = nullptr} {
  add("host", host_register, host_schema, kHostScopes);
}

void OwnCommands::add(const std::string& owner, Offer* offer, const signalbox_schema& schema,
                      std::map<std::string, unsigned> scopes) {
  scopes_ = std::move(scopes);
  Error* error = nullptr;
  if (!offer(&calls_, &error)) {
    const std::string why = error_description(error);
    error_free(error);
    throw std::logic_error(owner + ": " + why);
  }
  schemas_[owner] = &schema;
}

bool OwnCommands::add_command(void* self, const signalbox_command* command, Error** errp) {
  OwnCommands& own = *static_cast<OwnCommands*>(self);
  for (const OfferedCommand& each : own.commands_) {
    if (each.name != command->name) continue;
    error_set(errp, "GenericError", "command '%s' is there twice", command->name);
    return false;
  }
  const auto scope = own.scopes_.find(command->name);
  own.commands_.push_back({command->name, command, nullptr, nullptr,
                           scope == own.scopes_.end() ? unsigned{kCommand} : scope->second});
  return true;
}

bool OwnCommands::add_accessor(void* self, const signalbox_accessor* accessor, Error** /*errp*/) {
  static_cast<OwnCommands*>(self)->accessors_.push_back(accessor);
  return true;
}

}  // namespace signalbox
