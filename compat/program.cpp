// SPDX-License-Identifier: Apache-2.0
#include "compat/program.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <vector>

#include "compat/processes.hpp"

namespace signalbox {
namespace {

struct Interpreter {
  std::string_view name;           // as the program's file is called, without a version
  std::string_view code_options;   // short options whose code is in the arguments
  std::string_view value_options;  // short options that take the next argument
};

constexpr Interpreter kInterpreters[] = {
    {"python", "c", "WX"}, {"pypy", "c", "WX"},   {"perl", "eE", "I"},   {"ruby", "e", "IrC"},
    {"node", "ep", "r"},   {"nodejs", "ep", "r"}, {"bash", "c", "oO"},   {"dash", "c", "o"},
    {"sh", "c", "o"},      {"ash", "c", "o"},     {"busybox", "c", "o"}, {"ksh", "c", "o"},
    {"zsh", "c", "o"},     {"lua", "e", "l"},     {"tclsh", "", ""},     {"php", "r", "dc"},
    {"java", "", ""}};

constexpr std::string_view kShells[] = {"bash", "dash", "sh", "ash", "busybox", "ksh", "zsh"};

constexpr std::string_view kRelays[] = {
    "socat",  "nc",      "ncat",   "netcat",  "nc.openbsd", "nc.traditional", "ssh",     "sshd",
    "virsh",  "sudo",    "doas",   "su",      "runuser",    "setpriv",        "env",     "nohup",
    "setsid", "timeout", "stdbuf", "nice",    "ionice",     "chrt",           "taskset", "xargs",
    "time",   "strace",  "script", "unshare", "nsenter",    "flock"};

// "python3.11" -> "python", "lua5.4" -> "lua", "perl5.36.0" -> "perl".
std::string_view without_version(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789.-");
  return name.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

const Interpreter* interpreter_of(const Process& process) {
  const std::string_view name = without_version(file_name(process.exe));
  const auto* const found =
      std::find_if(std::begin(kInterpreters), std::end(kInterpreters),
                   [&](const Interpreter& each) { return each.name == name; });
  return found == std::end(kInterpreters) ? nullptr : found;
}

std::string absolute(const std::string& script, const std::string& folder) {
  const std::filesystem::path path(script);
  if (path.is_absolute() || folder.empty()) return path.lexically_normal().string();
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

bool contains_any(std::string_view text, std::string_view letters) {
  return text.find_first_of(letters) != std::string_view::npos;
}

// The file behind -jar. A class is none: two programs of one class path look alike.
std::string jar_of(const Process& process) {
  const std::vector<std::string>& arguments = process.arguments;
  const auto option = std::find(arguments.begin(), arguments.end(), "-jar");
  if (option == arguments.end() || option + 1 == arguments.end()) return {};
  return absolute(*(option + 1), process.folder);
}

// What is run is in the arguments themselves: `sh -c '…'`, also as `-ec`.
bool runs_code(const Process& process, const Interpreter& interpreter) {
  for (std::size_t i = 1; i < process.arguments.size(); ++i) {
    const std::string_view argument = process.arguments[i];
    if (argument.size() < 2 || argument[0] != '-' || argument == "--") return false;
    if (argument[1] == '-') continue;
    if (contains_any(argument.substr(1), interpreter.code_options)) return true;
    if (contains_any(argument.substr(argument.size() - 1), interpreter.value_options)) ++i;
  }
  return false;
}

}  // namespace

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_interpreter(const Process& process) {
  return interpreter_of(process) != nullptr;
}

std::string script_of(const Process& process) {
  const Interpreter* const interpreter = interpreter_of(process);
  if (interpreter == nullptr || runs_code(process, *interpreter)) return {};
  if (interpreter->name == "java") return jar_of(process);
  const std::vector<std::string>& arguments = process.arguments;
  std::size_t i = 1;
  if (interpreter->name == "busybox" && i < arguments.size()) ++i;  // "busybox sh script"
  for (; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") continue;
    if (argument == "-" || argument.empty()) return {};
    if (argument[0] != '-') return absolute(argument, process.folder);
    const bool is_module = argument == "-m" && without_version(interpreter->name) == "python";
    if (is_module && i + 1 < arguments.size()) return "-m " + arguments[i + 1];
    if (argument[1] != '-' &&
        contains_any(argument.substr(argument.size() - 1), interpreter->value_options)) {
      ++i;
    }
  }
  return {};
}

bool is_host(const Process& process) {
  return file_name(process.exe) == "signalboxd";
}

bool is_relay(const Process& process) {
  const std::string_view name = file_name(process.exe);
  if (std::find(std::begin(kRelays), std::end(kRelays), name) != std::end(kRelays)) return true;
  const Interpreter* const interpreter = interpreter_of(process);
  if (interpreter == nullptr) return false;
  return std::find(std::begin(kShells), std::end(kShells), interpreter->name) !=
             std::end(kShells) &&
         runs_code(process, *interpreter);
}

}  // namespace signalbox
