// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/fake_host.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <stdexcept>
#include <thread>
#include <utility>

struct signalbox_reply {
  std::optional<std::string> text;
};

struct signalbox_listening {
  std::string accessor;
  std::string arguments;
  signalbox_listener listener;
  const signalbox_host* owner;
  const signalbox_context* provider;  // null: not connected
  const signalbox_accessor* provided;
  void* connection;
};

namespace signalbox {
namespace {

std::string text_of(Error* error) {
  std::string text = std::string(error_class(error)) + ": " + error_description(error);
  error_free(error);
  return text;
}

}  // namespace

struct FakeHost::Instance {
  FakeHost& machine;
  std::string configuration;
  signalbox_host host{};
  void* library = nullptr;
  const signalbox_plugin* plugin = nullptr;
  signalbox_context context{};
  std::map<std::string, const signalbox_command*> commands{};
  std::map<std::string, const signalbox_accessor*> accessors{};
};

struct FakeHost::Hearing {
  FakeHost& machine;
  const Instance& instance;
  const signalbox_accessor* accessor;
  void* connection;
};

// The functions of signalbox_host.
struct FakeHost::Calls {
  static Instance& of(void* self) { return *static_cast<Instance*>(self); }

  template <typename Named>
  static bool add(std::map<std::string, const Named*>& names, const Named* named, Error** errp) {
    if (names.emplace(named->name, named).second) return true;
    error_set(errp, "GenericError", "The name '%s' is taken", named->name);
    return false;
  }

  static bool add_command(void* self, const signalbox_command* command, Error** errp) {
    return add(of(self).commands, command, errp);
  }

  static bool add_accessor(void* self, const signalbox_accessor* accessor, Error** errp) {
    return add(of(self).accessors, accessor, errp);
  }

  static bool owns_file(void* self, int descriptor) {
    struct stat about {};
    return fstat(descriptor, &about) == 0 && of(self).machine.own_inodes.contains(about.st_ino);
  }

  static void reply_return(void*, signalbox_reply* reply, const char* json) { reply->text = json; }

  static void reply_error(void*, signalbox_reply* reply, Error* error) {
    reply->text = text_of(error);
  }

  static void begin_emission(void* self, std::uint64_t cause, signalbox_emission* emission) {
    *emission = {.number = ++of(self).machine.emissions_,
                 .cause = cause,
                 .seconds = 1'300'000'000,
                 .microseconds = 0};
  }

  static const char* configuration(void* self) { return of(self).configuration.c_str(); }

  static void log(void* self, signalbox_log_level, const char* message) {
    of(self).machine.log_.emplace_back(message);
  }

  static void post(void*, void (*function)(void* opaque), void* opaque) { function(opaque); }

  static signalbox_timer* arm_timer(void* self, std::uint64_t milliseconds,
                                    void (*function)(void* opaque), void* opaque) {
    FakeHost& machine = of(self).machine;
    const signalbox_timer timer{++machine.timers_armed_, milliseconds, function, opaque};
    return &machine.timers_.emplace_back(timer);
  }

  static void disarm_timer(void* self, signalbox_timer* timer) {
    of(self).machine.timers_.remove_if(
        [timer](const signalbox_timer& candidate) { return &candidate == timer; });
  }

  static signalbox_listening* listen(void* self, const char* accessor, const char* arguments,
                                     const signalbox_listener* listener) {
    Instance& owner = of(self);
    auto& listenings = owner.machine.listenings_;
    listenings.push_back(std::make_unique<signalbox_listening>(signalbox_listening{
        accessor, arguments, *listener, &owner.host, nullptr, nullptr, nullptr}));
    signalbox_listening* made = listenings.back().get();
    owner.machine.connect_waiting();
    return made;
  }

  static void unlisten(void* self, signalbox_listening* listening) {
    if (listening->provider != nullptr) {
      listening->provided->disconnect(listening->provider, listening->connection);
    }
    const signalbox_listener listener = listening->listener;
    of(self).machine.listenings_.remove_if(
        [listening](const auto& candidate) { return candidate.get() == listening; });
    if (listener.released != nullptr) listener.released(listener.receiver.opaque);
  }

