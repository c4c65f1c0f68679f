// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "compat/experiment.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// The rows of an experiment that begins. Its items must be there; a client that is one too many to
// keep is the overflow client, or without one a client for others of a user. All throw
// SQLite::Exception.
void add_experiment(SQLite::Database& database, const Experiment& experiment);

void end_experiment(SQLite::Database& database, const Experiment& experiment,
                    Experiment::Outcome outcome, const std::string& reason, std::int64_t now);

// Those that a dead host left running.
void abort_experiments(SQLite::Database& database, std::int64_t now);

}  // namespace signalbox
