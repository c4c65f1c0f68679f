#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds go_qemu.go against Debian's go-qemu, and runs it. Argument 1: where the compiler may cache.
set -euo pipefail

libraries=/usr/share/gocode
if ! command -v go >/dev/null || ! [ -d "$libraries/src/github.com/digitalocean/go-qemu" ]; then
  echo "skipped: go or go-qemu is not installed (scripts/setup --all does it)"
  exit 77
fi
export GO111MODULE=off GOPATH=$libraries GOFLAGS=-mod= GOCACHE=$1
exec go run "$(dirname "$0")/go_qemu.go" "$QMP_SOCKET"
