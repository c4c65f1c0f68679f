// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// A flag that is set as long as this object lives, also where an exception ends that. [one thread]
class Raised {
 public:
  // `flag` outlives this object.
  explicit Raised(bool& flag) : flag_(flag) { flag_ = true; }
  ~Raised() { flag_ = false; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  bool& flag_;
};

}  // namespace signalbox
