// SPDX-License-Identifier: Apache-2.0
#include "host/metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/exposition.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "host/tap.hpp"
#include "host/version.hpp"

namespace signalbox {
namespace {

constexpr std::array<std::string_view, 5> kEnds = {"client-closed", "backlog", "memory", "shutdown",
                                                   "other"};

Metrics::End end_of(std::string_view reason) {
  if (reason == "client closed") return Metrics::End::client_closed;
  if (reason == "backlog") return Metrics::End::backlog;
  if (reason == "memory") return Metrics::End::memory;
  if (reason == "shutdown") return Metrics::End::shutdown;
  return Metrics::End::other;
}

std::uint64_t resident_bytes() {
  std::uint64_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What every exporter for Prometheus has, by the same names.
void write_process(std::chrono::system_clock::time_point started, Exposition& out) {
  out.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.");
  out.sample_seconds({}, std::chrono::duration<double>(started.time_since_epoch()).count());
  out.counter("process_cpu_seconds_total", "Processor time used, by user and system.");
  out.sample_seconds({}, processor_seconds());
  out.gauge("process_resident_memory_bytes", "Memory that is in use.");
  out.sample({}, resident_bytes());
}

// The host's own endpoint is none; its name might be a machine's, too.
template <typename Visit>
void for_each_machine(const Host& host, Visit visit) {
  for (const auto& machine : host.machines()) {
    if (!machine->is_admin()) visit(*machine);
  }
}

std::uint64_t connections_of(const Machine& machine) {
  std::uint64_t count = 0;
  for (const auto& [id, session] : machine.sessions()) count += session->connection_count();
  return count;
}

// One gauge, with a sample for each machine.
template <typename Value>
void write_gauge(const Host& host, std::string_view name, std::string_view help, Value value,
                 Exposition& out) {
  out.gauge(name, help);
  for_each_machine(host, [&](Machine& machine) {
    out.sample({{"machine", machine.name()}}, value(machine));
  });
}

void write_gauges(const Host& host, Exposition& out) {
  write_gauge(
      host, "signalbox_sessions", "Clients that are connected.",
      [](const Machine& machine) { return machine.sessions().size(); }, out);
  write_gauge(host, "signalbox_connections", "Connections to signals, default ones too.",
              &connections_of, out);
  write_gauge(
      host, "signalbox_backlog_bytes", "What clients have not read yet.",
      [](const Machine& machine) { return machine.backlog(); }, out);
  write_gauge(
      host, "signalbox_queue_bytes", "Events that wait for the loop.",
      [](Machine& machine) { return machine.fifo().bytes(); }, out);
  write_gauge(
      host, "signalbox_plugins", "Plugins that are loaded.",
      [](const Machine& machine) { return machine.plugins().size(); }, out);
  out.gauge("signalbox_backlog_limit_bytes", "What all clients together may leave unread.");
  out.sample({}, host.config().total_backlog_bytes);
  out.gauge("signalbox_client_accounts", "Users of a listener that are connected.");
  out.sample({}, host.accounts().count());
  out.gauge("signalbox_client_memory_bytes",
            "What clients and servers make the host keep, by kind.");
  const MemoryUse& use = host.accounts().use();
  out.sample({{"kind", "output"}}, use.output + use.reply);
  out.sample({{"kind", "input"}}, use.input);
  out.sample({{"kind", "conditions"}}, use.conditions);
  out.sample({{"kind", "upstream"}}, use.upstream);
  out.gauge("signalbox_upstream_up", "Whether the QEMU behind a machine is there: 1 or 0.");
  for_each_machine(host, [&](const Machine& machine) {
    if (!machine.rest()) return;
    out.sample({{"machine", machine.name()}}, machine.is_suspended() ? 0u : 1u);
  });
}

// The figures that the plugins of all machines have set.
void write_figures(const Host& host, Exposition& out) {
  struct Sample {
    std::string_view machine;
    const PluginInstance::Figure* figure;
  };
  std::map<std::string_view, std::vector<Sample>> samples;
  for_each_machine(host, [&samples](const Machine& machine) {
    for (const auto& plugin : machine.plugins()) {
      for (const auto& [name, figure] : plugin->figures()) {
        samples[name].push_back({machine.name(), &figure});
      }
    }
  });
  for (const auto& [name, all] : samples) {
    const std::string full = "signalbox_" + std::string(name);
    if (name.ends_with("_total")) {
      out.counter(full, all.front().figure->help);
    } else {
      out.gauge(full, all.front().figure->help);
    }
    for (const Sample& each : all) {
      out.sample_seconds({{"machine", each.machine}}, each.figure->value);
    }
  }
}

// The same rows for all limits, in the order of the table.
void write_limits(const Limits& limits, Exposition& out) {
  const auto each = [&out](auto value) {
    for (std::size_t i = 0; i < kLimitCount; ++i) {
      out.sample({{"limit", limit_rows()[i].key}}, value(static_cast<Limit>(i)));
    }
  };
  const LogLosses losses = log_losses();
  out.counter("signalbox_limit_reached_total", "How often a limit was met.");
  each([&](Limit limit) {
    if (limit == Limit::client_log_lines) return losses.of_clients;
    if (limit == Limit::plugin_log_lines) return losses.of_plugins;
    return limits.times_reached(limit);
  });
  out.gauge("signalbox_limit_value", "What the limit is.");
  each([&](Limit limit) { return limits[limit]; });
  out.gauge("signalbox_limit_highest", "The most that was allowed at once since the start.");
  each([&](Limit limit) { return limits.highest(limit); });
}

}  // namespace

Metrics::Metrics() : started_(std::chrono::system_clock::now()) {}

void Metrics::machine_started(Machine& machine) {
  if (!machine.is_admin()) machines_[machine.name()];
}

void Metrics::machine_ended(Machine& machine) {
  if (!machine.is_admin()) machines_.erase(machine.name());
}

void Metrics::session_opened(Session& session) {
  if (Counts* const counts = counts_of(session.machine())) ++counts->opened;
}

void Metrics::session_closed(Session& session, std::string_view reason) {
  if (Counts* const counts = counts_of(session.machine())) {
    ++counts->closed[static_cast<std::size_t>(end_of(reason))];
  }
}

void Metrics::emitted(Machine& machine, const Tap& tap, const Frame& /*frame*/,
                      std::size_t defaults, std::size_t explicits) {
  Counts* const counts = counts_of(machine);
  if (counts == nullptr) return;
  counts->due_by_default += defaults;
  counts->due_explicitly += explicits;
  ++counts->emissions[tap.accessor().event];
}

Metrics::Counts* Metrics::counts_of(const Machine& machine) {
  const auto found = machine.is_admin() ? machines_.end() : machines_.find(machine.name());
  return found == machines_.end() ? nullptr : &found->second;
}

void Metrics::write(const Host& host, Exposition& out) const {
  out.gauge("signalbox_build_info", "The version that runs; always 1.");
  out.sample({{"version", package_version()}}, 1);
  write_process(started_, out);
  write_gauges(host, out);
  write_figures(host, out);
  write_limits(host.limits(), out);
  write_counters(out);
  const LogLosses losses = log_losses();
  out.counter("signalbox_log_lines_left_out_total",
              "Lines that are not in the log: nobody took them in time, or their source had many.");
  out.sample({{"reason", "not-taken"}}, losses.not_taken);
  out.sample({{"reason", "above-limit"}}, losses.of_clients + losses.of_plugins);
}

void Metrics::write_counters(Exposition& out) const {
  out.counter("signalbox_sessions_opened_total", "Clients that have connected.");
  for (const auto& [machine, counts] : machines_) {
    out.sample({{"machine", machine}}, counts.opened);
  }
  out.counter("signalbox_sessions_closed_total", "Clients that have gone, and why.");
  for (const auto& [machine, counts] : machines_) {
    for (std::size_t i = 0; i < kEnds.size(); ++i) {
      out.sample({{"machine", machine}, {"reason", kEnds[i]}}, counts.closed[i]);
    }
  }
  out.counter("signalbox_deliveries_total",
              "Events that were due to a client, by its kind of connection.");
  for (const auto& [machine, counts] : machines_) {
    out.sample({{"machine", machine}, {"connection", "default"}}, counts.due_by_default);
    out.sample({{"machine", machine}, {"connection", "explicit"}}, counts.due_explicitly);
  }
  out.counter("signalbox_emissions_total",
              "Events that somebody was connected to, or that the ledger counts.");
  for (const auto& [machine, counts] : machines_) {
    for (const auto& [event, emissions] : counts.emissions) {
      out.sample({{"machine", machine}, {"event", event}}, emissions);
    }
  }
}

}  // namespace signalbox
