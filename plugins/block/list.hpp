// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

// Appends a cell that holds `value` to a generated list; `end` points at where the next one goes.
template <typename List, typename Value>
void append(List**& end, Value value) {
  *end = static_cast<List*>(std::calloc(1, sizeof(List)));
  (*end)->value = value;
  end = &(*end)->next;
}
