#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Replays what a real QEMU answered against signalboxd in front of a real QEMU. The recordings are in
# $SIGNALBOX_SHARED, or beside the checkout in shared/. Argument 1: signalboxd.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
recordings=${SIGNALBOX_SHARED:-$root/../shared}/conformance
if [ ! -f "$recordings/run-cases.py" ]; then
  echo "skipped: no recordings in $recordings; set SIGNALBOX_SHARED"
  exit 77
fi
command -v qemu-system-x86_64 >/dev/null || { echo "skipped: no qemu-system-x86_64"; exit 77; }
qemu='qemu-system-x86_64 -M none -nodefaults -display none -S -qmp unix:{dir}/up,server=on,wait=off'
exec python3 "$recordings/run-cases.py" --strict-text --strict-greeting --failures-only \
  "$qemu & exec $1 --listen unix:{socket} --upstream unix:{dir}/up"
