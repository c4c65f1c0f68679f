// SPDX-License-Identifier: Apache-2.0
// An emission in one process, beside a loop over function pointers and Boost.Signals2.
#include "signalbox/signal.hpp"

#include <benchmark/benchmark.h>

#include <boost/signals2.hpp>
#include <vector>

namespace {

// Kept out of line, as a slot in another file is.
[[gnu::noinline]] void add(int value, void* opaque) {
  *static_cast<int*>(opaque) += value;
  benchmark::ClobberMemory();
}

struct alignas(64) Sum {
  int value = 0;
};

struct Slot {
  void (*function)(int, void*);
  void* opaque;
};

void loop(benchmark::State& state) {
  Sum sum;
  std::vector<Slot> slots(static_cast<std::size_t>(state.range(0)), Slot{add, &sum.value});
  benchmark::DoNotOptimize(slots.data());
  for (auto _ : state) {
    for (const Slot& slot : slots) slot.function(1, slot.opaque);
    benchmark::ClobberMemory();
  }
}

void boost_signals2(benchmark::State& state) {
  Sum sum;
  boost::signals2::signal<void(int)> signal;
  for (int i = 0; i < state.range(0); ++i) {
    signal.connect([&sum](int value) { add(value, &sum.value); });
  }
  for (auto _ : state) signal(1);
}

void signalbox_signal(benchmark::State& state) {
  Sum sum;
  signalbox::Signal<int> signal;
  std::vector<int> handles;
  for (int i = 0; i < state.range(0); ++i) handles.push_back(signal.connect(add, &sum.value));
  for (auto _ : state) {
    signal.emit(1);
    benchmark::ClobberMemory();
  }
  for (const int handle : handles) signal.disconnect(handle);
}

// One signal that all threads emit; each slot adds to its own thread's sum.
void add_apart(int value, void*) {
  static thread_local Sum sum;
  add(value, &sum.value);
}

void boost_signals2_shared(benchmark::State& state) {
  static auto* signal = [] {
    auto* made = new boost::signals2::signal<void(int)>;
    for (int i = 0; i < 10; ++i) made->connect([](int value) { add_apart(value, nullptr); });
    return made;
  }();
  for (auto _ : state) (*signal)(1);
}

void signalbox_signal_shared(benchmark::State& state) {
  static auto* signal = [] {
    auto* made = new signalbox::Signal<int>;
    for (int i = 0; i < 10; ++i) made->connect(add_apart, nullptr);
    return made;
  }();
  for (auto _ : state) signal->emit(1);
}

BENCHMARK(loop)->Arg(0)->Arg(1)->Arg(10);
BENCHMARK(boost_signals2)->Arg(0)->Arg(1)->Arg(10);
BENCHMARK(signalbox_signal)->Arg(0)->Arg(1)->Arg(10);
BENCHMARK(boost_signals2_shared)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(signalbox_signal_shared)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
