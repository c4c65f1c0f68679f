#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What administrators do: QMP by hand, through socat and a shell.
set -euo pipefail
. "$(dirname "$0")/../outcome.bash"

needs socat

coproc socat - "UNIX-CONNECT:$QMP_SOCKET"
qmp_out=${COPROC[0]} qmp_in=${COPROC[1]}

say() { printf '%s\n' "$1" >&"$qmp_in"; }

# The next line must be this shell pattern, its CR LF included.
expect() {
  local line
  IFS= read -r -t 20 -u "$qmp_out" line || { echo "expected $1, got nothing"; exit 1; }
  [[ $line == $1$'\r' ]] || { echo "expected $1, got $line"; exit 1; }
}

expect '{"QMP": {"version": {"qemu": {*}, "package": "*"}, "capabilities": \[*\]}}'
say '{"execute": "qmp_capabilities"}'
expect '{"return": {}}'
say '{"execute": "stop"}'
expect '{"timestamp": {"seconds": *, "microseconds": *}, "event": "STOP"}'
expect '{"return": {}}'
say '{"execute": "query-status", "id": "by hand"}'
expect '{"return": {"status": "paused", "singlestep": false, "running": false}, "id": "by hand"}'
say 'hello?'
expect '{"error": {"class": "GenericError", "desc": "JSON parse error, invalid keyword '\''hello'\''"}}'
expect '{"error": {"class": "GenericError", "desc": "JSON parse error, stray '\''[?]'\''"}}'
say '{"execute": "query-name"}'
expect '{"return": {}}'
