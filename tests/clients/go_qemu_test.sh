#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds go_qemu.go against Debian's go-qemu, and runs it. Argument 1: where the compiler may cache.
set -euo pipefail
. "$(dirname "$0")/../outcome.bash"

libraries=/usr/share/gocode
needs go
[ -d "$libraries/src/github.com/digitalocean/go-qemu" ] || skip "go-qemu is not installed (scripts/setup --all)"
export GO111MODULE=off GOPATH=$libraries GOFLAGS=-mod= GOCACHE=$1
go run "$(dirname "$0")/go_qemu.go" "$QMP_SOCKET"
