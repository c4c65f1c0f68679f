// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_client.hpp"

#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

// No command of ours takes longer, unless the host is dead and does not know.
constexpr std::chrono::minutes kAnswerPatience{5};

}  // namespace

AdminClient::AdminClient(RunLoop& loop, const std::string& path) : loop_(loop), connection_(path) {
  connection_.negotiate(false);
  connection_.set_patience(
      kAnswerPatience);  // an event ends the wait below before the answer has come
}

json::value AdminClient::call(std::string_view command, const json::object& arguments) {
  connection_.send(print(json::object{{"execute", command}, {"arguments", arguments}}));
  if (!loop_.until_readable(
          connection_.fd(), [] { return false; }, kAnswerPatience)) {
    throw ConnectionLost("the host does not answer " + std::string(command));
  }
  return connection_.take_answer();
}

bool AdminClient::call_unless(const std::function<bool()>& is_so, std::string_view command,
                              const json::object& arguments) {
  connection_.send(print(json::object{{"execute", command}, {"arguments", arguments}}));
  if (!loop_.until_readable(connection_.fd(), is_so, kAnswerPatience)) return false;
  connection_.take_answer();
  return true;
}

}  // namespace signalbox::cli
