// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/host_connection.hpp"
#include "cli/run_loop.hpp"

namespace signalbox::cli {

// A client of a host's admin listener, for its commands alone; everything else goes on while it
// waits for an answer.
class AdminClient {
 public:
  // Throws ConnectionLost.
  AdminClient(RunLoop& loop, const std::string& path);

  // Throws CommandRefused, ConnectionLost and Interrupted.
  boost::json::value call(std::string_view command, const boost::json::object& arguments);

  // The same, unless something is so before the answer comes: then this client is of no more use,
  // and false is returned.
  bool call_unless(const std::function<bool()>& is_so, std::string_view command,
                   const boost::json::object& arguments);

 private:
  RunLoop& loop_;
  HostConnection connection_;
};

}  // namespace signalbox::cli
