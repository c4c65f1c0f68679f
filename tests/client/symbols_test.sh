#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# libqmp exports what client/libqmp.sym lists and nothing else, and needs no library but the
# language's own. Arguments: libqmp.so, libqmp.sym.
set -eu

library=$1
listed=$(sed -n 's/^    \([a-z][a-z0-9_]*\);$/\1/p' "$2" | sort)
exported=$(nm -D --defined-only "$library" | sed -n 's/.* [TDRB] \([^@]*\).*/\1/p' | sort)
if [ "$listed" != "$exported" ]; then
    echo "Listed, but not exported (and the other way round, indented):"
    folder=$(mktemp -d)
    echo "$listed" >"$folder/listed"
    echo "$exported" | comm -3 "$folder/listed" -
    rm -r "$folder"
    exit 1
fi

needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for name in $needed; do
    case $name in
        libc.so.* | libm.so.* | libstdc++.so.* | libgcc_s.so.* | lib?san.so.*) ;;
        *) echo "$library needs $name" && exit 1 ;;
    esac
done
