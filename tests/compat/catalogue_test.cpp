// SPDX-License-Identifier: Apache-2.0
#include "compat/catalogue.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(Catalogue, SaysOfEachEntryWhereAndOfWhichVersionItWasRead) {
  EXPECT_EQ(catalogue_files().size(), 3u);
  for (const CatalogueEntry& each : catalogue()) {
    EXPECT_FALSE(each.client.empty());
    EXPECT_FALSE(each.version.empty()) << each.client;
    EXPECT_NE(each.source.find(each.client), std::string::npos) << each.source;
    EXPECT_EQ(each.programs.empty(), !each.handles) << each.client;
  }
}

TEST(Catalogue, KnowsWhatLibvirtHandles) {
  const CatalogueEntry* const libvirt = find_in_catalogue("/usr/sbin/libvirtd", "11.3.0");

  ASSERT_NE(libvirt, nullptr);
  EXPECT_EQ(libvirt->handles->size(), 37u);
  EXPECT_TRUE(libvirt->handles_event("BLOCK_IO_ERROR"));
  EXPECT_FALSE(libvirt->handles_event("POWERDOWN"));
}

TEST(Catalogue, MatchesProgramAndVersionTogether) {
  EXPECT_NE(find_in_catalogue("/usr/sbin/virtqemud", "9.0.0-4+deb12u2"), nullptr);
  EXPECT_EQ(find_in_catalogue("/usr/sbin/virtqemud", "9.0.01"), nullptr);
  EXPECT_EQ(find_in_catalogue("/usr/sbin/virtqemud", ""), nullptr);
  EXPECT_EQ(find_in_catalogue("/usr/sbin/other", "9.0.0"), nullptr);
  EXPECT_EQ(known_versions("/usr/sbin/libvirtd"), "9.0.0, 11.3.0");
}

TEST(Catalogue, NamesAFileThatIsNotOfItsForm) {
  try {
    read_catalogue_file({"broken.json", R"({"client": "x"})"});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("broken.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace signalbox
