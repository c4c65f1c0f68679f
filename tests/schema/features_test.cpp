// SPDX-License-Identifier: Apache-2.0
// What the generated code of schemas/features.json does at run time, on a host of a few lines.
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "features/qmp_commands.h"
#include "features/qmp_events.hpp"
#include "features/qmp_listen.h"
#include "features/qmp_register.h"
#include "signalbox/self.h"

namespace {

struct Plugin {
  features::VNCTreeEvent tree;
  ::TreeFelledEvent felled = {};
  ResetEvent reset = {};
  std::string planted;
};

// What a host keeps of a plugin, and the answers that it was given.
struct FakeHost {
  ~FakeHost() {
    if (listener.released) listener.released(listener.receiver.opaque);
  }

  std::map<std::string, const signalbox_accessor*> accessors;
  std::map<std::string, const signalbox_command*> commands;
  std::string configuration;
  std::string answer;
  std::string refusal;
  std::string listened_to;
  signalbox_listener listener = {};
  std::string taken;
  signalbox_host table = {};
};

FakeHost& fake(void* self) {
  return *static_cast<FakeHost*>(self);
}

class Features : public testing::Test {
 protected:
  Features() {
    host.table.abi_minor = SIGNALBOX_ABI_MINOR;
    host.table.self = &host;
    host.table.add_command = [](void* self, const signalbox_command* command, Error** errp) {
      if (fake(self).taken != command->name)
        return fake(self).commands.emplace(command->name, command).second;
      error_set(errp, "GenericError", "taken");
      return false;
    };
    host.table.add_accessor = [](void* self, const signalbox_accessor* accessor, Error**) {
      return fake(self).accessors.emplace(accessor->name, accessor).second;
    };
    host.table.reply_return = [](void* self, signalbox_reply*, const char* json) {
      fake(self).answer = json;
    };
    host.table.reply_error = [](void* self, signalbox_reply*, Error* error) {
      fake(self).refusal = std::string(error_class(error)) + ": " + error_description(error);
      error_free(error);
    };
    host.table.begin_emission = [](void*, std::uint64_t, signalbox_emission* emission) {
      *emission = {};
    };
    host.table.configuration = [](void* self) -> const char* {
      return fake(self).configuration.c_str();
    };
    host.table.listen = [](void* self, const char* accessor, const char* arguments,
                           const signalbox_listener* listener) -> signalbox_listening* {
      fake(self).listened_to = std::string(accessor) + " " + arguments;
      fake(self).listener = *listener;
      return nullptr;
    };
    host.table.log = [](void*, signalbox_log_level, const char*) {};
    EXPECT_TRUE(features_register(&host.table, nullptr));
  }

  std::string call(const char* name, const char* arguments) {
    host.answer.clear();
    host.refusal.clear();
    host.commands.at(name)->call(&context, arguments, nullptr);
    return host.answer.empty() ? host.refusal : host.answer;
  }

  Plugin plugin;
  FakeHost host;
  signalbox_context context = {&host.table, &plugin, nullptr};
};

Plugin& self() {
  return *static_cast<Plugin*>(signalbox_self());
}

TreeNode* new_node() {
  auto* node = static_cast<TreeNode*>(std::calloc(1, sizeof(TreeNode)));
  node->leaf = static_cast<TreeLeaf*>(std::calloc(1, sizeof(TreeLeaf)));
  node->place = static_cast<TreeNodePlace*>(std::calloc(1, sizeof(TreeNodePlace)));
  node->place->row = 3;
  return node;
}

constexpr const char* node_text =
    R"({"leaf": {}, "children": [], "colours": ["red", "3d"], "names": ["oak"], "place": {"row": 7}, "fruits": [{"weight": 0.5}]})";

}  // namespace

void qmp_plant_tree(const TreeNode* node, const PaintColourList* colours, bool has_depth,
                    int64_t depth, const char* label, bool has_errp, bool errp_,
                    const PlantTreeSite* site, Error** errp) {
  Plugin& plugin = self();
  plugin.planted = node->names->value + std::string(" ") + std::to_string(node->place->row) +
                   (has_depth ? " " + std::to_string(depth) : "") + (label ? label : "") +
                   (has_errp && errp_ ? "!" : "") + (site ? "@" : "");
  for (; colours; colours = colours->next) plugin.planted += std::to_string(colours->value);
  if (label && std::string(label) == " weed") error_set(errp, "GenericError", "No weeds");
}

