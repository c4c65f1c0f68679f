// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compat/ablation.hpp"
#include "compat/ablation_rows.hpp"

namespace signalbox::cli {

// Whose need an ablation is about.
struct AblationSubject {
  AblatedClient client;  // that evidence is for
  AblatedClient seen;    // the suite's client: the same, or what stands for it in the suite
  bool is_alone = true;  // no other client comes to the suite
};

// What an ablation has done so far, in a file, so that it can go on after an interruption. Each
// line is one JSON value; one that is only half there was being written when the program died.
class AblationState {
 public:
  // Reads the file, if it is there. `key` says what the ablation is about: the state of another one
  // is a std::runtime_error, and so is a file that cannot be used.
  AblationState(std::filesystem::path file, const std::string& key);

  const std::optional<AblationSubject>& subject() const { return subject_; }
  const std::vector<AblationRun>& runs() const { return runs_; }
  const std::map<std::string, std::string>& refusals() const { return refusals_; }  // by event

  // Each is in the file when it returns.
  void keep(const AblationSubject& subject);
  void keep(const AblationRun& run);
  void keep_refusal(const std::string& event, const std::string& reason);

  // All is done.
  void remove();

 private:
  void read(const std::string& key);
  void write_line(const std::string& line);

  const std::filesystem::path path_;
  std::ofstream file_;
  std::optional<AblationSubject> subject_;
  std::vector<AblationRun> runs_;
  std::map<std::string, std::string> refusals_;
};

}  // namespace signalbox::cli
