// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "compat/audit.hpp"
#include "compat/client_infos.hpp"
#include "compat/commands.hpp"
#include "compat/compatibility.hpp"
#include "compat/default_connections.hpp"
#include "compat/processes.hpp"
#include "compat/visitors.hpp"
#include "host/command_line.hpp"
#include "host/copies_directory.hpp"
#include "host/descriptor_table.hpp"
#include "host/exposition.hpp"
#include "host/host.hpp"
#include "host/http_server.hpp"
#include "host/log.hpp"
#include "host/loop.hpp"
#include "host/metrics.hpp"
#include "host/plugin_probe.hpp"
#include "host/plugin_settings.hpp"
#include "host/process_signals.hpp"
#include "page/live_page.hpp"

namespace signalbox {
namespace {

// How long the last lines of the log wait for their reader when the host ends.
constexpr std::chrono::seconds kLogPatience{1};

// Opens /dev/null in the place of a standard descriptor that is closed: else the ledger or a socket
// would get its number, and the log would be written into that.
void keep_standard_descriptors() {
  while (true) {
    const int fd = ::open("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO) ::close(fd);
    if (fd < 0 || fd > STDERR_FILENO) return;
  }
}

// For the operator who has asked whether a configuration can be used.
void print_summary(const HostConfig& config) {
  for (const MachineConfig& machine : config.machines) {
    std::cout << "machine " << machine.name << '\n';
    for (const ListenerConfig& each : machine.listeners) std::cout << "  " << each.address << '\n';
    for (const PluginConfig& each : machine.plugins) std::cout << "  plugin " << each.name << '\n';
  }
  std::cout << "the configuration can be used\n";
}

// The path of the first admin socket; empty: there is none.
std::string admin_socket(const HostConfig& config) {
  constexpr std::string_view kUnix = "unix:";
  if (!config.admin) return {};
  for (const ListenerConfig& each : config.admin->listeners) {
    if (each.address.starts_with(kUnix)) return each.address.substr(kUnix.size());
  }
  return {};
}

// Keeps what a message of some MiB used, up to 16 MiB, for the next one. By default all of it goes
// back to the system at once, and its pages cost more to get again than the message costs to parse.
// A block above 4 MiB is mapped by itself: the input of a large message grows on the loop then
// without being copied.
void keep_freed_memory() {
  ::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

// All figures of a host, for Prometheus. Its parts outlive it.
HttpPage metrics_page(const Host& host, const Metrics& metrics, const Recorder* recorder) {
  return {"/metrics", [&host, &metrics, recorder](const HttpReply& reply) {
            Exposition out;
            metrics.write(host, out);
            if (recorder != nullptr) recorder->write_metrics(out);
            reply({200, std::string(Exposition::kContentType),
                   std::make_shared<const std::string>(out.take())});
          }};
}

// Where a browser begins.
HttpPage report_page(LivePage* ledger) {
  return {"/", [ledger](const HttpReply& reply) {
            if (ledger != nullptr) return ledger->ask(reply);
            HttpAnswer answer;
            answer.body = std::make_shared<const std::string>(
                "No ledger is configured, so there is no report. Figures: /metrics\n");
            reply(std::move(answer));
          }};
}

int run(const CommandLine& line) {
  if (line.check_config) {
    check_plugin_settings(line.config);
    print_summary(line.config);
    return exit_clean;
  }
  keep_freed_memory();
  raise_descriptor_limit();
  set_log_level(line.config.log_level);
  set_log_limits(line.config.limits[Limit::client_log_lines],
                 line.config.limits[Limit::plugin_log_lines]);
  if (line.config.log_file) log_to(*line.config.log_file);
  if (const std::size_t count = remove_abandoned_copies(); count > 0) {
    log_info("removed what killed hosts have left of private plugin copies: directories: " +
             std::to_string(count));
  }
  if (!line.config.ledger) log_info("no ledger is configured: nothing is recorded");
  Loop loop;
  DefaultConnections defaults;
  ClientInfos infos;
  const SystemProcesses processes;
  Visitors visitors(infos, processes);
  std::vector<Observer*> observers = {&infos};
  if (line.config.ledger || line.config.audit) observers.push_back(&visitors);
  observers.push_back(&defaults);
  std::optional<Compatibility> compatibility;
  if (line.config.ledger) {
    compatibility.emplace(loop, *line.config.ledger, admin_socket(line.config), defaults, infos,
                          visitors, line.config.limits);
    for (Observer* const each : compatibility->observers()) observers.push_back(each);
  }
  std::optional<Audit> audit;
  if (line.config.audit) {
    const std::size_t backlog = line.config.limits[Limit::audit_backlog];
    observers.push_back(&audit.emplace(*line.config.audit, backlog, visitors));
  }
  std::optional<Metrics> metrics;
  if (line.config.metrics) observers.push_back(&metrics.emplace());
  Host host(loop, line.config, observers, compatibility ? &compatibility->delivery : nullptr);
  add_compat_commands(host.own_commands());
  if (compatibility) {
    compatibility->books.when_new_client(
        [&limits = host.limits()](Limit limit, const std::string& of, std::uint64_t count) {
          const bool is_client = limit == Limit::new_clients;
          limits.refusal(
              limit, count,
              std::string("ledger: a new ") + (is_client ? "client of " : "version of ") + of);
        });
  }
  std::optional<LivePage> live;
  std::optional<HttpServer> pages;
  if (metrics) {
    if (compatibility) {
      live.emplace(*line.config.ledger,
                   line.config.metrics->names ? Names::Style::plain : Names::Style::pseudonymous);
    }
    const Recorder* const its = compatibility ? &compatibility->recorder : nullptr;
    pages.emplace(loop, host.accounts(), host.limits(), *line.config.metrics,
                  std::vector<HttpPage>{metrics_page(host, *metrics, its),
                                        report_page(live ? &*live : nullptr)});
  }
  const SignalWait end(loop, {SIGTERM, SIGINT, SIGQUIT}, [&host](int signal) {
    log_info(std::string("stopping: ") + ::strsignal(signal));
    host.stop();
  });
  const SignalWait reopen(loop, {SIGHUP}, [&audit](int) {
    reopen_log();
    if (audit) audit->reopen();
    log_info("SIGHUP: the files of the log and of the audit are opened anew");
  });
  int status = exit_clean;
  try {
    host.start();
  } catch (const std::exception& error) {
    log_error(error.what());
    status = exit_error;
    host.stop();  // what has started ends as it would at any other time
  }
  loop.run();
  if (host.has_failed()) status = exit_error;
  if (host.machines().empty()) return status;
  compatibility.reset();  // writes what is pending
  audit.reset();
  finish_log(kLogPatience);
  std::_Exit(exit_error);  // a thread that is in a plugin for ever cannot be joined
}

int serve(int count, const char* const* words) {
  try {
    const CommandLine line = read_command_line(count, words);
    return line.exit ? *line.exit : run(line);
  } catch (const ConfigError& error) {
    std::cerr << journal_priority(LogLevel::error) << "signalboxd: " << error.what() << '\n';
    return exit_usage;
  } catch (const std::exception& error) {
    log_error(error.what());
    return exit_error;
  }
}

}  // namespace
}  // namespace signalbox

int main(int count, char** words) {
  signalbox::keep_standard_descriptors();
  signalbox::settle_signals();
  // What PluginFile starts to try a plugin: not for users, and so not in --help.
  if (count == 4 && std::strcmp(words[1], "--probe-plugin") == 0) {
    signalbox::run_plugin_probe(words[2], words[3]);
  }
  const int status = signalbox::serve(count, words);
  signalbox::finish_log(signalbox::kLogPatience);
  return status;
}
