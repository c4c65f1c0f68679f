// SPDX-License-Identifier: Apache-2.0
#include "wire/print.hpp"

#include <clocale>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "wire/member_order.hpp"

namespace signalbox {
namespace {

using namespace std::string_literals;

std::string replacements(int count) {
  std::string text;
  while (count-- > 0) text += "\\uFFFD";
  return text;
}

TEST(Print, NumbersAreQemus) {
  const std::pair<const char*, const char*> table[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "-0"},
      {"1234", "1234"},
      {"-32", "-32"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"9223372036854775808", "9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "1.8446744073709552e+19"},
      {"-9223372036854775809", "-9.2233720368547758e+18"},
      {"32.43", "32.43"},
      {"0.222", "0.222"},
      {"0.1", "0.10000000000000001"},
      {"-32.12313", "-32.123130000000003"},
      {"-32.20e-10", "-3.22e-09"},
      {"1.0", "1"},
      {"-0.0", "-0"},
      {"-0", "0"},
      {"1e400", "inf"},
      {"-1e400", "-inf"},
  };
  for (const auto& [text, printed] : table) EXPECT_EQ(reprint(text), printed);
}

TEST(Print, NumbersDoNotHangOnTheLocale) {
  // Without such a locale on the machine this is the test above.
  const char* const found = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");

  EXPECT_EQ(reprint("0.5"), "0.5");

  if (found) std::setlocale(LC_NUMERIC, "C");
}

TEST(Print, StringsAreEscapedAsQemuDoes) {
  const std::pair<const char*, const char*> table[] = {
      {R"("\b\f\n\r\t\\\"")", R"("\b\f\n\r\t\\\"")"},
      {R"("\/\'")", R"("/'")"},
      {R"("\u0020")", R"(" ")"},
      {R"("\u00a2\u20aC\uD834\uDD1E")", R"("\u00A2\u20AC\uD834\uDD1E")"},
      {R"("\u12345")", R"("\u12345")"},
      {R"("\u0000x")", R"("\u0000x")"},
      {"'it''", nullptr},
      {"'double quote \"'", "\"double quote \\\"\""},
      {"\"\x7f\"", "\"\\u007F\""},
      {"\"\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80\"", "\"\\u0080\\u0800\\uD800\\uDC00\""},
      {"\"\xf4\x8f\xbf\xbd\xef\xbf\xbd\"", "\"\\uDBFF\\uDFFD\\uFFFD\""},
      {"\"\xc0\x80\"", "\"\\u0000\""},
  };
  for (const auto& [text, printed] : table) {
    if (printed) {
      EXPECT_EQ(reprint(text), printed) << text;
    } else {
      EXPECT_THROW(reprint(text), std::invalid_argument) << text;
    }
  }
}

TEST(Print, BadUtf8BecomesOneReplacementForEachSequence) {
  const std::pair<std::string, int> table[] = {
      {"\xf8\x88\x80\x80\x80", 1},
      {"\xfc\x84\x80\x80\x80\x80", 1},
      {"\xf7\xbf\xbf\xbf", 1},
      {"\xf4\x90\x80\x80", 1},
      {"\x80", 1},
      {"\x80\xbf\x80\xbf\x80\xbf\x80", 7},
      {"\xc3", 1},
      {"\xe2\x82", 1},
      {"\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80", 5},
      {"\xfe\xfe\xff\xff", 4},
      {"\xc0\xaf", 1},
      {"\xfc\x80\x80\x80\x80\xaf", 1},
      {"\xe0\x80\x80", 1},
      {"\xed\xa0\x80", 1},
      {"\xed\xa0\x80\xed\xb0\x80", 2},
      {"\xef\xbf\xbe", 1},
      {"\xef\xb7\x90", 1},
      {"\xf0\x9f\xbf\xbf", 1},
  };
  for (const auto& [bytes, count] : table) {
    EXPECT_EQ(quote(bytes), '"' + replacements(count) + '"');
  }
  for (int lead = 0xC0; lead < 0xFE; ++lead) {
    EXPECT_EQ(quote(std::string(1, static_cast<char>(lead)) + " "), "\"\\uFFFD \"");
  }
}

TEST(Print, ControlCharactersAreEscaped) {
  EXPECT_EQ(quote("\0\x01\x1f\b\t\n\f\r/%"s), R"("\u0000\u0001\u001F\b\t\n\f\r/%")");
}

TEST(Print, MembersComeInQemusOrder) {
  EXPECT_EQ(reprint("{'running':false,'singlestep':false,'status':'x'}"),
            R"({"status": "x", "singlestep": false, "running": false})");
  EXPECT_EQ(reprint("{'data':[{'id':1,'return':[]}],'event':'e','timestamp':{}}"),
            R"({"timestamp": {}, "event": "e", "data": [{"return": [], "id": 1}]})");
}

TEST(Print, ReprintingAgainChangesNothing) {
  for (const char* text : {"{'b':[1,2.5,{}],'a':{'c':null}}", "'é'", "[0.1,1e300]"}) {
    const std::string once = reprint(text);
    EXPECT_EQ(reprint(once), once);
  }
}

TEST(MemberOrder, IsThatOfTheDictionary) {
  const auto order = member_order({"running", "singlestep", "status"});
  EXPECT_EQ(order, (std::vector<std::uint32_t>{2, 1, 0}));
}

TEST(MemberOrder, IsTheSameForManyAsForFew) {
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("m" + std::to_string(i));
  std::vector<std::string_view> views(names.begin(), names.end());

  const auto order = member_order(views);

  ASSERT_EQ(order.size(), names.size());
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto pair = member_order({names[order[i - 1]], names[order[i]]});
    const bool same_bucket = member_order({names[order[i]], names[order[i - 1]]}) == pair;
    EXPECT_TRUE(same_bucket ? order[i - 1] > order[i] : pair.front() == 0);
  }
}

}  // namespace
}  // namespace signalbox
