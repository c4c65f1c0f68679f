// SPDX-License-Identifier: Apache-2.0
#include "compat/emission_comparison.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "compat/client_view.hpp"
#include "compat/emission_groups.hpp"
#include "compat/parity_judge.hpp"

namespace signalbox {

EmissionParity compare_emissions(const std::function<EmissionStream()>& open,
                                 const ComparisonOrder& order) {
  EmissionParity parity;
  ClientView old(order.old);
  ClientView fresh(order.fresh);
  EmissionStream stream = open();
  while (const std::optional<EmissionRecord> record = stream()) {
    ++parity.emissions;
    old.survey(*record, parity.emissions);
    fresh.survey(*record, parity.emissions);
    ++parity.fired[record->event];
  }

  ParityJudge judge(order, old, fresh, parity);
  EmissionGroups groups([&judge](const EmissionGroup& group) { judge.judge(group); });
  stream = open();
  while (std::optional<EmissionRecord> record = stream()) {
    old.add(*record);
    fresh.add(*record);
    groups.add(*std::move(record));
  }
  old.complete();
  fresh.complete();
  groups.end();
  judge.judge_inventions();
  return parity;
}

EmissionStream emissions_of(const std::string& file) {
  const auto in = std::make_shared<std::ifstream>(file, std::ios::binary);
  if (!*in) throw std::invalid_argument("cannot read '" + file + "': " + std::strerror(errno));
  return [in, file, number = std::uint64_t{0}]() mutable -> std::optional<EmissionRecord> {
    std::string line;
    while (std::getline(*in, line)) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      try {
        return read_emission_record(line);
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(file + ":" + std::to_string(number) + ": " + error.what());
      }
    }
    return std::nullopt;
  };
}

}  // namespace signalbox
