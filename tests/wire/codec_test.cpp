// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/wire/allocated_bytes.hpp"
#include "tests/wire/drive_schema.hpp"

namespace signalbox {
namespace {

using schema::Rack;

using Decode = bool(const char*, size_t, const wire_type*, void*, char**);

// The error of decoding; empty: it went well. Leaves nothing allocated.
std::string error_of(Decode* decode, std::string_view text) {
  Rack rack = {};
  char* error = nullptr;
  const bool good = decode(text.data(), text.size(), &schema::rack, &rack, &error);
  const std::string words = error ? error : "";
  std::free(error);
  EXPECT_EQ(good, words.empty());
  EXPECT_TRUE(good || !rack.label) << "the structure is zero after an error";
  wire_free(&schema::rack, &rack);
  return words;
}

std::string recoded(Decode* decode, std::string_view text) {
  Rack rack = {};
  char* error = nullptr;
  if (!decode(text.data(), text.size(), &schema::rack, &rack, &error)) {
    std::string words = error;
    std::free(error);
    return words;
  }
  size_t length = 0;
  char* encoded = wire_encode(&schema::rack, &rack, &length);
  std::string out(encoded, length);
  std::free(encoded);
  wire_free(&schema::rack, &rack);
  return out;
}

TEST(Codec, FillsTheStructure) {
  const std::string_view text =
      "{'label':'x\\u0000y','on':true,'tiny':-128,'byte':255,'id':-7,'serial':18446744073709551615,"
      "'load':3,'drives':[{'name':'a','size':5},{'name':'b','mode':'safe'}],'levels':[1,2],"
      "'spare':{'name':'s'},'extra':{'b':1,'a':[ 'é' ]}}";
  Rack rack = {};
  char* error = nullptr;
  ASSERT_TRUE(wire_decode(text.data(), text.size(), &schema::rack, &rack, &error)) << error;

  EXPECT_STREQ(rack.label, "x\xc0\x80y");
  EXPECT_TRUE(rack.has_on && rack.on);
  EXPECT_EQ(rack.tiny, -128);
  EXPECT_EQ(rack.byte, 255);
  EXPECT_FALSE(rack.has_word);
  EXPECT_EQ(rack.id, -7);
  EXPECT_EQ(rack.serial, UINT64_MAX);
  EXPECT_EQ(rack.load, 3.0);
  EXPECT_EQ(rack.drives->value->size, 5u);
  EXPECT_FALSE(rack.drives->value->has_mode);
  EXPECT_EQ(rack.drives->next->value->mode, 1);
  EXPECT_EQ(rack.drives->next->next, nullptr);
  EXPECT_EQ(rack.levels->next->value, 2);
  EXPECT_STREQ(rack.spare->name, "s");
  EXPECT_STREQ(rack.extra, R"({"a": ["\u00E9"], "b": 1})");
  EXPECT_EQ(rack.tags, nullptr);
  wire_free(&schema::rack, &rack);
}

TEST(Codec, WritesWhatItRead) {
  const std::string text =
      R"({"label": "\u0000\u00E9", "on": false, "tiny": -1, "byte": 1, "word": -300, "port": 65535, )"
      R"("id": -2147483648, "count": 4294967295, "offset": -9223372036854775808, )"
      R"("serial": 18446744073709551615, "load": 0.10000000000000001, )"
      R"("drives": [{"mode": "fast", "name": "a", "size": 5}], "tags": ["t", "u"], "levels": [], )"
      R"("modes": ["safe"], "spare": {"name": "s"}, "extra": [null]})";

  EXPECT_EQ(recoded(wire_decode, text), text);
}

TEST(Codec, WritesOneLineWhateverAnAuthorReturns) {
  const char* any = "{ 'a':\n1 }";
  char* encoded = wire_encode(&wire_type_any, &any, nullptr);
  EXPECT_STREQ(encoded, "{\"a\": 1}");
  std::free(encoded);

  const char* wrong = "{";
  encoded = wire_encode(&wire_type_any, &wrong, nullptr);
  EXPECT_STREQ(encoded, "null");
  std::free(encoded);
}

TEST(Codec, AppendsToABuffer) {
  char* buffer = nullptr;
  size_t length = 0;
  size_t capacity = 0;
  for (std::int64_t value : {INT64_C(-5), INT64_MIN}) {
    wire_encode_append(&wire_type_int64, &value, &buffer, &length, &capacity);
  }
  EXPECT_EQ(std::string(buffer, length), "-5-9223372036854775808");
  EXPECT_EQ(buffer[length], '\0');
  std::free(buffer);
}

TEST(Codec, FaultsAreToldInQemusWords) {
  const std::pair<const char*, const char*> table[] = {
      {"[]", "Invalid parameter type for '<anonymous>', expected: object"},
      {"{", "JSON parse error, premature EOI"},
      {"{}", "Parameter 'label' is missing"},
      {"{'x':1}", "Parameter 'label' is missing"},
      {"{'label':1}", "Invalid parameter type for 'label', expected: string"},
      {"{'label':null}", "Invalid parameter type for 'label', expected: string"},
      {"{'label':'','on':1}", "Invalid parameter type for 'on', expected: boolean"},
      {"{'label':'','on':'on'}", "Invalid parameter type for 'on', expected: boolean"},
      {"{'label':'','tiny':'1'}", "Invalid parameter type for 'tiny', expected: integer"},
      {"{'label':'','tiny':1.0}", "Invalid parameter type for 'tiny', expected: integer"},
      {"{'label':'','tiny':128}", "Parameter 'tiny' expects int8_t"},
      {"{'label':'','tiny':-129}", "Parameter 'tiny' expects int8_t"},
      {"{'label':'','byte':256}", "Parameter 'byte' expects uint8_t"},
      {"{'label':'','byte':-1}", "Parameter 'byte' expects uint8_t"},
      {"{'label':'','byte':1.5}", "Parameter 'byte' expects uint64"},
      {"{'label':'','word':32768}", "Parameter 'word' expects int16_t"},
      {"{'label':'','port':65536}", "Parameter 'port' expects uint16_t"},
      {"{'label':'','id':2147483648}", "Parameter 'id' expects int32_t"},
      {"{'label':'','count':4294967296}", "Parameter 'count' expects uint32_t"},
      {"{'label':'','offset':9223372036854775808}",
       "Invalid parameter type for 'offset', expected: integer"},
      {"{'label':'','serial':18446744073709551616}", "Parameter 'serial' expects uint64"},
      {"{'label':'','load':'1'}", "Invalid parameter type for 'load', expected: number"},
      {"{'label':'','drives':{}}", "Invalid parameter type for 'drives', expected: array"},
      {"{'label':'','drives':[1]}", "Invalid parameter type for 'drives[0]', expected: object"},
      {"{'label':'','drives':[{'name':'a'},{}]}", "Parameter 'drives[1].name' is missing"},
      {"{'label':'','drives':[{'name':'a','sise':1}]}", "Parameter 'drives[0].sise' is unexpected"},
      {"{'label':'','drives':[{'name':'a','mode':'slow'}]}",
       "Parameter 'mode' does not accept value 'slow'"},
      {"{'label':'','tags':[null]}", "Invalid parameter type for 'tags[0]', expected: string"},
      {"{'label':'','levels':[1,300]}", "Parameter 'null' expects uint8_t"},
      {"{'label':'','modes':['slow']}", "Parameter 'null' does not accept value 'slow'"},
      {"{'label':'','spare':[]}", "Invalid parameter type for 'spare', expected: object"},
      {"{'label':'','spare':{'name':'a','x':1},'y':1}", "Parameter 'spare.x' is unexpected"},
      {"{'label':'','y':1}", "Parameter 'y' is unexpected"},
  };
  for (const auto& [text, words] : table) EXPECT_EQ(error_of(wire_decode, text), words) << text;
}

TEST(Codec, ANegativeNumberFitsUint64AsInQemu) {
  EXPECT_EQ(recoded(wire_decode, "{'label':'','serial':-1}"),
            R"({"label": "", "serial": 18446744073709551615})");
}

TEST(Codec, PassesOverWhatALaterVersionSaysMore) {
  const char* text = "{'new':[{'a':1}],'label':'x','spare':{'name':'s','size':1,'colour':'red'}}";

  EXPECT_EQ(error_of(wire_decode, text), "Parameter 'spare.colour' is unexpected");
  EXPECT_EQ(recoded(wire_decode_known, text),
            recoded(wire_decode, "{'label':'x','spare':{'name':'s','size':1}}"));
  EXPECT_EQ(error_of(wire_decode_known, "{'new':1}"), "Parameter 'label' is missing");
}

TEST(Codec, AnErrorLeavesNothingAllocated) {
  const char* text = "{'label':'x','drives':[{'name':'a'},{'name':'b'},{}]}";
  error_of(wire_decode, text);
  const std::size_t before = allocated_bytes();

  { error_of(wire_decode, text); }

  EXPECT_EQ(allocated_bytes(), before);
}

TEST(Keyval, ReadsStringsAsWhatTheyStandFor) {
  EXPECT_EQ(recoded(wire_decode_keyval,
                    "{'label':'42','on':'yes','tiny':'-0x10','count':'010','load':'1e2',"
                    "'drives':{'name':'a','size':'1.5M'},'tags':'one'}"),
            R"({"label": "42", "on": true, "tiny": -16, "count": 8, "load": 100, )"
            R"("drives": [{"name": "a", "size": 1572864}], "tags": ["one"]})");
  for (const char* text : {"off", "false", "no", "n"}) {
    EXPECT_EQ(recoded(wire_decode_keyval, std::string("{'label':'','on':'") + text + "'}"),
              R"({"label": "", "on": false})");
  }
}

TEST(Keyval, SizesHaveBinaryUnits) {
  const std::pair<const char*, const char*> table[] = {
      {"512", "512"},          {"1B", "1"},
      {"4k", "4096"},          {"4K", "4096"},
      {"1M", "1048576"},       {"2G", "2147483648"},
      {"0.5k", "512"},         {"0x10", "16"},
      {"1T", "1099511627776"}, {"15E", "17293822569102704640"},
  };
  for (const auto& [text, bytes] : table) {
    EXPECT_EQ(recoded(wire_decode_keyval,
                      std::string("{'label':'','spare':{'name':'','size':'") + text + "'}}"),
              std::string(R"({"label": "", "spare": {"name": "", "size": )") + bytes + "}}");
  }
}

TEST(Keyval, FaultsNameThePlaceAndWhatWouldDo) {
  const std::pair<const char*, const char*> table[] = {
      {"{'label':'','drives':[{'name':'a','sise':'1'}]}",
       "Parameter 'drives[0].sise' is unexpected; did you mean 'size'?"},
      {"{'label':'','lable':''}", "Parameter 'lable' is unexpected; did you mean 'label'?"},
      {"{'label':'','zzzz':''}", "Parameter 'zzzz' is unexpected"},
      {"{'label':'','on':'maybe'}", "Parameter 'on' expects 'on' or 'off'"},
      {"{'label':'','tiny':'1x'}", "Parameter 'tiny' expects integer"},
      {"{'label':'','tiny':''}", "Parameter 'tiny' expects integer"},
      {"{'label':'','tiny':'200'}", "Parameter 'tiny' expects int8_t"},
      {"{'label':'','serial':'99999999999999999999'}", "Parameter 'serial' expects integer"},
      {"{'label':'','load':'inf'}", "Parameter 'load' expects number"},
      {"{'label':'','load':'1e999'}", "Parameter 'load' expects number"},
      {"{'label':'','spare':{'name':'','size':'1X'}}", "Parameter 'spare.size' expects size"},
      {"{'label':'','spare':{'name':'','size':'-1'}}", "Parameter 'spare.size' expects size"},
      {"{'label':'','spare':{'name':'','size':'1.5'}}", "Parameter 'spare.size' expects size"},
      {"{'label':'','spare':{'name':'','size':'16E'}}", "Parameter 'spare.size' expects size"},
      {"{'label':{}}", "Invalid parameter type for 'label', expected: string"},
  };
  for (const auto& [text, words] : table) {
    EXPECT_EQ(error_of(wire_decode_keyval, text), words) << text;
  }
}

}  // namespace
}  // namespace signalbox