  static void execute(void* self, const char* command, const char* arguments,
                      void (*done)(const char* json, Error* error, void* opaque), void* opaque) {
    done(of(self).machine.execute(command, arguments).c_str(), nullptr, opaque);
  }

  static void wait_for_room(void*) {}

  static void end_machine(void* self) { of(self).machine.ended_ = true; }

  static void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
                      void* opaque) {
    const Hearing& hearing = *static_cast<const Hearing*>(opaque);
    std::string text = hearing.accessor->event;
    if (json != nullptr) text += ' ' + std::string(json, length);
    hearing.machine.see({text, emission->number, emission->cause});
  }

  static void end(const char* reason, void* opaque) {
    static_cast<const Hearing*>(opaque)->machine.see({std::string("ended ") + reason, 0, 0});
  }

  static signalbox_host table(Instance& instance) {
    return {.abi_minor = SIGNALBOX_ABI_MINOR,
            .self = &instance,
            .add_command = add_command,
            .add_accessor = add_accessor,
            .reply_return = reply_return,
            .reply_error = reply_error,
            .begin_emission = begin_emission,
            .configuration = configuration,
            .log = log,
            .post = post,
            .arm_timer = arm_timer,
            .disarm_timer = disarm_timer,
            .listen = listen,
            .unlisten = unlisten,
            .execute = execute,
            .wait_for_room = wait_for_room,
            .end_machine = end_machine,
            .claim_rest = nullptr,
            .serve = nullptr,
            .suspend = nullptr,
            .announce = nullptr,
            .remove_accessor = nullptr,
            .describe = nullptr,
            .watch = nullptr,
            .want_write = nullptr,
            .unwatch = nullptr,
            .arm_prompt_timer = nullptr,
            .look_up = nullptr,
            .set_owner = nullptr,
            .set_figure = nullptr,
            .owns_file = owns_file,
            .charge = nullptr};
  }
};

FakeHost::FakeHost() = default;

FakeHost::~FakeHost() {
  while (!instances_.empty()) unload(instances_.begin()->first);
}

std::string FakeHost::load(const std::string& plugin, const std::string& configuration,
                           const char* saved) {
  auto instance = std::make_unique<Instance>(Instance{*this, configuration});
  instance->host = Calls::table(*instance);
  const std::string file = std::string(SIGNALBOX_PLUGIN_DIR "/") + plugin + ".so";
  instance->library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (instance->library == nullptr) throw std::runtime_error(dlerror());
  instance->plugin =
      static_cast<const signalbox_plugin*>(dlsym(instance->library, "signalbox_plugin_entry"));
  Error* error = nullptr;
  instance->context.host = &instance->host;
  instance->context.instance = instance->plugin->create(&instance->host, saved, &error);
  if (instance->context.instance == nullptr) {
    const std::string refusal = text_of(error);
    dlclose(instance->library);
    return refusal;
  }
  Instance& added = *(instances_[plugin] = std::move(instance));
  connect_waiting();
  if (added.plugin->activate != nullptr) added.plugin->activate(added.context.instance);
  return {};
}

void FakeHost::unload(const std::string& plugin) {
  const std::unique_ptr<Instance> instance = std::move(instances_.extract(plugin).mapped());
  disconnect_from(*instance);
  instance->plugin->destroy(instance->context.instance);
  dlclose(instance->library);
}

std::string FakeHost::save(const std::string& plugin) {
  const Instance& instance = *instances_.at(plugin);
  std::string saved;
  instance.plugin->save(
      instance.context.instance,
      [](const char* json, void* opaque) { *static_cast<std::string*>(opaque) = json; }, &saved);
  return saved;
}

