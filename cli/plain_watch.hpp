// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "cli/signal_words.hpp"

namespace signalbox::cli {

class HostSchema;

// The events that a plain QMP server is watched for. It sends every event to everybody: those that
// connections to signals would give, found by their names and data.
class PlainWatch {
 public:
  // `where`: NAME=VALUE, for each of them. Throws BadWord where the server has no such event.
  PlainWatch(const std::vector<WantedSignal>& wanted, const std::vector<std::string>& where,
             const HostSchema& schema);

  bool wants(const boost::json::object& event) const;

 private:
  struct Wanted {
    std::string event;
    boost::json::object data;  // members that it must have
  };
  std::vector<Wanted> wanted_;
};

// The wire name of a signal's event: "BLOCK_IO_ERROR" for "block-io-error-event".
std::string event_of_signal(std::string_view signal);

}  // namespace signalbox::cli
