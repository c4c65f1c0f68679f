# SPDX-License-Identifier: Apache-2.0
# A part of scripts/demo: a machine of Signalbox's own, one of whose disks lies on /dev/full.

device=full

seen_by_old='BLOCK_IO_ERROR
  full write stop
STOP
RESUME
BLOCK_IO_ERROR
  disk read report
STOP
RESUME
RESET'
seen_by_new='BLOCK_DEVICE_EVENT
  stop write nospc'

worth_showing() { cat; }

start_machine() {
  local full=drive.0.id=full,drive.0.file=/dev/full,drive.0.size=1048576
  local disk=drive.1.id=disk,drive.1.file=$home/disk.img,drive.1.size=1048576
  start_host --listen "unix:$socket" --admin "unix:$home/admin.sock" --ledger "$ledger" \
    --plugin "block:$full,$disk" --plugin legacy
}

play() {
  step "write, medium is full" block-write device=full offset=0 length=512
  step "cont" cont
  step "read fails on 'disk'" block-fault-add device=disk operation=read errno=EIO times=1 \
    -- block-read device=disk offset=0 length=512
  step "stop" stop
  step "cont" cont
  step "system_reset" system_reset
}
