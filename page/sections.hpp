// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

class Markup;
struct Facts;

// The parts of a page, each in a file of its own.
void write_summary(const Facts& facts, Markup& out);
void write_verdicts(const Facts& facts, Markup& out);
void write_burn_down(const Facts& facts, Markup& out);
void write_heat_map(const Facts& facts, Markup& out);
void write_coverage(const Facts& facts, Markup& out);
void write_stages(const Facts& facts, Markup& out);
void write_clients(const Facts& facts, Markup& out);

}  // namespace signalbox
