// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include "compat/guide.hpp"
#include "wire/strict_json.hpp"

namespace signalbox {
namespace {

namespace json = boost::json;

std::string times(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

std::string indented(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "    " + line + "\n";
  return text;
}

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

std::string text_of(const Guide& guide) {
  std::string text = guide.client + "\n";
  if (!guide.contact.empty()) text += "Contact: " + guide.contact + "\n";
  if (guide.steps.empty()) return text + "\nIt has no default connection: nothing is to be done.\n";

  text += "\nBefore qmp_capabilities it sends\n" + indented(guide.opening) + "and is spared " +
          std::to_string(guide.delivered) + " events of those so far; " +
          std::to_string(guide.not_needed) + " of them nobody has shown that it needs.\n";
  text += "Whichever of these it does need, it connects to:\n";
  for (const GuideStep& step : guide.steps) {
    text += "\n" + step.event + ", sent " + times(step.delivered) + ": " +
            std::string(word_of(step.verdict)) + "\n" + indented(step.commands) +
            indented(step.calls);
  }
  text +=
      "\nA client that cannot be changed so far may at least say what it needs, with client-info:\n"
      "    {\"execute\":\"client-info\",\"arguments\":{\"name\":" +
      strict_json(json::value(guide.client)) + ",\"interest\":[EVENT, …]}}\n";
  return text;
}

std::string json_of(const Guide& guide) {
  json::array steps;
  for (const GuideStep& step : guide.steps) {
    steps.push_back(json::object{{"event", step.event},
                                 {"verdict", word_of(step.verdict)},
                                 {"delivered", step.delivered},
                                 {"commands", array_of(step.commands)},
                                 {"calls", array_of(step.calls)}});
  }
  return strict_json(json::object{{"client", guide.client},
                                  {"opening", array_of(guide.opening)},
                                  {"delivered", guide.delivered},
                                  {"not-needed", guide.not_needed},
                                  {"steps", std::move(steps)}}) +
         '\n';
}

}  // namespace signalbox
