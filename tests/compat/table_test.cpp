// SPDX-License-Identifier: Apache-2.0
#include "compat/table.hpp"

#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

Table table_of(const std::string& name, std::int64_t count) {
  return {"clients", {{"name"}, {"count"}}, {{name, count}}, {}};
}

TEST(Table, CsvHasNoFormulas) {
  for (const std::string each : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    EXPECT_EQ(csv_of(table_of(each, 1)), "name,count\r\n'" + each + ",1\r\n");
  }
  EXPECT_EQ(csv_of(table_of("=\"a\",b", 1)), "name,count\r\n\"'=\"\"a\"\",b\",1\r\n");
  EXPECT_EQ(csv_of(table_of("a=b", -1)), "name,count\r\na=b,-1\r\n") << "a count is no text";
}

TEST(Table, JsonAndCsvAreUtf8WhateverANameHas) {
  const Table table = table_of("a\xc0\x80 \x1b[31m\xff", 1);

  EXPECT_EQ(json_of(table),
            R"({"clients":[{"name":"a\u0000 \u001b[31m\ufffd","count":1}],"notes":[]})"
            "\n");
  EXPECT_EQ(csv_of(table), "name,count\r\na\\xc0\\x80 \\x1b[31m\\xff,1\r\n");
}

TEST(Table, TextHasNothingThatATerminalActsOn) {
  const std::string text = text_of(table_of("a\x1b[2J\xe2\x80\xae", 1));
  EXPECT_EQ(text, "NAME            COUNT\na\\x1b[2J\\u202e      1\n");
}

TEST(Table, TextIsWholeWhereThereIsNoTerminal) {
  const std::string name(300, 'n');
  Table table = table_of(name, 1);
  table.columns.front().may_be_cut = true;

  EXPECT_NE(text_of(table).find(name), std::string::npos);
}

TEST(Table, TextIsAsWideAsTheTerminal) {
  const std::string name(70, 'n');
  Table table = table_of(name, 1);
  table.columns.front().may_be_cut = true;

  EXPECT_NE(text_of(table, 77).find(name + "      1\n"), std::string::npos);
  EXPECT_NE(text_of(table, 76).find(name.substr(1, 68) + "…      1\n"), std::string::npos);
  EXPECT_NE(text_of(table, 20).find("nnnnnnnnnnn…      1\n"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
