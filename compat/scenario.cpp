// SPDX-License-Identifier: Apache-2.0
#include "compat/scenario.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <system_error>
#include <utility>

#include "compat/scenario_line.hpp"

namespace signalbox {

namespace {

// More is a mistake: each pass takes at least a round trip.
constexpr std::uint64_t kMaxTimes = 1'000'000'000;

constexpr std::array<std::string_view, 3> kOperations = {"read", "write", "flush"};
constexpr std::array<std::string_view, 3> kAnswers = {"K", "E", "nothing"};

template <typename List>
bool is_in(const List& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

RunCommand command(ScenarioLine& line, bool on_admin) {
  RunCommand step{.command = line.word("the command"),
                  .arguments = line.object(),
                  .on_admin = on_admin,
                  .must_fail = false};
  step.must_fail = line.takes("fails");
  return step;
}

FailRequest failure(ScenarioLine& line) {
  FailRequest step;
  step.device = line.word("the device");
  step.operation = line.word("read, write or flush");
  if (!is_in(kOperations, step.operation)) {
    line.fail_at_last("'" + step.operation + "' is none of read, write and flush");
  }
  step.error = line.word("the error, such as ENOSPC,");
  return step;
}

AskGuest question(ScenarioLine& line) {
  AskGuest step{.word = line.word("what to ask of the guest"), .answer = "K"};
  if (line.at_end()) return step;
  step.answer = line.word("the answer");
  if (!is_in(kAnswers, step.answer)) {
    line.fail_at_last("'" + step.answer + "' is none of K, E and nothing");
  }
  return step;
}

std::uint64_t times(ScenarioLine& line) {
  const std::string text = line.word("how often");
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!is_number || number == 0 || number > kMaxTimes) {
    line.fail_at_last("'" + text + "' is no number from 1 to 1000000000");
  }
  return number;
}

// Reads lines up to the end, or up to the brace that ends a repetition.
class Reader {
 public:
  Reader(std::istream& input, const std::string& file) : input_(input) { scenario_.file = file; }

  Scenario read() {
    scenario_.steps = steps(nullptr);
    return std::move(scenario_);
  }

 private:
  // `opened` is the line that began the repetition.
  std::vector<ScenarioStep> steps(const ScenarioLine* opened) {
    std::vector<ScenarioStep> all;
    for (std::string text; std::getline(input_, text);) {
      ScenarioLine line(scenario_.file, ++number_, text);
      if (line.at_end() || line.text().front() == '#') continue;
      if (line.takes("}")) {
        if (opened == nullptr) line.fail_at_last("nothing is repeated here");
        line.end();
        return all;
      }
      const std::string shown(line.text());
      all.push_back({line.number(), shown, step(line)});
    }
    if (opened != nullptr) opened->fail_at_last("this '{' has no '}'");
    return all;
  }

  decltype(ScenarioStep::what) step(ScenarioLine& line) {
    if (line.takes("repeat")) return repetition(line);
    auto what = simple(line);
    line.end();
    return what;
  }

  decltype(ScenarioStep::what) simple(ScenarioLine& line) {
    if (line.takes("->")) return command(line, false);
    if (line.takes("<-")) {
      scenario_.awaits_events = true;
      return AwaitEvent{line.word("the event"), line.object()};
    }
    if (line.takes("barrier")) {
      scenario_.needs_admin = true;
      return AwaitBarrier{};
    }
    if (line.takes("guest")) {
      scenario_.needs_guest = true;
      return question(line);
    }
    if (!line.takes("!!")) {
      line.fail_here("a line begins with ->, <-, !!, barrier, guest, repeat or #");
    }
    if (line.takes("fail")) return failure(line);
    scenario_.needs_admin = true;
    if (line.takes("admin")) return command(line, true);
    if (!line.takes("inject")) line.fail_here("behind !! comes fail, inject or admin");
    const std::string event = line.word("the event");
    boost::json::object data = line.object();
    return InjectEvent{event, std::move(data), line.object()};
  }

  Repeat repetition(ScenarioLine& line) {
    Repeat repeat{times(line), {}};
    if (!line.takes("{")) line.fail_here("'{' is missing");
    line.end();
    if (++depth_ > kMaxDepth) line.fail_at_last("repetitions are nested too deep");
    repeat.steps = steps(&line);
    --depth_;
    return repeat;
  }

  static constexpr int kMaxDepth = 16;

  std::istream& input_;
  Scenario scenario_;
  std::size_t number_ = 0;
  int depth_ = 0;
};

bool is_wait(const ScenarioStep& step) {
  const RunCommand* const run = std::get_if<RunCommand>(&step.what);
  if (run != nullptr && run->on_admin) {
    return run->command == "listener-wait" || run->command == "emission-barrier";
  }
  return std::holds_alternative<AwaitEvent>(step.what) ||
         std::holds_alternative<AwaitBarrier>(step.what);
}

void unroll(const Scenario& scenario, const std::vector<ScenarioStep>& steps,
            std::vector<std::string>& parts) {
  constexpr std::size_t most = 1'000'000;
  for (const ScenarioStep& each : steps) {
    const Repeat* const repeat = std::get_if<Repeat>(&each.what);
    if (repeat == nullptr && is_wait(each) && !parts.empty()) {
      parts.back().append("\n").append(each.text);
    } else if (repeat == nullptr) {
      parts.push_back(each.text);
    }
    if (parts.size() > most) {
      throw ScenarioError(scenario.file + ":" + std::to_string(each.line) +
                          ":1: error: there are more than a million steps up to here");
    }
    for (std::uint64_t i = 0; repeat != nullptr && i < repeat->times && !repeat->steps.empty();
         ++i) {
      unroll(scenario, repeat->steps, parts);
    }
  }
}

// Each line begins with `indent`, and ends.
std::string indented(const std::string& lines, const std::string& indent) {
  std::string text = indent;
  for (const char each : lines) {
    text.push_back(each);
    if (each == '\n') text.append(indent);
  }
  return text + "\n";
}

}  // namespace

std::vector<std::string> parts_of(const Scenario& scenario) {
  std::vector<std::string> parts;
  unroll(scenario, scenario.steps, parts);
  return parts;
}

std::string text_of_parts(const std::vector<std::string>& parts) {
  std::string text;
  for (auto begin = parts.begin(); begin != parts.end();) {
    const auto end =
        std::find_if(begin, parts.end(), [&](const std::string& each) { return each != *begin; });
    const std::ptrdiff_t times = end - begin;
    if (times == 1) {
      text += indented(*begin, "");
    } else {
      text += "repeat " + std::to_string(times) + " {\n" + indented(*begin, "  ") + "}\n";
    }
    begin = end;
  }
  return text;
}

std::string text_of_parts(const std::vector<std::string>& parts,
                          const std::vector<std::size_t>& kept) {
  std::vector<std::string> some;
  for (const std::size_t each : kept) some.push_back(parts[each]);
  return text_of_parts(some);
}

Scenario read_scenario(std::istream& input, const std::string& file) {
  return Reader(input, file).read();
}

Scenario read_scenario_file(const std::string& file) {
  std::ifstream input(file);
  if (!input) throw std::system_error(errno, std::generic_category(), file);
  return read_scenario(input, file);
}

}  // namespace signalbox
