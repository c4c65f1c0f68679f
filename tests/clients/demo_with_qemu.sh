#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demonstration in front of a real QEMU. Argument 1: the build directory.
set -euo pipefail
. "$(dirname "$0")/../outcome.bash"

needs qemu-system-x86_64 nasm
"$(dirname "$0")/../../scripts/demo" --qemu --build "$1"
