// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(UpstreamError, IsItsClassAndItsDescription) {
  const UpstreamError error =
      read_upstream_error(R"({"class": "DeviceNotFound", "desc": "Device \"a\" not found"})");
  EXPECT_EQ(error.error_class, "DeviceNotFound");
  EXPECT_EQ(error.description, "Device \"a\" not found");
  EXPECT_EQ(read_upstream_error(R"({"class": "GenericError", "desc": ""})").description, "");
}

TEST(UpstreamError, OfWhateverAServerSaysHasAClass) {
  for (const char* text : {"{}", "5", "null", "[]", R"("x")", R"({"desc": "x"})", "no JSON",
                           R"({"class": "", "desc": "x"})", R"({"class": 5, "desc": "x"})",
                           R"({"class": null, "desc": null})", R"({"class": {}, "desc": []})"}) {
    const UpstreamError error = read_upstream_error(text);
    EXPECT_EQ(error.error_class, "GenericError") << text;
    EXPECT_NE(error.description, "") << text;
  }
}

TEST(UpstreamError, SaysThatItIsTooLong) {
  const auto error_of = [](std::size_t size) {
    return read_upstream_error(R"({"class": "C", "desc": ")" + std::string(size, 'x') + "\"}");
  };
  EXPECT_EQ(error_of(100'000).description, std::string(100'000, 'x'));
  const UpstreamError error = error_of(2 << 20);
  EXPECT_EQ(error.error_class, "GenericError");
  EXPECT_NE(error.description.find("too long"), std::string::npos);
}

}  // namespace
