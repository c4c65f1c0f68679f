# SPDX-License-Identifier: Apache-2.0
# A part of scripts/demo: a real QEMU, whose guest (examples/guest/writer.asm) writes to a disk until
# that is full.

device=disk0

seen_by_old='BLOCK_IO_ERROR
  disk0 write stop
STOP
RESUME'
seen_by_new='BLOCK_DEVICE_EVENT
  stop write nospc'

for program in qemu-system-x86_64 nasm; do
  command -v $program >/dev/null ||
    die "--qemu needs $program, which is not installed; scripts/setup --all installs it"
done

# A file system of 16 KiB, half full, in a mount namespace of QEMU's own. Where such a one may not be
# made, QEMU is told to fail the third write itself.
own_mounts=(unshare --mount)
[ "$(id -u)" = 0 ] || own_mounts+=(--map-root-user)
lay_out_disk='mount -t tmpfs -o size=16k none "$1" &&
  head -c 8K /dev/zero >"$1/in-the-way" && truncate -s 1M "$1/disk.img" && shift && exec "$@"'

# QEMU has more than fifty events, which nearly all did not happen: their rows end in 0, 0 and never.
worth_showing() { grep -vE ' 0 +0  -$'; }

start_machine() {
  local disks=$home/disks image=$home/disks/disk.img
  mkdir "$disks"
  nasm -f bin -o "$home/writer.img" examples/guest/writer.asm && truncate -s 1M "$home/writer.img"
  mkfifo "$home/guest.in" "$home/guest.out"
  exec {to_guest}<>"$home/guest.in" {from_guest}<>"$home/guest.out"
  local qemu=(qemu-system-x86_64 -M pc,accel=tcg -m 16 -nodefaults -display none
    -chardev "pipe,id=guest,path=$home/guest" -serial chardev:guest
    -qmp "unix:$home/monitor.sock,server=on,wait=off"
    -drive "if=none,id=boot,format=raw,readonly=on,file=$home/writer.img"
    -device virtio-blk-pci,drive=boot,bootindex=0 -device virtio-blk-pci,drive=disk0)
  if "${own_mounts[@]}" mount -t tmpfs none "$disks" 2>/dev/null; then
    "${own_mounts[@]}" sh -c "$lay_out_disk" - "$disks" "${qemu[@]}" \
      -drive "if=none,id=disk0,format=raw,file=$image" >"$home/qemu.log" 2>&1 &
  else
    echo "(No file system may be mounted here: QEMU itself fails the third write.)"
    truncate -s 1M "$image"
    printf '[inject-error]\nevent = "write_aio"\nerrno = "28"\nsector = "128"\nonce = "on"\n' \
      >"$home/faults"
    "${qemu[@]}" -drive "if=none,id=disk0,format=raw,file=blkdebug:$home/faults:$image" \
      >"$home/qemu.log" 2>&1 &
  fi
  machine_process=$!
  new_socket=$home/new.sock
  cat >"$home/signalbox.info" <<CONFIG
ledger { path signalbox.db }
machine demo {
  listen unix:qmp.sock                     ; all that is to be seen here is QEMU's
  listen unix:new.sock { advertise true }  ; and here also what is new
  plugin qemu { monitor unix:$home/monitor.sock }
  plugin block
}
CONFIG
  start_host --config "$home/signalbox.info"
  await_guest '!' "the guest does not come up: $(cat "$home/qemu.log")"
}

await_guest() {
  local answer
  IFS= read -r -t 10 -N 1 -u "$from_guest" answer && [ "$answer" = "$1" ] || die "$2"
}

# The guest writes a sector; $1 is what it says of that, nothing where QEMU holds the request.
guest_writes() {
  printf w >&"$to_guest"
  [ -z "$1" ] || await_guest "$1" "the guest's write did not go as it must"
}

await_status() {
  for _ in $(seq 500); do
    say query-status >"$home/said" && grep -q "\"status\": \"$1\"" "$home/said" && return
    sleep 0.02
  done
  die "the machine's status is not $1: $(cat "$home/said")"
}

play() {
  guest_writes k
  step "the guest writes"
  guest_writes k
  step "the guest writes"
  guest_writes ''
  await_status io-error
  step "it fills the disk"
  rm -f "/proc/$machine_process/root$home/disks/in-the-way"
  step "room is made, cont" cont
  await_guest k "the guest's write was not done again"
  step "its write is done"
}
