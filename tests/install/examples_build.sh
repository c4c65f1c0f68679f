#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the examples against what is installed, with more warnings than they ask for:
#   examples_build.sh CMAKE EXAMPLES PREFIX BUILD
# They are copied first, so that nothing of this tree can be found from them.
set -euo pipefail

rm -rf "$4"
mkdir -p "$4"
cp -r "$2" "$4/source"
warnings='-Wall -Wextra -Wpedantic -Wshadow -Werror'
"$1" -G Ninja -S "$4/source/plugins" -B "$4/build" -DCMAKE_PREFIX_PATH="$3" \
  -DCMAKE_C_FLAGS="$warnings" -DCMAKE_CXX_FLAGS="$warnings"
"$1" --build "$4/build" -j 2
