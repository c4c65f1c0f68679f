#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command beside a signalboxd that serves the legacy plugin. Its exit status is the command's.
#
#   with_host.sh SIGNALBOXD COMMAND [ARGUMENT]...      the command finds the socket in $QMP_SOCKET
set -euo pipefail

directory=$(mktemp -d "${TMPDIR:-/tmp}/signalbox-XXXXXX")
export QMP_SOCKET=$directory/qmp.sock
"$1" --listen "unix:$QMP_SOCKET" --plugin legacy --log-level debug >"$directory/log" 2>&1 &
host=$!

clean_up() {
  kill "$host" 2>/dev/null && wait "$host" || true
  rm -rf "$directory"
}
trap clean_up EXIT

until [ -S "$QMP_SOCKET" ]; do
  kill -0 "$host" 2>/dev/null || { cat "$directory/log" >&2; exit 1; }
done
status=0
"${@:2}" || status=$?
[ "$status" = 0 ] || [ "$status" = 77 ] || cat "$directory/log" >&2
exit "$status"
