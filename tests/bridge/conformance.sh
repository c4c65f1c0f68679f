#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Replays what a real QEMU answered against signalboxd in front of a real QEMU. The recordings are in
# $SIGNALBOX_SHARED, or beside the checkout in shared/. Argument 1: signalboxd.
set -euo pipefail
. "$(dirname "$0")/../outcome.bash"

root=$(cd "$(dirname "$0")/../.." && pwd)
recordings=${SIGNALBOX_SHARED:-$root/../shared}/conformance
[ -f "$recordings/run-cases.py" ] || skip "no recordings in $recordings; set SIGNALBOX_SHARED"
needs qemu-system-x86_64
qemu='qemu-system-x86_64 -M none -nodefaults -display none -S -qmp unix:{dir}/up,server=on,wait=off'
python3 "$recordings/run-cases.py" --strict-text --strict-greeting --failures-only \
  "$qemu & exec $1 --listen unix:{socket} --upstream unix:{dir}/up"
