// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "page/need.hpp"

namespace signalbox {

class Markup;

// What letters, patterns and colours mean.
void write_need_legend(Markup& out);

// The patterns of charts, once in a page.
void write_patterns(Markup& out);

}  // namespace signalbox
