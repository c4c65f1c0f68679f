// SPDX-License-Identifier: Apache-2.0
#include "wire/request.hpp"

#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

struct Refused {
  std::string text;
  std::string description;
  std::string id = {};
  bool oob_enabled = false;
};

TEST(Request, HasItsMembers) {
  const auto read =
      read_request(R"({'execute':'x','arguments':{'a':[1,'b']},'id':{"b":-0,"a":"é"}})", false);

  const Request& request = std::get<Request>(read);
  EXPECT_EQ(request.command, "x");
  EXPECT_EQ(request.arguments, "{'a':[1,'b']}");
  EXPECT_EQ(request.id, R"({"a": "\u00E9", "b": 0})");
  EXPECT_FALSE(request.oob);
}

TEST(Request, NeedsNeitherArgumentsNorId) {
  const Request request = std::get<Request>(read_request(R"({"execute":"x"})", false));

  EXPECT_EQ(request.arguments, "{}");
  EXPECT_EQ(request.id, "");
}

TEST(Request, ANullIdIsAnId) {
  EXPECT_EQ(std::get<Request>(read_request("{'execute':'x','id':null}", false)).id, "null");
}

TEST(Request, MayBeOutOfBandOnceThatIsEnabled) {
  const Request request = std::get<Request>(read_request("{'exec-oob':'x'}", true));

  EXPECT_EQ(request.command, "x");
  EXPECT_TRUE(request.oob);
}

TEST(Request, MalformedOnesAreRefusedInQemusWords) {
  const Refused table[] = {
      {"42", "QMP input must be a JSON object"},
      {"'s'", "QMP input must be a JSON object"},
      {"[]", "QMP input must be a JSON object"},
      {"null", "QMP input must be a JSON object"},
      {"{}", "QMP input lacks member 'execute'"},
      {"{'id':7}", "QMP input lacks member 'execute'", "7"},
      {"{'execute':true}", "QMP input member 'execute' must be a string"},
      {"{'exec-oob':1,'id':2}", "QMP input member 'exec-oob' must be a string", "2", true},
      {"{'execute':'a','exec-oob':'b'}", "QMP input member 'exec-oob' is unexpected"},
      {"{'execute':'a','exec-oob':'b'}", "QMP input member 'execute' clashes with 'exec-oob'", "",
       true},
      {"{'exec-oob':'b'}", "QMP input member 'exec-oob' is unexpected"},
      {"{'execute':'a','arguments':[]}", "QMP input member 'arguments' must be an object"},
      {"{'execute':'a','arguments':null}", "QMP input member 'arguments' must be an object"},
      {"{'execute':'a','extra':1}", "QMP input member 'extra' is unexpected"},
      {"{'execute':'a','control':{}}", "QMP input member 'control' is unexpected"},
  };
  for (const Refused& item : table) {
    const auto read = read_request(item.text, item.oob_enabled);
    ASSERT_TRUE(std::holds_alternative<RequestError>(read)) << item.text;
    EXPECT_EQ(std::get<RequestError>(read).error_class, "GenericError");
    EXPECT_EQ(std::get<RequestError>(read).description, item.description) << item.text;
    EXPECT_EQ(std::get<RequestError>(read).id, item.id);
  }
}

TEST(Request, AMalformedOutOfBandOneIsAnsweredOutOfBand) {
  EXPECT_TRUE(std::get<RequestError>(read_request("{'exec-oob':1}", true)).oob);
  EXPECT_FALSE(std::get<RequestError>(read_request("{'execute':1}", true)).oob);
}

// Observers look at every request on the host's loop, and must not read 60 MiB there.
TEST(Request, ShowsAnExcerptOfLargeArguments) {
  const std::string filling(kLargeRequest, 'x');
  const Request small =
      std::get<Request>(read_request("{'execute':'x','arguments':{'a':[1]}}", false));
  EXPECT_FALSE(small.is_large());
  EXPECT_EQ(small.shown(), "{'a':[1]}");

  const Request large = std::get<Request>(read_request(
      "{'execute':'x','arguments':{'id':'disk0','data':'" + filling + "','list':['" + filling +
          "'],'object':{'a':1},'number':-12.5e3,'truth':true,'nothing':null}}",
      false));
  EXPECT_TRUE(large.is_large());
  EXPECT_EQ(large.shown(), R"({"id":"disk0","data":")" + filling.substr(0, 1024) +
                               R"(","list":[],"object":{},"number":-12.5e3,"truth":true,)"
                               R"("nothing":null})");
}

TEST(Request, AnExcerptHasTheFirstOfManyMembers) {
  std::string members = "'first':1";
  for (int i = 0; i < 100000; ++i) members += ",'" + std::to_string(i) + "':2";
  const Request request =
      std::get<Request>(read_request("{'execute':'x','arguments':{" + members + "}}", false));

  EXPECT_TRUE(request.shown().starts_with(R"({"first":1,"0":2,"1":2)"));
  EXPECT_TRUE(request.shown().ends_with("}"));
  EXPECT_LE(request.shown().size(), 70000U);
}

TEST(Request, ErrorsRepeatNoMoreThanTheBeginningOfALongName) {
  const std::string name(100000, 'x');
  const std::string beginning = name.substr(0, 64 * 1024);

  EXPECT_EQ(std::get<Request>(read_request("{'execute':'" + name + "'}", false)).command,
            beginning);
  EXPECT_EQ(
      std::get<RequestError>(read_request("{'execute':'x','" + name + "':1}", false)).description,
      "QMP input member '" + beginning + "' is unexpected");
}

TEST(Request, ABeginningEndsBehindAWholeCharacter) {
  std::string name = "x";
  while (name.size() < 100000) name += "\u00fc";

  EXPECT_EQ(std::get<Request>(read_request("{'execute':'" + name + "'}", false)).command,
            name.substr(0, 64 * 1024 - 1));
}

}  // namespace
}  // namespace signalbox
