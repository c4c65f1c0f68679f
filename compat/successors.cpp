// SPDX-License-Identifier: Apache-2.0
#include "compat/successors.hpp"

#include <algorithm>
#include <cctype>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/books.hpp"
#include "compat/ledger.hpp"
#include "compat/visitors.hpp"
#include "host/connection.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// A schema names the type of the event that is the successor: "BlockDeviceEvent" is
// BLOCK_DEVICE_EVENT on the wire.
std::string wire_name_of(const std::string& type) {
  std::string name;
  for (const char each : type) {
    const auto letter = static_cast<unsigned char>(each);
    if (std::isupper(letter) != 0 && !name.empty()) name.push_back('_');
    name.push_back(static_cast<char>(std::toupper(letter)));
  }
  return name;
}

void add_use(SQLite::Database& ledger, const std::string& fingerprint, const std::string& version,
             const std::string& replaced, std::int64_t at) {
  SQLite::Statement row(ledger,
                        "INSERT INTO successor_use (build, item, at) SELECT build.id, item.id, ? "
                        "FROM client JOIN build ON build.client = client.id JOIN item "
                        "WHERE client.fingerprint = ? AND build.version = ? "
                        "AND item.kind = 'default-connection' AND item.name = ? "
                        "ON CONFLICT DO UPDATE SET at = max(at, excluded.at)");
  row.bind(1, at);
  row.bind(2, fingerprint);
  row.bind(3, version);
  row.bind(4, replaced);
  row.exec();
}

}  // namespace

Successors::Successors(Books& books, const Visitors& visitors)
    : books_(books),
      visitors_(visitors),
      uses_(
          books, "the use of a successor",
          [](std::int64_t one, std::int64_t other) { return std::max(one, other); },
          [](Ledger& ledger, const GatheredWrites<Use>::Numbers& uses) {
            for (const auto& [use, at] : uses) {
              const auto& [fingerprint, version, replaced] = use;
              add_use(ledger.database(), fingerprint, version, replaced, at);
            }
          }) {}

void Successors::accessor_added(Machine& /*machine*/, const OfferedAccessor& accessor) {
  if (!accessor.is_legacy() || accessor.successor.empty()) return;
  const std::string successor = wire_name_of(accessor.successor);
  const auto [first, last] = replaced_.equal_range(successor);
  for (auto each = first; each != last; ++each) {
    if (each->second == accessor.event) return;
  }
  replaced_.emplace(successor, accessor.event);
}

void Successors::started(Session& session, Connection& connection) {
  const auto [first, last] = replaced_.equal_range(connection.event());
  if (first == last) return;
  const Visitor* const visitor = visitors_.find(session);
  if (visitor == nullptr) return;
  for (auto each = first; each != last; ++each) {
    uses_.add({visitor->fingerprint, visitor->version, each->second}, books_.now());
  }
}

}  // namespace signalbox