TreeNode* qmp_query_tree(const char* name, Error** errp) {
  if (!name) return new_node();
  error_set(errp, "DeviceNotFound", "Device '%s' not found", name);
  return nullptr;
}

TreeNodeList* qmp_query_trees(Error**) {
  auto* cell = static_cast<TreeNodeList*>(std::calloc(1, sizeof(TreeNodeList)));
  cell->value = new_node();
  return cell;
}

strList* qmp_query_names(Error**) {
  return nullptr;
}
int64_t qmp_query_count(Error**) {
  return -5;
}
char* qmp_query_text(Error**) {
  return strdup("gr\xc3\xbcn");
}
char* qmp_query_any(const char* path, Error**) {
  return strdup(path);
}
bool qmp_query_healthy(Error**) {
  return true;
}
PaintColour qmp_query_colour(Error**) {
  return PAINT_DARK_BLUE;
}
void qmp_system_reset(Error**) {
  reset_event_signal(&self().reset);
}

TreeFelledEvent* qmp_tree_felled_event(const char* device, bool, PaintColour, Error** errp) {
  if (std::string(device) == "oak") return &self().felled;
  error_set(errp, "DeviceNotFound", "Device '%s' not found", device);
  return nullptr;
}

VNCTreeEvent* qmp_vnc_tree_event(Error**) {
  return self().tree.c_event();
}
ResetEvent* qmp_reset_event(Error**) {
  return &self().reset;
}

