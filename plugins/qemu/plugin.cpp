// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/qemu/bridge.hpp"
#include "qemu/qmp_register.h"  // generated

namespace {

using ConfigPointer = std::unique_ptr<QemuConfig, decltype(&qemu_config_free)>;

// Empty, with *errp set, if an address cannot be read.
std::vector<UpstreamAddress> addresses(const QemuConfig& config, Error** errp) {
  std::vector<UpstreamAddress> all;
  for (const strList* each = config.monitor; each != nullptr; each = each->next) {
    std::string why;
    std::optional<UpstreamAddress> address = parse_upstream_address(each->value, why);
    if (!address) {
      error_set(errp, "GenericError", "monitor %s: %s", each->value, why.c_str());
      return {};
    }
    all.push_back(*std::move(address));
  }
  if (all.empty()) error_set(errp, "GenericError", "no monitor is configured: say where QEMU is");
  return all;
}

Monitor::Limits limits(const QemuConfig& config) {
  Monitor::Limits limits;
  if (config.has_line_limit) limits.line_bytes = config.line_limit;
  if (config.has_event_limit) limits.events_a_second = config.event_limit;
  return limits;
}

void* create(const signalbox_host* host, const char* /*saved*/, Error** errp) {
  const ConfigPointer config(qemu_config(host, errp), qemu_config_free);
  if (!config) return nullptr;
  std::vector<UpstreamAddress> monitors = addresses(*config, errp);
  if (monitors.empty()) return nullptr;
  if (!qemu_register(host, errp)) return nullptr;
  if (!host->claim_rest(host->self, &Bridge::rest, errp)) return nullptr;
  return new Bridge(*host, std::move(monitors), limits(*config));
}

void activate(void* instance) {
  static_cast<Bridge*>(instance)->start();
}

void destroy(void* instance) {
  delete static_cast<Bridge*>(instance);
}

bool check(const signalbox_host* host, Error** errp) {
  const ConfigPointer config(qemu_config(host, errp), qemu_config_free);
  return config && !addresses(*config, errp).empty();
}

}  // namespace

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "qemu",
    .version = "1.0",
    .schema = &qemu_schema,
    .create = create,
    .save = nullptr,
    .activate = activate,
    .destroy = destroy,
    .check = check,
};
