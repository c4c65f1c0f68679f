#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Replays what a real QEMU answered, where the recordings are: in $SIGNALBOX_SHARED, or beside the
# checkout in shared/. Every reply must be QEMU's byte for byte. Argument 1: signalboxd.
set -euo pipefail
. "$(dirname "$0")/../outcome.bash"

root=$(cd "$(dirname "$0")/../.." && pwd)
recordings=${SIGNALBOX_SHARED:-$root/../shared}/conformance
[ -f "$recordings/run-cases.py" ] || skip "no recordings in $recordings; set SIGNALBOX_SHARED"
python3 "$recordings/run-cases.py" --kind machine-independent --strict-text --failures-only \
  "$1 --listen unix:{socket} --plugin legacy:paused=true"
