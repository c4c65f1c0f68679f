# SPDX-License-Identifier: Apache-2.0
"""A command to a QEMU through Signalbox, beside the same QEMU asked directly."""
import contextlib

from load import Caller
from noise import Figure, Watch
from peers import QMP, Qemu, Signalbox, present
from programs import Directory, wait_for
from table import show, times

QUERY = '{"execute":"query-status"}'
PIPELINED = '{"execute":"query-name"}'


def through(directory, qemu):
    """A signalboxd on the last monitor of `qemu`."""
    host = Signalbox(directory, plugin=None, name="through signalboxd",
                     config=f"plugin qemu {{ monitor unix:{qemu.paths[-1]} }}")
    wait_for(lambda: lets_in(host), "the bridge")
    return host


def lets_in(host):
    try:
        host.control_client().close()
    except (OSError, ValueError):
        return False
    return True


def alone(callers, count, repeats):
    seen = {name: ([], []) for name in callers}
    for round_number in range(repeats + 1):  # the first one warms up
        for name, (caller, peers) in callers.items():
            with Watch(caller, *[program for each in peers for program in each.programs()]):
                got = caller.call(count)
            if round_number > 0:
                seen[name][0].append(got["p50_us"])
                seen[name][1].append(got["p99_us"])
    return {name: [Figure(each) for each in lists] for name, lists in seen.items()}


def beside_a_pipeline(address_and_peers, count, repeats):
    """The same while another client has many commands under way."""
    seen = {name: ([], []) for name in address_and_peers}
    for _ in range(repeats):
        for name, (caller, other, _) in address_and_peers.items():
            other.order(f"call {count * 8} 32 0")
            got = caller.call(count)
            other.answer()
            seen[name][0].append(got["p50_us"])
            seen[name][1].append(got["p99_us"])
    return {name: [Figure(each) for each in lists] for name, lists in seen.items()}


def show_times(title, figures):
    base = figures["direct"]
    show(title, ["", "p50 us", "beside direct", "p99 us", "beside direct"],
         [[name, own[0], times(own[0], base[0]), own[1], times(own[1], base[1])]
          for name, own in figures.items()])


def run(quick):
    if not present([Qemu]):
        return
    repeats, count = (3, 300) if quick else (7, 1000)
    with Directory() as directory, contextlib.ExitStack() as stack:
        qemu = Qemu(directory, 3)
        stack.callback(qemu.close)
        host = through(directory, qemu)
        stack.callback(host.close)
        direct = stack.enter_context(Caller(qemu, QUERY, 1, hello=(QMP, 2)))
        bridged = stack.enter_context(Caller(host, QUERY, 1))
        show_times("query-status of a QEMU, one client", alone(
            {"direct": (direct, [qemu]), host.name: (bridged, [qemu, host])}, count, repeats))

        qemu.address = f"unix:{qemu.paths[1]}"
        direct_other = stack.enter_context(Caller(qemu, PIPELINED, 1, hello=(QMP, 2)))
        bridged_other = stack.enter_context(Caller(host, PIPELINED, 1))
        show_times("The same while another client has 32 commands under way", beside_a_pipeline(
            {"direct": (direct, direct_other, [qemu]),
             host.name: (bridged, bridged_other, [qemu, host])}, count // 4, repeats))
