// SPDX-License-Identifier: Apache-2.0
// What the archive makes of a plugin: whether it can be unmapped, and what it shows.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "signalbox/plugin.h"

namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> part;
  while (const std::size_t size = fread(part.data(), 1, part.size(), pipe.get())) {
    output.append(part.data(), size);
  }
  return output;
}

TEST(SharedObject, HasNoUniqueSymbol) {
  const std::string symbols = output_of("nm -C " SDK_PLUGIN);

  ASSERT_NE(symbols.find("signalbox_plugin_entry"), std::string::npos);
  EXPECT_EQ(symbols.find(" u "), std::string::npos) << symbols;
}

TEST(SharedObject, ExportsNothingOfTheSdk) {
  const std::string symbols = output_of("nm -D --defined-only " SDK_PLUGIN);

  EXPECT_EQ(symbols.find("signalbox_event"), std::string::npos) << symbols;
  EXPECT_EQ(symbols.find("error_set"), std::string::npos) << symbols;
}

TEST(SharedObject, IsGoneOnceItIsClosedThoughThreadsThatEmittedLive) {
  void* object = dlopen(SDK_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(object, nullptr) << dlerror();
  const auto* plugin =
      static_cast<const signalbox_plugin*>(dlsym(object, "signalbox_plugin_entry"));
  const auto sum_of_slots = reinterpret_cast<int (*)(int)>(dlsym(object, "sum_of_slots"));

  Error* error = nullptr;
  EXPECT_NE(plugin->create(nullptr, nullptr, &error), nullptr);
  EXPECT_EQ(sum_of_slots(4), 8);
  std::thread([&] { EXPECT_EQ(sum_of_slots(5), 10); }).join();
  dlclose(object);

  EXPECT_EQ(dlopen(SDK_PLUGIN, RTLD_NOW | RTLD_NOLOAD), nullptr);
}

}  // namespace
