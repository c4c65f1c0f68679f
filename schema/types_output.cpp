// SPDX-License-Identifier: Apache-2.0
// qmp_types.h: what an author and a client see of the schema's types.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

// On one line if it fits and no value is documented.
std::string enumeration_text(const Enumeration& enumeration) {
  std::vector<std::string> constants;
  std::string lines;
  bool documented = false;
  for (const Value& value : enumeration.values) {
    constants.push_back(enumeration.prefix() + "_" + upper_case(value.name) +
                        (constants.empty() ? " = 0" : ""));
    lines += c_comment(value.comment, 4) + "    " + constants.back() + ",\n";
    documented |= !value.comment.empty();
  }
  const std::string head = "typedef enum " + enumeration.name + " {";
  const std::string tail = "} " + enumeration.name + ";\n\n";
  const std::string line = filled(head + " ", constants, " " + tail);
  const bool fits = !documented && line.find('\n') == line.size() - 2;
  return c_comment(enumeration.comment, 0) + (fits ? line : head + "\n" + lines + tail);
}

std::string structure_text(const Structure& structure) {
  std::string text = c_comment(structure.comment, 0) + "struct " + structure.name + " {\n";
  for (const Member& member : structure.members) {
    const std::vector<std::string> names = c_members(member);
    text += c_comment(member.comment, 4);
    if (names.size() == 2) text += "    bool " + names.front() + ";\n";
    text += "    " + c_type(member.type) + names.back() + ";\n";
  }
  if (structure.members.empty()) text += "    char unused; /* C has no empty structures */\n";
  return text + "};\n\n";
}

std::string cells_text(const Type& element) {
  return expanded(R"(typedef struct @List@ {
    struct @List@ *next;
    @value@value;
} @List@;
)",
                  {{"List", list_name(element.name)}, {"value", c_type(element)}});
}

std::string list_text(const Type& element) {
  if (element.structure != nullptr || element.enumeration != nullptr) {
    return cells_text(element) + '\n';
  }
  // Several schemas may use it in one program.
  return expanded(R"(#ifndef QMP_@GUARD@_LIST
#define QMP_@GUARD@_LIST
@cells@#endif

)",
                  {{"GUARD", upper_case(element.name)}, {"cells", cells_text(element)}});
}

std::string free_text(const Schema& schema) {
  std::string text;
  for (const Structure& structure : schema.structures) {
    text += "void " + snake_case(structure.name) + "_free(" + structure.name + " *value);\n";
  }
  for (const Type& element : lists_of(schema)) {
    if (element.structure == nullptr && element.enumeration == nullptr) continue;
    text +=
        "void " + snake_case(element.name) + "_list_free(" + list_name(element.name) + " *list);\n";
  }
  if (text.empty()) return {};
  return "/* Free a value and all that hangs on it, as malloc() made it; NULL is ignored. */\n" +
         text + '\n';
}

std::string event_text(const Event& event) {
  std::vector<std::string> parameters = c_parameters(event.members);
  parameters.emplace_back("void *opaque");
  return "#define QEVENT_" + upper_case(snake_case(event.name)) + " " +
         c_string(event.wire_name()) + "\n" + c_comment(event.comment, 0) +
         filled("typedef void(" + event.name + "Func)(", parameters, ");\n\n");
}

}  // namespace

std::string types_header(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string body;
  for (const Enumeration& enumeration : schema.enumerations) body += enumeration_text(enumeration);
  for (const Structure& structure : schema.structures) {
    body += "typedef struct " + structure.name + " " + structure.name + ";\n";
  }
  if (!schema.structures.empty()) body += '\n';
  for (const Type& element : lists_of(schema)) body += list_text(element);
  for (const Structure& structure : schema.structures) body += structure_text(structure);
  body += free_text(schema);
  for (const Event& event : schema.events) body += event_text(event);
  if (!body.empty()) body.pop_back();
  return c_header(unit.plugin, "qmp_types", unit.file, {"<stdbool.h>", "<stdint.h>"}, body);
}

}  // namespace signalbox::schema
