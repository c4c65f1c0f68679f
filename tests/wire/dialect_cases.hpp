// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

struct DialectCase {
  std::string_view bytes;
  std::vector<std::string> messages;  // as messages_of() gives them
};

// What QEMU 7.2 makes of bytes; each was sent to one, see docs/wire.md.
inline std::vector<DialectCase> dialect_cases() {
  using namespace std::string_view_literals;
  const std::string parse = "! JSON parse error, ";
  const std::string no_value = parse + "expecting value";
  return {
      // Framing.
      {"{}{}", {"{}", "{}"}},
      {"{'a': 1}\r\n[ 2 ]\n", {"{'a':1}", "[2]"}},
      {"null", {}},
      {"null\n", {"null"}},
      {"1 2 3", {"1", "2"}},
      {"\"s\"'t'", {"\"s\"", "'t'"}},
      {" \t\r\n", {}},
      {"", {}},
      {"false true ", {"false", "true"}},
      {"truefalse[", {parse + "invalid keyword 'truefalse'"}},
      {"1[2]", {"1", "[2]"}},
      // Grammar.
      {"{]", {no_value}},
      {"}", {no_value}},
      {"]", {no_value}},
      {":", {no_value}},
      {",", {no_value}},
      {"} true ", {no_value, "true"}},
      {"[1,]", {no_value}},
      {"[,1]", {no_value}},
      {"{\"a\":1,}", {no_value}},
      {"{\"a\":}", {no_value}},
      {"{,}", {no_value}},
      {"{\"a\" 1}", {parse + "missing : in object pair"}},
      {"{\"a\"}", {parse + "missing : in object pair"}},
      {"{\"a\" \"\\z\"}", {parse + "missing : in object pair"}},
      {"{1:2}", {parse + "key is not a string in object"}},
      {"{null:2}", {parse + "key is not a string in object"}},
      {"{[1]:2}", {parse + "key is not a string in object"}},
      {"{{'a':1}:2}", {parse + "key is not a string in object"}},
      {"{[{[1]:2}]:3}", {parse + "key is not a string in object"}},
      {"{[1 2]:3}", {parse + "expected separator in list"}},
      {"{\"a\":1 \"b\":2}", {parse + "expected separator in dict"}},
      {"{\"a\":1]", {parse + "expected separator in dict"}},
      {"[1 2]", {parse + "expected separator in list"}},
      {"[1}", {parse + "expected separator in list"}},
      {"[32,}", {no_value}},
      {"{[}]", {no_value}},
      {"[1 2, tru, '\\z']", {parse + "expected separator in list"}},
      {"{'a':1,'a':2}", {parse + "duplicate key"}},
      {"{'a':1,\"\\u0061\":2}", {parse + "duplicate key"}},
      {"{'a':1,'a':[1 2]}", {parse + "expected separator in list"}},
      {"{'a':1,'a':2 3}", {parse + "duplicate key"}},
      {"{'a':1,'a' 3}", {parse + "missing : in object pair"}},
      {"{'a':1,'a':2,[1 2]:3}", {parse + "duplicate key"}},
      {"{'a':1,'a':2,'b':[1 2]}", {parse + "duplicate key"}},
      {"{'a':{'a':1}}", {"{'a':{'a':1}}"}},
      {"[{'a':1},{'a':1}]", {"[{'a':1},{'a':1}]"}},
      // Keywords and numbers.
      {"tru ", {parse + "invalid keyword 'tru'"}},
      {"nan ", {parse + "invalid keyword 'nan'"}},
      {"[truer]", {parse + "invalid keyword 'truer'"}},
      {"[0,-0,1234,-32,32.43,-32.20e-10,1E+2]", {"[0,-0,1234,-32,32.43,-32.20e-10,1E+2]"}},
      {"00 \n", {parse + "stray '00'"}},
      {"{\"a\":01}", {parse + "stray '01'", no_value}},
      {"[1e]", {parse + "stray '1e]'"}},
      {"1.x\n", {parse + "stray '1.x'"}},
      {"-a\n", {parse + "stray '-a'"}},
      {"+1\n", {parse + "stray '+'"}},
      {"NaN\n", {parse + "stray 'N'"}},
      // Recovery.
      {"@", {parse + "stray '@'"}},
      {"@@@ {}", {parse + "stray '@'", "{}"}},
      {"%p\n", {parse + "stray '%'"}},
      {"//c\n{}", {parse + "stray '/'", "{}"}},
      {"@ \t x 'y' 1\n{}", {parse + "stray '@'", "{}"}},
      {"{\x01{}", {parse + "stray '\x01'", "{}"}},
      {"{\xff{}", {parse + "stray '\xff'", "{}"}},
      {"[0\xff]", {parse + "stray '\xff'", no_value}},
      {"\0{}"sv, {parse + "stray ''", "{}"}},
      {"\xef\xbb\xbf{}", {parse + "stray '\xef'", "{}"}},
      {"{'bad \xff{}", {parse + "stray ''bad \xff'", "{}"}},
      {"{'execute': 'x', 'id':'\n{}", {parse + "stray ''\n'", "{}"}},
      {"\"a\tb\"\n", {parse + "stray '\"a\t'"}},
      {"'\\\x01", {parse + "stray ''\\\x01'"}},
      {"@\xff{}", {parse + "stray '@'", parse + "stray '\xff'", "{}"}},
      // Strings.
      {"\"the bee's knees\" 'double quote \"'", {"\"the bee's knees\"", "'double quote \"'"}},
      {R"(["\b\f\n\r\t\\\"\/\'"])", {R"(["\b\f\n\r\t\\\"\/\'"])"}},
      {R"("\z")", {parse + "invalid escape sequence in string"}},
      {R"("\u12")", {parse + R"(\u12" is not a valid Unicode character)"}},
      {R"(["\ux",1])", {parse + R"(\ux" is not a valid Unicode character)"}},
      {R"("\u12xyz")", {parse + R"(\u12xy is not a valid Unicode character)"}},
      {R"("\uD800")", {parse + R"(\uD800 is not a valid Unicode character)"}},
      {R"("\uD800\uCAFE")", {parse + R"(\uD800 is not a valid Unicode character)"}},
      {R"("\uDC00\uD800")", {parse + R"(\uDC00 is not a valid Unicode character)"}},
      {R"("\uFDD0")", {parse + R"(\uFDD0 is not a valid Unicode character)"}},
      {R"("\uD87F\uDFFE")", {parse + R"(\uD87F\uDFFE is not a valid Unicode character)"}},
      {R"("\uD834\uDD1E\u0000")", {R"("\uD834\uDD1E\u0000")"}},
      {"\"\xc0\xaf\"", {parse + "invalid UTF-8 sequence in string"}},
      {"\"\xc0\x80\"", {"\"\xc0\x80\""}},
      {"{\"\xed\xa0\x80\":1}", {parse + "invalid UTF-8 sequence in string"}},
  };
}

}  // namespace signalbox
