#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demonstration in front of a real QEMU. Argument 1: the build directory.
set -euo pipefail
for program in qemu-system-x86_64 nasm; do
  command -v $program >/dev/null || { echo "skipped: no $program"; exit 77; }
done
exec "$(dirname "$0")/../../scripts/demo" --qemu --build "$1"
