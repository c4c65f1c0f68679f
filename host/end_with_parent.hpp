// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// Lets the calling process, a child that tries a plugin, be killed when its parent ends, however
// that ends. `output` is the writing end of a pipe that the parent alone reads. The system sends
// the signal at the end of the thread that started the child, so that one has to wait for the child
// (prctl(2), PR_SET_PDEATHSIG).
void end_with_parent(int output);

}  // namespace signalbox
