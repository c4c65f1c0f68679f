// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// The errno value called `name` ("ENOSPC"), or 0 if the system has none of that name.
int error_number(const std::string& name);

// The name of an errno value that error_number() gave.
std::string error_name(int error);
