// SPDX-License-Identifier: Apache-2.0
#include "cli/plugin_trial.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cli/footprint.hpp"
#include "cli/trial_host.hpp"
#include "host/plugin_code.hpp"
#include "host/plugin_refused.hpp"
#include "schema/check.hpp"
#include "schema/faults.hpp"
#include "schema/load.hpp"
#include "signalbox/plugin.h"

namespace signalbox::cli {
namespace {

constexpr int lives_in_a_round = 16;
constexpr int rounds = 4;

// The life of one instance, as a host leads it.
class Life {
 public:
  // Throws PluginRefused if it cannot be made.
  Life(const signalbox_plugin& entry, const std::string& configuration, const std::string* saved)
      : entry_(entry), host_(configuration) {
    Error* error = nullptr;
    instance_ = entry.create(host_.calls(), saved == nullptr ? nullptr : saved->c_str(), &error);
    if (instance_ == nullptr) {
      const std::string why = error == nullptr ? "it failed and did not say why"
                                               : std::string(error_description(error));
      error_free(error);
      throw PluginRefused(why);
    }
    host_.run_posted();
    if (entry.activate != nullptr) entry.activate(instance_);
    host_.run_posted();
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;
  ~Life() {
    host_.end_listenings();
    entry_.destroy(instance_);
  }

  // Nothing: the plugin does not save.
  std::optional<std::string> save() const {
    if (entry_.save == nullptr) return std::nullopt;
    std::string saved;
    const auto take = [](const char* json, void* opaque) {
      *static_cast<std::string*>(opaque) = json;
    };
    entry_.save(instance_, take, &saved);
    return saved;
  }

  const TrialHost& host() const { return host_; }

 private:
  const signalbox_plugin& entry_;
  TrialHost host_;
  void* instance_ = nullptr;
};

// The faults of a schema's text; empty: none.
std::string faults_of(const std::string& text, schema::Schema& schema) {
  schema::Sources sources;
  schema::Faults faults;
  const schema::Loaded loaded = schema::load_text("schema", text, sources, faults);
  schema = schema::checked(loaded, faults);
  std::ostringstream lines;
  if (!faults.empty()) faults.print(lines, sources);
  std::string first = lines.str();
  return first.substr(0, first.find('\n'));
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

// What is offered and not in the schema: clients could not know what it takes.
std::vector<std::string> undescribed(const TrialHost& host, const schema::Schema& schema) {
  std::vector<std::string> names;
  const auto knows = [](const auto& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const auto& each) { return each.name == name; });
  };
  for (const std::string& name : host.commands()) {
    if (!knows(schema.commands, name)) names.push_back(name);
  }
  for (const auto& [name, event] : host.accessors()) {
    if (!knows(schema.accessors, name)) names.push_back(name);
  }
  return names;
}

// Names in the schema that are not offered: clients are told of them and find nothing.
std::vector<std::string> unoffered(const TrialHost& host, const schema::Schema& schema) {
  std::vector<std::string> names;
  for (const schema::Command& each : schema.commands) {
    const auto& all = host.commands();
    if (std::find(all.begin(), all.end(), each.name) == all.end()) names.push_back(each.name);
  }
  for (const schema::Accessor& each : schema.accessors) {
    if (!host.accessors().contains(each.name)) names.push_back(each.name);
  }
  return names;
}

// What each instance leaves behind; empty: nothing. A round may leave something by chance, such as
// what malloc() keeps at hand; what is really left is left by every round.
std::string left_behind(const signalbox_plugin& entry, const std::string& configuration) {
  std::string left;
  Footprint before = Footprint::now();
  for (int round = 0; round < rounds; ++round) {
    for (int life = 0; life < lives_in_a_round; ++life) Life(entry, configuration, nullptr);
    const Footprint after = Footprint::now();
    left = after.more_than(before, lives_in_a_round);
    if (left.empty()) break;
    before = after;
  }
  return left;
}

}  // namespace

void try_plugin(const std::filesystem::path& file, const std::string& configuration,
                const std::function<void(const std::string&)>& about_to,
                const std::function<void(const Finding&)>& found) {
  using Grade = Finding::Grade;
  std::string step;
  const auto begin = [&](const char* name) { about_to(step = name); };
  const auto find = [&](Grade grade, const std::string& text) { found({grade, step, text}); };
  try {
    begin("load");
    PluginCode code(file, file);
    const signalbox_plugin& entry = code.entry();
    find(Grade::ok, std::string(entry.name) + ' ' + entry.version + ", built for plugin ABI " +
                        std::to_string(entry.abi_major) + '.' + std::to_string(entry.abi_minor));

    begin("schema");
    schema::Schema schema;
    const std::string faults = faults_of(entry.schema->text, schema);
    if (faults.empty()) {
      find(Grade::ok, counted(schema.commands.size(), "command") + ", " +
                          counted(schema.accessors.size(), "accessor") + ", " +
                          counted(schema.events.size(), "event"));
    } else {
      find(Grade::fault, faults);
    }

    begin("create");
    std::optional<std::string> saved;
    {
      const Life first(entry, configuration, nullptr);
      for (const std::string& name : first.host().commands()) find(Grade::ok, "command " + name);
      for (const auto& [name, event] : first.host().accessors()) {
        find(Grade::ok, "accessor " + name + ", event " + event);
      }
      for (const std::string& name : undescribed(first.host(), schema)) {
        find(Grade::fault, "'" + name + "' is not in the schema");
      }
      for (const std::string& name : unoffered(first.host(), schema)) {
        find(Grade::fault, "'" + name +
                               "' is in the schema and create() does not offer it; call "
                               "NAME_register() there, which qmpc generates");
      }
      begin("save");
      saved = first.save();
      begin("destroy");
    }
    if (saved) {
      begin("save");
      const Life second(entry, configuration, &*saved);
      find(Grade::ok, "a successor takes " + counted(saved->size(), "byte") + " of JSON over");
    }

    begin("destroy");
    const std::string left = left_behind(entry, configuration);
    if (left.empty()) {
      find(Grade::ok, counted(rounds * lives_in_a_round, "instance") + " leave nothing behind");
    } else {
      find(Grade::fault, "each instance leaves behind " + left);
    }

    begin("unload");
    if (code.unmap()) {
      find(Grade::ok, "the code is gone");
    } else {
      find(Grade::warning,
           "the code stays mapped: a unique symbol, or a thread_local with a destructor");
    }
  } catch (const PluginRefused& refused) {
    find(Grade::fault, refused.what());
  } catch (const std::exception& thrown) {
    find(Grade::fault, std::string("it threw: ") + thrown.what());
  }
}

}  // namespace signalbox::cli
