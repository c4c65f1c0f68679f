// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_instance.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <exception>
#include <utility>

#include "host/host.hpp"
#include "host/host_calls.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/machine_thread.hpp"
#include "host/plugin_refused.hpp"
#include "host/plugin_watch.hpp"
#include "host/thrown.hpp"

namespace signalbox {

PluginInstance::PluginInstance(Machine& machine, PluginFile file, const PluginConfig& config)
    : machine_(machine),
      id_(machine.host().new_instance_id()),
      file_(std::move(file)),
      name_(file_.entry().name),
      configuration_(config.json),
      host_(host_calls_of(*this)),
      context_{&host_, nullptr, nullptr} {}

PluginInstance::~PluginInstance() {
  assert(context_.instance == nullptr);
  *alive_ = false;
  charge(0);
}

void PluginInstance::create(const std::string* saved) {
  const auto start = std::chrono::steady_clock::now();
  Error* error = nullptr;
  creator_ = std::this_thread::get_id();
  try {
    context_.instance = entry().create(&host_, saved == nullptr ? nullptr : saved->c_str(), &error);
  } catch (...) {
    creator_ = std::thread::id();
    throw refused("create() threw: " + thrown_text());
  }
  creator_ = std::thread::id();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  if (took >= MachineThread::kLongCall) {
    log_of_plugin(
        LogLevel::warning, name_,
        "plugin '" + name_ + "' held the loop for " + std::to_string(took.count()) +
            " ms in create(); begin what takes long in activate(), on a thread of its own");
  }
  if (context_.instance != nullptr) return;
  const std::string why = error == nullptr ? "create() failed and did not say why"
                                           : std::string(error_description(error));
  error_free(error);
  throw refused(why);
}

std::string PluginInstance::save() const {
  std::string saved;
  if (entry().save == nullptr) return saved;
  const auto take = [](const char* json, void* opaque) {
    *static_cast<std::string*>(opaque) = json;
  };
  try {
    entry().save(context_.instance, take, &saved);
  } catch (...) {
    throw refused("save() of the loaded version threw: " + thrown_text());
  }
  return saved;
}

void PluginInstance::activate() {
  is_active_ = true;
  if (entry().activate == nullptr) return;
  run_logged(name_, "activate", [this] { entry().activate(context_.instance); });
}

PluginRefused PluginInstance::refused(const std::string& why) const {
  return PluginRefused(file_.origin().string() + ": " + why);
}

void PluginInstance::read_on() {
  for (const auto& each : watches_) each->read_on();
}

bool PluginInstance::has_watch_for(std::uint64_t session) const {
  return std::any_of(watches_.begin(), watches_.end(),
                     [session](const auto& each) { return each->session() == session; });
}

bool PluginInstance::charge(std::size_t bytes) {
  const std::size_t before = std::exchange(charged_, bytes);
  if (machine_.host().accounts().upstream_changed(before, bytes) || bytes <= before) return true;
  machine_.host().limits().reached(Limit::upstream_memory, machine_.name() + ": plugin '" + name_ +
                                                               "' keeps " + std::to_string(bytes) +
                                                               " bytes of what a server sends");
  return false;
}

void PluginInstance::leave() {
  is_leaving_ = true;
  machine_.room().changed();
}

signalbox_timer* PluginInstance::any_timer() {
  const std::lock_guard lock(timers_guard_);
  return timers_.empty() ? nullptr : timers_.front().get();
}

bool PluginInstance::destroy() {
  *alive_ = false;
  leave();
  while (signalbox_timer* const armed = any_timer()) host_.disarm_timer(this, armed);
  run_logged(name_, "destroy",
             [this] { entry().destroy(std::exchange(context_.instance, nullptr)); });
  watches_.clear();
  return file_.close();
}

}  // namespace signalbox
