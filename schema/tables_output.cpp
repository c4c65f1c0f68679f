// SPDX-License-Identifier: Apache-2.0
// qmp_tables.h and qmp_types.c: the codec's tables, and what unpacks an event for its slots.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"
#include "wire/member_order.hpp"

namespace signalbox::schema {
namespace {

bool is_private(const Record& record) {
  return record.c_type != record.name;
}

// Members are lent: an emission or a call outlives its structure.
std::string private_structure(const Record& record) {
  std::string text = record.c_type + " {\n";
  for (const Member& member : *record.members) {
    const std::vector<std::string> names = c_members(member);
    if (names.size() == 2) text += "    bool " + names.front() + ";\n";
    text += "    " + c_lent_type(member.type) + names.back() + ";\n";
  }
  return text + "};\n\n";
}

std::string invoke_declaration(const Unit& unit, const Event& event, const char* end) {
  return filled("void " + invoke_name(unit, event) + "(",
                {"const void *data", "void (*slot)(void)", "void *opaque"}, end);
}

std::string invoke_text(const Unit& unit, const Event& event) {
  const std::string head = invoke_declaration(unit, event, ") {\n");
  const std::string call = "    ((" + event.name + "Func *)slot)(";
  if (event.members.empty()) {
    return head + "    (void)data;\n" + call + "opaque);\n}\n\n";
  }
  std::vector<std::string> arguments;
  for (const Member& member : event.members) {
    for (const std::string& name : c_members(member)) arguments.push_back("unpacked->" + name);
  }
  arguments.emplace_back("opaque");
  return head + "    const struct " + data_name(event) + " *unpacked = data;\n" +
         filled(call, arguments, ");\n}\n\n");
}

std::string enumeration_table(const Unit& unit, const Enumeration& enumeration) {
  std::vector<std::string> values;
  for (const Value& value : enumeration.values) {
    values.push_back("[" + enumeration.prefix() + "_" + upper_case(value.name) +
                     "] = " + c_string(value.name));
  }
  return expanded(R"(static const char *const @T@_values[] = {
@values@};
const wire_type @table@ = {
    .kind = WIRE_ENUM,
    .name = "@T@",
    .values = @T@_values,
    .value_count = @count@,
};

)",
                  {{"T", enumeration.name},
                   {"values", columns("    ", values, ",\n")},
                   {"table", table_name(unit, enumeration.name)},
                   {"count", std::to_string(enumeration.values.size())}});
}

std::string member_row(const Unit& unit, const Record& record, const Member& member) {
  const std::vector<std::string> names = c_members(member);
  const auto offset = [&](const std::string& name) {
    return "offsetof(" + record.c_type + ", " + name + ")";
  };
  return filled(
      "    {",
      {c_string(member.name), "&" + table_name(unit, member.type), offset(names.back()),
       member.optional ? "true" : "false", names.size() == 2 ? offset(names.front()) : "SIZE_MAX"},
      "},\n");
}

std::string record_table(const Unit& unit, const Record& record) {
  std::string rows;
  std::vector<std::string_view> names;
  for (const Member& member : *record.members) {
    rows += member_row(unit, record, member);
    names.push_back(member.name);
  }
  std::vector<std::string> order;
  for (const std::uint32_t index : member_order(names)) order.push_back(std::to_string(index));
  const std::string arrays =
      names.empty()
          ? ""
          : "static const wire_member " + record.name + "_members[] = {\n" + rows + "};\n" +
                columns("static const uint16_t " + record.name + "_print_order[] = {", order,
                        "};\n");
  const auto array = [&](const char* suffix) {
    return names.empty() ? std::string("NULL") : record.name + suffix;
  };
  return expanded(R"(@arrays@const wire_type @table@ = {
    .kind = WIRE_STRUCT,
    .name = "@name@",
    .size = sizeof(@type@),
    .members = @members@,
    .print_order = @order@,
    .member_count = @count@,
};

)",
                  {{"arrays", arrays},
                   {"table", table_name(unit, record.name)},
                   {"name", record.wire_name},
                   {"type", record.c_type},
                   {"members", array("_members")},
                   {"order", array("_print_order")},
                   {"count", std::to_string(names.size())}});
}

std::string list_table(const Unit& unit, const Type& element) {
  return expanded(R"(const wire_type @table@ = {
    .kind = WIRE_LIST,
    .name = "@List@",
    .element = &@element@,
};

)",
                  {{"table", table_name(unit, list_name(element.name))},
                   {"List", list_name(element.name)},
                   {"element", table_name(unit, element)}});
}

std::string free_functions(const Unit& unit) {
  std::string text;
  for (const Structure& structure : unit.schema.structures) {
    text += expanded(R"(void @t@_free(@T@ *value) {
    if (!value) return;
    wire_free(&@table@, value);
    free(value);
}

)",
                     {{"t", snake_case(structure.name)},
                      {"T", structure.name},
                      {"table", table_name(unit, structure.name)}});
  }
  for (const Type& element : lists_of(unit.schema)) {
    if (element.structure == nullptr && element.enumeration == nullptr) continue;
    const std::string list = list_name(element.name);
    text += expanded(
        R"(void @t@_list_free(@List@ *list) {
    wire_free(&@table@, &list);
}

)",
        {{"t", snake_case(element.name)}, {"List", list}, {"table", table_name(unit, list)}});
  }
  return text;
}

}  // namespace

std::string tables_header(const Unit& unit) {
  std::string body;
  for (const Record& record : records_of(unit.schema)) {
    if (is_private(record)) body += private_structure(record);
  }
  std::vector<std::string> tables;
  for (const Enumeration& enumeration : unit.schema.enumerations) {
    tables.push_back(enumeration.name);
  }
  for (const Type& element : lists_of(unit.schema)) tables.push_back(list_name(element.name));
  for (const Record& record : records_of(unit.schema)) tables.push_back(record.name);
  for (const std::string& table : tables) {
    body += "extern const wire_type " + table_name(unit, table) + ";\n";
  }
  if (!unit.schema.events.empty()) {
    body += "\n/* Call a slot, cast back to its type, with the members of `data`. */\n";
  }
  for (const Event& event : unit.schema.events) {
    body += invoke_declaration(unit, event, ");\n");
  }
  return c_header(unit.plugin, "qmp_tables", unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"wire/codec.h\""},
                  "/* For generated code alone. */\n" + (body.empty() ? body : "\n" + body));
}

std::string types_source(const Unit& unit) {
  std::string text = first_lines(unit.file) + "#include \"" + unit.plugin +
                     "/qmp_tables.h\"\n\n#include <stddef.h>\n#include <stdlib.h>\n\n";
  for (const Enumeration& enumeration : unit.schema.enumerations) {
    text += enumeration_table(unit, enumeration);
  }
  for (const Type& element : lists_of(unit.schema)) text += list_table(unit, element);
  for (const Record& record : records_of(unit.schema)) text += record_table(unit, record);
  text += free_functions(unit);
  for (const Event& event : unit.schema.events) text += invoke_text(unit, event);
  text.pop_back();
  return text;
}

}  // namespace signalbox::schema
