// SPDX-License-Identifier: Apache-2.0
#include "page/need_legend.hpp"

#include "page/markup.hpp"

namespace signalbox {

void write_need_legend(Markup& out) {
  out << "<ul class=legend>";
  for (const Need each : kNeeds) {
    const NeedText text = text_of(each);
    out << "<li><svg class=key viewBox=\"0 0 24 12\" aria-hidden=true><rect class=f-" << text.word
        << " width=24 height=12 /></svg><b>" << text.letter << " " << text.word << "</b> "
        << text.meaning;
  }
  out << "</ul>";
}

void write_patterns(Markup& out) {
  out << "<svg class=patterns aria-hidden=true><defs>"
         "<pattern id=p-used width=6 height=6 patternUnits=userSpaceOnUse><rect class=k-used "
         "width=6 "
         "height=6 /></pattern>"
         "<pattern id=p-unproven width=6 height=6 patternUnits=userSpaceOnUse "
         "patternTransform=\"rotate(45)\">"
         "<rect class=k-unproven width=6 height=6 /><path class=ink d=\"M0 0V6\"/></pattern>"
         "<pattern id=p-unused width=6 height=6 patternUnits=userSpaceOnUse><rect class=k-unused "
         "width=6 "
         "height=6 /><circle class=ink-dot cx=3 cy=3 r=.9 /></pattern>"
         "<pattern id=p-settled width=6 height=6 patternUnits=userSpaceOnUse><rect class=k-settled "
         "width=6 "
         "height=6 /><path class=ink d=\"M0 3H6\"/></pattern>"
         "<pattern id=p-gap width=6 height=6 patternUnits=userSpaceOnUse><rect class=k-used "
         "width=6 "
         "height=6 /><path class=ink-strong d=\"M0 0L6 6M6 0L0 6\"/></pattern>"
         "<pattern id=p-partly width=6 height=6 patternUnits=userSpaceOnUse "
         "patternTransform=\"rotate(45)\">"
         "<rect class=k-paper width=6 height=6 /><path class=k-line d=\"M0 0V6\"/></pattern>"
         "<pattern id=p-degraded width=6 height=6 patternUnits=userSpaceOnUse><rect class=k-unused "
         "width=6 "
         "height=6 /><path class=ink-strong d=\"M0 3H6\"/></pattern>"
         "</defs></svg>";
}

}  // namespace signalbox