namespace {

TEST_F(Features, ResultsOfEveryKindAreAnswered) {
  EXPECT_EQ(call("query-count", "{}"), "-5");
  EXPECT_EQ(call("query-text", "{}"), R"("gr\u00FCn")");
  EXPECT_EQ(call("query-healthy", "{}"), "true");
  EXPECT_EQ(call("query-colour", "{}"), R"("dark-blue")");
  EXPECT_EQ(call("query-names", "{}"), "[]");
  EXPECT_EQ(call("query-any", R"({"path": "{\"a\": [1, null]}"})"), R"({"a": [1, null]})");
  EXPECT_EQ(call("query-trees", "{}"), "[" + call("query-tree", "{}") + "]");
  EXPECT_NE(call("query-tree", "{}").find(R"("place": {"row": 3})"), std::string::npos);
}

TEST_F(Features, ArgumentsOfEveryKindReachTheCommand) {
  const std::string node = std::string(R"({"node": )") + node_text + R"(, "colours": ["3d"])";

  EXPECT_EQ(call("plant-tree", (node + "}").c_str()), "{}");
  EXPECT_EQ(plugin.planted, "oak 72");
  EXPECT_EQ(
      call("plant-tree",
           (node + R"(, "depth": 4, "label": "!", "errp": true, "site": {"row": 1}})").c_str()),
      "{}");
  EXPECT_EQ(plugin.planted, "oak 7 4!!@2");
}

TEST_F(Features, ErrorsOfACommandAreAnswered) {
  EXPECT_EQ(call("query-tree", R"({"name": "elm"})"), "DeviceNotFound: Device 'elm' not found");
}

TEST_F(Features, WrongArgumentsAreRefusedInQemusWords) {
  EXPECT_EQ(call("query-any", "{}"), "GenericError: Parameter 'path' is missing");
  EXPECT_EQ(call("query-count", R"({"x": 1})"), "GenericError: Parameter 'x' is unexpected");
  EXPECT_EQ(call("query-tree", R"({"name": 1})"),
            "GenericError: Invalid parameter type for 'name', expected: string");
}

TEST_F(Features, AttributesBecomeFlags) {
  EXPECT_EQ(host.commands.at("query-count")->flags, unsigned{SIGNALBOX_OOB});
  EXPECT_EQ(host.commands.at("plant-tree")->flags,
            unsigned{SIGNALBOX_BLOCKS | SIGNALBOX_DEPRECATED});
  EXPECT_EQ(host.accessors.at("reset-event")->flags, unsigned{SIGNALBOX_LEGACY});
  EXPECT_EQ(host.accessors.at("tree-felled-event")->flags,
            unsigned{SIGNALBOX_BLOCKS | SIGNALBOX_STATE});
  EXPECT_STREQ(host.accessors.at("tree-felled-event")->event, "TIMBER");
  EXPECT_STREQ(host.accessors.at("vnc-tree-event")->successor, "TreeFelledEvent");
}

TEST_F(Features, RegistrationStopsAtANameThatIsTaken) {
  FakeHost second;
  second.table = host.table;
  second.table.self = &second;
  second.taken = "query-count";
  Error* error = nullptr;

  EXPECT_FALSE(features_register(&second.table, &error));
  EXPECT_STREQ(error_description(error), "taken");
  EXPECT_FALSE(second.commands.contains("query-text"));
  error_free(error);
}

TEST_F(Features, AnInjectedEmissionReachesALambda) {
  std::string heard;
  const auto connection = plugin.tree.connect(
      [&](const TreeNode* node, bool has_colour, PaintColour, const char* event,
          std::int64_t opaque, const char* extra, const IncludedNoteList* notes) {
        heard = std::string(node->names->value) + (has_colour ? "c" : "-") + (event ? "e" : "-") +
                std::to_string(opaque) + extra + notes->value->text;
      });
  const std::string data = std::string(R"({"node": )") + node_text +
                           R"(, "opaque": 9, "extra": [true], "notes": [{"text": "tall"}]})";

  EXPECT_TRUE(host.accessors.at("vnc-tree-event")->inject(&context, "{}", data.c_str(), nullptr));
  EXPECT_EQ(heard, "oak--9[true]tall");
}

TEST_F(Features, InjectedDataIsCheckedAgainstTheSchema) {
  Error* error = nullptr;

  EXPECT_FALSE(host.accessors.at("reset-event")->inject(&context, "{}", R"({"a": 1})", &error));
  EXPECT_STREQ(error_description(error), "Parameter 'a' is unexpected");
  error_free(error);
}

TEST_F(Features, AnEventWithoutMembersIsDeliveredWithoutData) {
  std::optional<bool> has_data;
  const signalbox_receiver receiver = {
      [](const signalbox_emission*, const char* json, std::size_t, void* opaque) {
        *static_cast<std::optional<bool>*>(opaque) = json != nullptr;
      },
      [](const char*, void*) {}, &has_data};
  const signalbox_accessor& accessor = *host.accessors.at("reset-event");
  void* tap = accessor.connect(&context, "{}", &receiver, nullptr);

  call("system_reset", "{}");

  EXPECT_EQ(has_data, false);
  accessor.disconnect(&context, tap);
}

TEST_F(Features, AListenerHearsTheOtherPluginsEmissions) {
  std::string heard;
  vnc_tree_event_listen(
      &host.table,
      [](const TreeNode* node, bool, PaintColour, const char*, std::int64_t, const char*,
         const IncludedNoteList*,
         void* opaque) { *static_cast<std::string*>(opaque) = node->names->value; },
      &heard);
  const std::string data =
      std::string(R"({"node": )") + node_text + R"(, "opaque": 9, "notes": []})";
  const signalbox_emission emission = {};

  host.listener.receiver.deliver(&emission, data.c_str(), data.size(),
                                 host.listener.receiver.opaque);

  EXPECT_EQ(host.listened_to, "vnc-tree-event {}");
  EXPECT_EQ(heard, "oak");
  host.listener.receiver.ended("plugin-unloaded", host.listener.receiver.opaque);
}

TEST_F(Features, AListenerSaysWhichSignalItMeans) {
  tree_felled_event_listen(
      &host.table, "oak", true, PAINT_3D, [](void*) {}, nullptr);

  EXPECT_EQ(host.listened_to, R"(tree-felled-event {"device": "oak", "colour": "3d"})");
}

TEST_F(Features, TheConfigurationIsRead) {
  host.configuration = R"({"colour": "red", "names": ["a", "b"], "limit": "1M"})";

  const std::unique_ptr<FeaturesConfig, decltype(&features_config_free)> config(
      features_config(&host.table, nullptr), features_config_free);

  ASSERT_NE(config, nullptr);
  EXPECT_EQ(config->colour, PAINT_RED);
  EXPECT_STREQ(config->names->next->value, "b");
  EXPECT_EQ(config->limit, 1048576U);
}

TEST_F(Features, AWrongConfigurationIsRefused) {
  host.configuration = R"({"colour": "puce", "names": "a"})";
  Error* error = nullptr;

  EXPECT_EQ(features_config(&host.table, &error), nullptr);
  EXPECT_NE(std::string(error_description(error)).find("'puce'"), std::string::npos);
  error_free(error);
}

}  // namespace
