// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// Sets what each signal does to this process, before any thread is there:
// - SIGPIPE, SIGXFSZ, SIGTTOU: ignored; the write that caused the signal goes on or fails instead.
// - SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSTKFLT and the real-time
//   signals: ignored; they mean nothing here, and their default would end the process.
// - SIGHUP: ignored until a SignalWait takes it over.
// - SIGCHLD: the default, whatever the parent process had chosen: children are waited for.
void settle_signals();

}  // namespace signalbox
