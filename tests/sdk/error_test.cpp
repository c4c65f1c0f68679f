// SPDX-License-Identifier: Apache-2.0
#include "signalbox/error.h"

#include <gtest/gtest.h>

#include <string>

namespace signalbox {
namespace {

TEST(Error, KeepsClassAndPrintedDescription) {
  Error* error = nullptr;

  error_set(&error, "DeviceNotFound", "Device '%s' not found", "disk9");

  EXPECT_STREQ(error_class(error), "DeviceNotFound");
  EXPECT_STREQ(error_description(error), "Device 'disk9' not found");
  error_free(error);
}

TEST(Error, DescriptionMayBeOfAnyLength) {
  const std::string name(100'000, 'x');
  Error* error = nullptr;

  error_set(&error, "GenericError", "%s", name.c_str());

  EXPECT_EQ(error_description(error), name);
  error_free(error);
}

TEST(Error, HasAClassInAnyCase) {
  Error* error = nullptr;

  error_set(&error, "", "text");

  EXPECT_STREQ(error_class(error), "GenericError");
  error_free(error);
}

TEST(Error, IsNotMadeForWhoDoesNotWantToKnow) {
  error_set(nullptr, "GenericError", "text");
}

TEST(Error, FreeingNothingDoesNothing) {
  error_free(nullptr);
}

TEST(Error, PropagatesToWhoHasNone) {
  Error *inner = nullptr, *outer = nullptr;
  error_set(&inner, "GenericError", "inner");

  error_propagate(&outer, inner);

  EXPECT_EQ(outer, inner);
  error_free(outer);
}

TEST(Error, TheFirstOneStays) {
  Error *first = nullptr, *second = nullptr;
  error_set(&first, "GenericError", "first");
  error_set(&second, "GenericError", "second");

  error_propagate(&first, second);

  EXPECT_STREQ(error_description(first), "first");
  error_free(first);
}

TEST(Error, PropagatedToNobodyIsFreed) {
  Error* error = nullptr;
  error_set(&error, "GenericError", "text");

  error_propagate(nullptr, error);  // a leak is LeakSanitizer's to see
}

TEST(Error, PropagatingNothingLeavesTheTarget) {
  Error* outer = nullptr;

  error_propagate(&outer, nullptr);

  EXPECT_EQ(outer, nullptr);
}

// An Error made by somebody else, who frees in another way; the layout is part of the ABI.
TEST(Error, IsFreedWithItsMakersCode) {
  struct Foreign {
    void (*free)(Error*);
    const char* description;
    char class_name[16];
  };
  static int freed = 0;
  Foreign foreign = {[](Error*) { ++freed; }, "elsewhere", "GenericError"};
  auto* error = reinterpret_cast<Error*>(&foreign);

  EXPECT_STREQ(error_class(error), "GenericError");
  EXPECT_STREQ(error_description(error), "elsewhere");
  error_free(error);

  EXPECT_EQ(freed, 1);
}

}  // namespace
}  // namespace signalbox
