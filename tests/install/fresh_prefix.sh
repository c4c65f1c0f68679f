#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs a build into an empty directory:  fresh_prefix.sh CMAKE BUILD PREFIX
set -euo pipefail

rm -rf "$3"
"$1" --install "$2" --prefix "$3" >"$3.log" || { cat "$3.log"; exit 1; }
