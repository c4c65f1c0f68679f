// SPDX-License-Identifier: Apache-2.0
// Lets exceptions out of its commands, on the loop and on the worker, and out of what it posts.
#include <stdexcept>

#include "tests/rogue/rogue.h"

namespace {

void fall(void*) {
  throw std::runtime_error("no wings");
}

void fall_oddly(void*) {
  throw 42;
}

void fly_oddly(const signalbox_context*, const char*, signalbox_reply*) {
  fall_oddly(nullptr);
}

void fly(const signalbox_context*, const char*, signalbox_reply*) {
  fall(nullptr);
}

void rest(const signalbox_context* context, const char*, signalbox_reply* reply) {
  context->host->reply_return(context->host->self, reply, "{}");
}

void fall_rested(const char*, Error*, void*) {
  fall(nullptr);
}

void fall_later(const signalbox_context* context, const char*, signalbox_reply* reply) {
  context->host->post(context->host->self, fall, nullptr);
  context->host->arm_timer(context->host->self, 1, fall, nullptr);
  context->host->post(context->host->self, fall_oddly, nullptr);
  context->host->arm_timer(context->host->self, 1, fall_oddly, nullptr);
  context->host->execute(context->host->self, "rogue-rest", "{}", fall_rested, nullptr);
  context->host->reply_return(context->host->self, reply, "{}");
}

const signalbox_command commands[] = {
    {.name = "rogue-fly", .flags = 0, .call = fly},
    {.name = "rogue-fly-far", .flags = SIGNALBOX_BLOCKS, .call = fly},
    {.name = "rogue-fly-oddly", .flags = 0, .call = fly_oddly},
    {.name = "rogue-fly-far-oddly", .flags = SIGNALBOX_BLOCKS, .call = fly_oddly},
    {.name = "rogue-rest", .flags = 0, .call = rest},
    {.name = "rogue-fall-later", .flags = 0, .call = fall_later},
};

void* create(const signalbox_host* host, const char*, Error** errp) {
  for (const signalbox_command& each : commands) {
    if (!host->add_command(host->self, &each, errp)) return nullptr;
  }
  static int instance;
  return &instance;
}

}  // namespace

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = rogue_destroy,
    .check = nullptr,
};