std::string FakeHost::execute(const std::string& command, const std::string& arguments) {
  for (const auto& [name, instance] : instances_) {
    const auto found = instance->commands.find(command);
    if (found == instance->commands.end()) continue;
    signalbox_reply reply;
    const auto call = [&context = instance->context, found, &arguments, &reply] {
      found->second->call(&context, arguments.c_str(), &reply);
    };
    if ((found->second->flags & SIGNALBOX_BLOCKS) != 0) {
      std::jthread worker(call);
    } else {
      call();
    }
    see({"reply " + command, 0, 0});
    return reply.text.value();
  }
  return "CommandNotFound: The command " + command + " has not been found";
}

std::string FakeHost::hear(const std::string& accessor, const std::string& arguments) {
  for (const auto& [name, instance] : instances_) {
    const auto found = instance->accessors.find(accessor);
    if (found == instance->accessors.end()) continue;
    auto hearing = std::make_unique<Hearing>(Hearing{*this, *instance, found->second, nullptr});
    const signalbox_receiver receiver{Calls::deliver, Calls::end, hearing.get()};
    Error* error = nullptr;
    hearing->connection =
        found->second->connect(&instance->context, arguments.c_str(), &receiver, &error);
    if (hearing->connection == nullptr) return text_of(error);
    hearings_.push_back(std::move(hearing));
    return {};
  }
  return "CommandNotFound: The command " + accessor + "-connect has not been found";
}

std::string FakeHost::inject(const std::string& accessor, const std::string& data) {
  for (const auto& [name, instance] : instances_) {
    const auto found = instance->accessors.find(accessor);
    if (found == instance->accessors.end()) continue;
    Error* error = nullptr;
    if (found->second->inject(&instance->context, "{}", data.c_str(), &error)) return {};
    return text_of(error);
  }
  throw std::runtime_error("no accessor " + accessor);
}

std::vector<Seen> FakeHost::seen(std::size_t least) {
  std::unique_lock lock(mutex_);
  more_seen_.wait(lock, [&] { return seen_.size() >= least; });
  return std::exchange(seen_, {});
}

void FakeHost::see(Seen one) {
  const std::lock_guard lock(mutex_);
  seen_.push_back(std::move(one));
  more_seen_.notify_all();
}

std::vector<std::string> FakeHost::seen_texts() {
  std::vector<std::string> texts;
  for (Seen& one : seen()) texts.push_back(std::move(one.text));
  return texts;
}

void FakeHost::run_out() {
  const signalbox_timer timer = timers_.front();
  timers_.pop_front();
  timer.function(timer.opaque);
}

void FakeHost::connect_waiting() {
  for (const auto& listening : listenings_) {
    if (listening->provider != nullptr) continue;
    for (const auto& [name, instance] : instances_) {
      const auto found = instance->accessors.find(listening->accessor);
      if (found == instance->accessors.end()) continue;
      listening->provider = &instance->context;
      listening->provided = found->second;
      listening->connection = found->second->connect(
          &instance->context, listening->arguments.c_str(), &listening->listener.receiver, nullptr);
      if (listening->listener.connected != nullptr) {
        listening->listener.connected(listening->listener.receiver.opaque);
      }
    }
  }
}

void FakeHost::disconnect_from(const Instance& instance) {
  hearings_.remove_if([&](const auto& hearing) {
    if (&hearing->instance != &instance) return false;
    hearing->accessor->disconnect(&instance.context, hearing->connection);
    return true;
  });
  for (const auto& listening : listenings_) {
    if (listening->provider != &instance.context) continue;
    listening->provided->disconnect(listening->provider, listening->connection);
    listening->provider = nullptr;
    const signalbox_receiver& receiver = listening->listener.receiver;
    if (receiver.ended != nullptr) receiver.ended("plugin-unloaded", receiver.opaque);
  }
  std::vector<signalbox_listening*> owned;
  for (const auto& listening : listenings_) {
    if (listening->owner == &instance.host) owned.push_back(listening.get());
  }
  for (signalbox_listening* listening : owned) Calls::unlisten(instance.host.self, listening);
}

}  // namespace signalbox
