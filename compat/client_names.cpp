// SPDX-License-Identifier: Apache-2.0
#include "compat/client_names.hpp"

#include <utility>
#include <vector>

#include "compat/ledger.hpp"
#include "compat/visitors.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// Fewer digits name nobody: a client may be called "cafe".
constexpr std::size_t kFewestDigits = 8;

}  // namespace

FoundClient find_client(const std::map<std::string, std::string>& names, const std::string& text) {
  std::vector<std::string> all;
  for (const auto& [fingerprint, name] : names) {
    const bool is_meant =
        name == text || (text.size() >= kFewestDigits && fingerprint.starts_with(text));
    if (is_meant) all.push_back(fingerprint);
  }
  if (all.size() == 1) return {all.front(), {}};
  if (all.empty()) return {{}, "Client '" + text + "' is not known to the ledger"};
  std::string error = "Client '" + text + "' may be one of several; name it by its fingerprint:";
  for (const std::string& each : all) error += " " + each.substr(0, 2 * kFewestDigits);
  return {{}, error};
}

ClientNames::ClientNames(std::map<std::string, std::string> known, const Visitors& visitors)
    : names_(std::move(known)), visitors_(visitors) {}

std::string ClientNames::name_of(const std::string& fingerprint) const {
  const auto found = names_.find(fingerprint);
  return found == names_.end() ? std::string() : found->second;
}

// A client can come under any number of names: the oldest give way.
void ClientNames::add(const std::string& fingerprint, const std::string& name) {
  if (!names_.insert_or_assign(fingerprint, name).second) return;
  added_.push_back(fingerprint);
  if (added_.size() <= kMaxClients) return;
  names_.erase(added_.front());
  added_.pop_front();
}

void ClientNames::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  const Visitor& visitor = visitors_.of(session);
  if (!session.machine().is_admin()) add(visitor.fingerprint, visitor.client.name());
  proceed();
}

}  // namespace signalbox
