// SPDX-License-Identifier: Apache-2.0
// qmp_schema.md: the schema for those who read rather than compile it.
#include "schema/names.hpp"
#include "schema/outputs.hpp"

namespace signalbox::schema {
namespace {

std::string code(const std::string& text) {
  return "`" + text + "`";
}

std::string described(const Type& type) {
  return type.list ? "list of " + code(type.name) : code(type.name);
}

// A comment in one cell of a table.
std::string cell(const std::string& comment) {
  std::string result;
  for (const char c : comment) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

std::string remarks(const Attributes& attributes) {
  std::string text;
  const auto add = [&](const std::string& remark) { text += "- " + remark + "\n"; };
  if (!attributes.since.empty()) add("since " + attributes.since);
  if (!attributes.deprecated.empty()) add("deprecated since " + attributes.deprecated);
  if (!attributes.successor.empty()) add("use " + code(attributes.successor) + " instead");
  if (!attributes.guide.empty()) add("read on in " + attributes.guide);
  if (!attributes.legacy.empty()) add("old clients get it without asking (default connection)");
  if (attributes.state) add("carries machine state");
  if (attributes.oob) add("may run out of band");
  if (attributes.blocks) add("may take long");
  return text.empty() ? text : text + '\n';
}

std::string head(const std::string& title, const Definition& definition) {
  const std::string comment = definition.comment.empty() ? "" : definition.comment + "\n";
  return "### " + title + "\n\n" + comment + remarks(definition.attributes);
}

std::string members_table(const std::vector<Member>& members) {
  if (members.empty()) return "No members.\n\n";
  std::string text = "| member | type | optional | |\n|---|---|---|---|\n";
  for (const Member& member : members) {
    text += "| " + code(member.name) + " | " + described(member.type) + " | " +
            (member.optional ? "yes" : "") + " | " + cell(member.comment) + " |\n";
  }
  return text + '\n';
}

std::string values_table(const Enumeration& enumeration) {
  std::string text = "| value | in C | |\n|---|---|---|\n";
  for (const Value& value : enumeration.values) {
    text += "| " + code(value.name) + " | " +
            code(enumeration.prefix() + "_" + upper_case(value.name)) + " | " +
            cell(value.comment) + " |\n";
  }
  return text + '\n';
}

template <typename Definitions, typename Text>
std::string section(const char* title, const Definitions& definitions, Text text) {
  if (definitions.empty()) return {};
  std::string result = std::string("## ") + title + "\n\n";
  for (const auto& definition : definitions) result += text(definition);
  return result;
}

}  // namespace

std::string reference(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string text =
      "<!-- Made by qmpc from " + unit.file + "; changes are lost. -->\n# " + unit.plugin + "\n\n";
  text += section("Signals", schema.accessors, [](const Accessor& accessor) {
    return head(code(accessor.name), accessor) + "Clients connect with " +
           code(accessor.name + "-connect") + " and get " + code(accessor.event->wire_name()) +
           ".\n\n" + members_table(accessor.members);
  });
  text += section("Events", schema.events, [](const Event& event) {
    return head(code(event.wire_name()), event) + code(event.name) + " in C.\n\n" +
           members_table(event.members);
  });
  text += section("Commands", schema.commands, [](const Command& command) {
    const std::string returns =
        command.returns ? "Returns " + described(*command.returns) + ".\n\n" : "";
    return head(code(command.name), command) + members_table(command.members) + returns;
  });
  text += section("Structures", schema.structures, [](const Structure& structure) {
    return head(code(structure.name), structure) + members_table(structure.members);
  });
  text += section("Enumerations", schema.enumerations, [](const Enumeration& enumeration) {
    return head(code(enumeration.name), enumeration) + values_table(enumeration);
  });
  text.pop_back();
  return text;
}

}  // namespace signalbox::schema
