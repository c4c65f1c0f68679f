// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "compat/verdict.hpp"

namespace signalbox {

// Where a build stands with an item, by its dossier and by what people decided about it, whatever
// was seen of other builds.
Standing standing_of(const CaseFile& file, const Item& item, const Subject& subject,
                     const Dossier& dossier, std::int64_t now, const Thresholds& thresholds);

}  // namespace signalbox
