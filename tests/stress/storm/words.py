# SPDX-License-Identifier: Apache-2.0
"""Messages of rude clients: commands that fit, commands that do not, and noise. All are bytes."""
import json

EVENTS = ["stop", "resume", "reset", "shutdown", "powerdown", "rtc-change", "watchdog", "block-io",
          "block-devices", "count", "tick", "pulse", "doorbell", "echo", "emission",
          "compat-notice", "storm", "upstream-read", "blockdev-deleted", "block-io-error"]
LEGACY = ["STOP", "RESUME", "RESET", "RTC_CHANGE", "BLOCK_IO_ERROR", "WATCHDOG", "NO_SUCH"]
NAMES = ["full", "slow", "disk", "node0", "", "é", "x" * 300]
TAGS = ["signal-1", "signal-2", "signal-3", "signal-99", "x", ""]
ASKING = ["query-status", "query-name", "query-version", "query-commands", "query-signals",
          "query-connections", "query-plugins", "query-qmp-schema", "query-block",
          "query-compat-self", "query-clients", "query-named-block-nodes"]
ACTING = ["stop", "cont", "system_reset", "system_powerdown", "watchdog-kick", "watchdog-disarm",
          "doorbell-press", "echo-heard", "pulse-stop", "migrate-pause",
          "late-emit", "late-close-and-emit", "fly", "rogue-keep", "rogue-give", "rogue-delay",
          "storm-keep", "eject", "no-such-command"]
CAPABILITIES = [{}, {"enable": ["oob"]}, {"enable": ["signals"]}, {"enable": ["oob", "signals"]},
                {"enable": ["none"]}, {"enable": 3}, []]
NOISE = [b"\xff\xfe", b'{"a', b"[[[[", b"}", b'"\\ud800"', b"\0", b"nul", b"-", b'{"execute":1}',
         b'{"execute":"stop","exec-oob":"stop"}', b"\r\n\r\n", b"'", b"{}[]"]
HTTP = [b"GET /metrics HTTP/1.1\r\nHost: host\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n",
        b"POST /q HTTP/1.1\r\nContent-Length: 18\r\n\r\n" + b'{"execute":"stop"}',
        b"GET /metrics HTTP/1.1\r\nHost: ", b"HEAD /metrics HTTP/1.1\r\nHost: host\r\n\r\n"]


def text(message):
    return json.dumps(message).encode()


def command(dice, name, arguments=None):
    """A command with or without an id, in band or out of band."""
    message = {"exec-oob" if dice.random() < 0.05 else "execute": name}
    if arguments is not None:
        message["arguments"] = arguments
    if dice.random() < 0.5:
        message["id"] = dice.choice([dice.randrange(1000), None, "", [1, {"a": []}], "x" * 2000])
    return text(message)


def condition(dice):
    """The value of `where`."""
    value = dice.choice([1, 0, True, None, "full", [1, 2], [dice.randrange(4) for _ in range(3)],
                         list(range(dice.choice([1, 200]))), [[]], {"a": 1}, 1.5])
    return {dice.choice(["lane", "number", "device", "offset", "channel", "reason", "a.b.c", ""]):
            value for _ in range(dice.choice([1, 1, 2]))}


def connect(dice, blocking=0.2):
    """A connect by the accessor's command or by signal-connect. `blocking`: the probability of an
    accessor that waits on the worker."""
    if dice.random() < blocking:
        name, arguments = "block-device", {"device": dice.choice(NAMES)}
    else:
        name, arguments = dice.choice(EVENTS), {}
    if dice.random() < 0.1:
        arguments["junk"] = dice.random()
    if dice.random() < 0.5:
        return command(dice, f"{name}-event-connect", arguments)
    asked = {"signal": f"{name}-event"}
    if arguments or dice.random() < 0.2:
        asked["arguments"] = arguments
    if dice.random() < 0.7:
        asked["where"] = condition(dice)
    return command(dice, "signal-connect", asked)


def disconnect(dice):
    if dice.random() < 0.5:
        return command(dice, "signal-disconnect", {"tag": dice.choice(TAGS)})
    return command(dice, f"{dice.choice(EVENTS)}-event-disconnect", {"tag": dice.choice(TAGS)})


