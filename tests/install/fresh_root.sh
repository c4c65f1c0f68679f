#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the README promises to the author of a plugin, in a Debian 12 that has never seen this tree:
# the packages are installed there, and the commands of "A plugin of your own" are run, and timed.
# By hand, as root, where debootstrap and the network are:
#
#   cmake --build --preset release && (cd build/release && cpack)
#   tests/install/fresh_root.sh build/release/packages [BASE]
#
# BASE is a root that debootstrap --variant=minbase has made, to be copied; without it one is made.
set -euo pipefail

packages=$(realpath "${1:?usage: fresh_root.sh PACKAGES [BASE]}")
readme=$(realpath "$(dirname "$0")/../../README.md")
home=$(mktemp -d "${TMPDIR:-/tmp}/signalbox-fresh-XXXXXX")
root=$home/root
trap 'rm -rf --one-file-system "$home"' EXIT

# In a process namespace of its own, so that what is left running ends with it.
inside() {
  unshare --mount --pid --fork --kill-child bash -ec \
    'mount -t proc proc "$0/proc"; exec chroot "$0" "$@"' "$root" "$@"
}

if [ -n "${2-}" ]; then
  cp -a "$2" "$root"
else
  debootstrap --variant=minbase bookworm "$root" >"$home/debootstrap.log"
fi
cp /etc/resolv.conf "$root/etc/"

mkdir "$root/packages"
cp "$packages"/*.deb "$root/packages/"
started=$SECONDS
inside sh -c 'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q /packages/*.deb' \
  >"$home/apt.log" 2>&1 || { tail -n 20 "$home/apt.log"; exit 1; }
echo "installed in $((SECONDS - started)) s, with what the packages need"

# The indented lines that begin with "$" below the heading, up to the next one. A person sees when
# the host is up and the plugin loaded; here a command that fails is typed again for a while.
sed -n '/^## A plugin of your own/,/^## [^A]/s/^    \$ //p' "$readme" >"$home/commands"
[ -s "$home/commands" ] || { echo "the README lists no commands"; exit 1; }
{
  echo 'set -eu; cd "$(mktemp -d)"'
  echo 'again() { for _ in $(seq 100); do eval "$1" && return; sleep 0.1; done; return 1; }'
  while IFS= read -r command; do
    printf 'echo %q\n' "\$ $command"
    case $command in
      *' &') echo "$command" ;;
      *) printf 'again %q\n' "$command" ;;
    esac
  done <"$home/commands"
} >"$root/commands.sh"
started=$SECONDS
inside bash /commands.sh 2>&1 | tee "$home/said"
took=$((SECONDS - started))
echo "written, built, tested, dropped in and used in $took s"

grep -q 'FAN_CONTROL_EVENT .*text="hello"' "$home/said"
[ "$took" -lt 120 ]
