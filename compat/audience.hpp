// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compat/experiment.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Experiments;

// What the commands that try something on clients have in common. All read the call that is
// running; what is wrong is in *errp then. [loop]

// Null: no ledger is configured.
Experiments* experiments_of_host(Error** errp);

// The fingerprint of a client; empty: it is not known, or not the only one.
std::string fingerprint_of(const char* client, Error** errp);

// Whom a command is about; what is null is no restriction. False: it names what is not there.
bool read_audience(const char* client, const char* label, const char* machine, Audience& audience,
                   Error** errp);

// Sets whether machine state may be withheld: `accepted`, which may be null, must name `client`.
// False: it does not.
bool accept_loss(const char* client, const char* accepted, bool& loses_state, Error** errp);

// Why an event may not be withheld; empty: it may.
std::string refusal(const std::string& event, const Audience& audience, bool loses_state);

}  // namespace signalbox
