// SPDX-License-Identifier: Apache-2.0
// What a plugin in C++ brings into its shared object: templates, lambdas, RAII.
#include "signalbox/event.h"
#include "signalbox/signal.hpp"

extern "C" SIGNALBOX_EXPORT int sum_of_slots(int number);

int sum_of_slots(int number) {
  int sum = 0;
  signalbox::Signal<int> signal;
  const auto first = signal.connect([&sum](int value) { sum += value; });
  const auto second = signal.connect([&sum](int value) { sum += value; });
  signal.emit(number);
  return sum;
}