def disk(dice):
    """A command of plugin block. The disk `slow` is a FIFO: open() waits until it has a writer."""
    name = dice.choice(NAMES[:3])
    kind = dice.randrange(6)
    if kind == 0:
        file = {"full": "/dev/full", "slow": "disks/slow"}.get(name, "disks/disk.img")
        return command(dice, "block-add", {"id": name, "file": file, "readonly": name == "slow",
                                           "size": 65536})
    if kind == 1:
        return command(dice, "block-del", {"device": name})
    if kind == 2:
        return command(dice, "block-read", {"device": name, "offset": 0, "length": 512})
    if kind == 3:
        return command(dice, "block-fault-add", {"device": name, "operation": "write",
                                                 "errno": dice.choice(["EIO", "ENOSPC"])})
    return command(dice, "block-write", {"device": name, "offset": 0, "length": 512, "fill": 7})


def act(dice):
    kind = dice.randrange(12)
    if kind < 4:
        return command(dice, dice.choice(ASKING))
    if kind < 6:
        return disk(dice)
    if kind == 6:
        return command(dice, "pulse-emit", {"count": 200, "rate": dice.choice([0, 1000]),
                                            "size": 50, "channel": dice.choice(["a", "b"])})
    if kind == 7:
        return command(dice, dice.choice(["rtc-set", "watchdog-arm", "storm-echo"]),
                       {"offset": 1, "seconds": 0.05, "value": "x"})
    if kind == 8:
        return command(dice, "getfd", {"fdname": dice.choice(["a", "b"])})
    return command(dice, dice.choice(ACTING))


def anything(dice):
    kind = dice.randrange(10)
    if kind < 4:
        return connect(dice)
    return disconnect(dice) if kind == 4 else act(dice)


def negotiation(dice):
    """Commands of the negotiation in a random order; some are missing or come twice."""
    orders = [command(dice, "qmp_capabilities", dice.choice(CAPABILITIES))
              for _ in range(dice.choice([0, 1, 1, 1, 2]))]
    if dice.random() < 0.4:
        orders.append(command(dice, "disconnect-default-signals",
                              dice.choice([{}, {"events": LEGACY[:2]}, {"events": LEGACY}])))
    if dice.random() < 0.3:
        orders.append(introduction(dice))
    if dice.random() < 0.2:
        orders.append(anything(dice))
    dice.shuffle(orders)
    orders.append(text({"execute": "qmp_capabilities",
                        "arguments": dice.choice(CAPABILITIES[:4])}))
    return b"".join(orders)


def introduction(dice):
    """A client-info with good or bad members."""
    return command(dice, "client-info", {
        "name": dice.choice(["rude", f"storm-{dice.randrange(20)}", "", "\x1b[2J", "x" * 5000]),
        "version": dice.choice(["1", "=1+1", "\n"]), "contact": dice.choice(["a@b", "<script>"]),
        "interest": dice.choice([["STOP"], LEGACY, [], LEGACY * 100])})


def huge(dice):
    """A message that is long, deep or unfinished."""
    size = dice.choice([10_000, 200_000, 2_000_000])
    return dice.choice([
        b'{"execute":"query-status","id":"' + b"x" * size,
        b'{"execute":"query-status","id":"' + b"x" * size + b'"}',
        b'{"execute":"query-status","id":"' + b"\\u00e9" * (size // 6) + b'"}',
        b"[" * min(size, 50_000),
        b'{"a":' * 1025 + b"1" + b"}" * 1025,
        b"[" + b"1," * (size // 2),
        b" " * size,
    ])


def mutated(dice):
    """Commands with some bytes changed, removed or repeated."""
    data = bytearray(b"".join(anything(dice) for _ in range(dice.randint(1, 4))))
    for _ in range(dice.choice([1, 2, 8])):
        place = dice.randrange(len(data))
        kind = dice.randrange(3)
        if kind == 0:
            data[place] = dice.randrange(256)
        elif kind == 1:
            del data[place:place + dice.randint(1, 8)]
        else:
            data[place:place] = data[:dice.randint(1, 40)]
        if not data:
            return b"{"
    return bytes(data)
