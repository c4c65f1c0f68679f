// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox::cli {

class Command;

// Adds to the help of each subcommand of `program` the command lines that examples.cpp has for it.
void add_examples(Command program);

}  // namespace signalbox::cli
