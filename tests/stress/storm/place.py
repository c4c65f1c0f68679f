# SPDX-License-Identifier: Apache-2.0
"""The folder of a host in a storm: its configuration, and the names of its sockets and files.

All paths are relative to the folder, which is the current directory of each part of the storm: the
path of a socket has little room.
"""
import pathlib
import shutil

CONFIG = """ledger { path ledger.db }
audit audit.jsonl
log-file host.log
total-backlog 64M
machine-dir machines
admin { listen unix:admin.sock }
metrics { listen unix:metrics.sock }
machine quiet { listen unix:quiet.sock  plugin legacy }
machine counted { listen unix:counted.sock  listen unix:counted-management.sock { management true }
  plugin-dir counted  plugin legacy  client-backlog 1M }
machine loud { listen unix:loud.sock  plugin-dir loud  client-backlog 1M }
machine own { listen unix:own.sock  listen unix:own-observer.sock { role observer }
  listen unix:own-management.sock { management true }
  plugin-dir own  plugin legacy
  plugin block { root disks  root /dev  drive { id full  file /dev/full  size 1048576 } }
  client-backlog 1M  answer-limit 2 }
machine bridged { listen unix:bridged.sock  listen unix:bridged-observer.sock { role observer }
  listen unix:bridged-management.sock { management true }
  plugin-dir beside  client-backlog 1M
  plugin qemu { monitor unix:up/bridged-1  monitor unix:up/bridged-2 } }
machine held { listen unix:held.sock  listen unix:held-management.sock { management true }
  hold-clients true  client-backlog 1M  plugin qemu { monitor unix:up/held } }
machine swapped { listen unix:swapped.sock  listen unix:swapped-management.sock { management true }
  plugin-dir swapped  hold-clients true  client-backlog 1M
  plugin qemu { monitor unix:up/swapped } }
machine awaited { listen unix:awaited.sock  plugin qemu { monitor accept:unix:up/awaited } }
"""
REAL = """machine real { listen unix:real.sock  listen unix:real-management.sock { management true }
  plugin qemu { monitor unix:up/real  monitor unix:up/real-2 }  plugin block }
"""

# Plugins of the build that each followed directory has at the start.
PLUGINS = {
    "counted": ["counter"],
    "loud": ["pulse", "doorbell"],
    "own": ["block", "doorbell", "echo", "counter"],
    "beside": ["block"],
    "swapped": ["qemu", "block"],
    "files": ["counter", "doorbell"],
}
# Plugins of tests/rogue that are refused, or that leave the host's process alone.
ROGUES = ["aborts", "exits", "fails_halfway", "missing_symbol", "no_entry", "null_create",
          "null_schema", "other_major", "newer_minor", "throws", "takes_a_name", "undescribed",
          "never_answers", "slow_create", "late"]
DIRECTORIES = ["machines", "up", "disks", "tmp", *PLUGINS]
# The scripted servers, by their sockets: they listen at the first, and connect to the second.
LISTENING = ["up/bridged-1", "up/bridged-2", "up/held", "up/swapped", "up/file-1", "up/file-2"]
CONNECTING = ["up/awaited"]
HONEST = ["up/held", "up/swapped"]  # die, but send nothing wrong: clients check their answers

# Sockets of clients, each with a weight: how often one is chosen.
FILE_MACHINES = [f"file-{number}" for number in range(6)]
SOCKETS = {
    "counted.sock": 4, "loud.sock": 2, "held.sock": 4, "swapped.sock": 4,
    "awaited.sock": 2,
    "own.sock": 8, "own-observer.sock": 2, "own-management.sock": 2,
    "bridged.sock": 5, "bridged-observer.sock": 1, "bridged-management.sock": 2,
    "metrics.sock": 1, "admin.sock": 1,
    **{f"machines/{each}.sock": 2 for each in FILE_MACHINES},
}
# `quit` is sent only to machines that come back: those of a file, and those of an upstream.
QUITTABLE = ("bridged", "held", "swapped", "awaited", "real", "machines/")


class Build:
    """The programs and plugins of a build directory."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory).resolve()
        self.signalboxd = self.directory / "bin" / "signalboxd"
        self.signalbox = self.directory / "bin" / "signalbox"
        self.plugins = {path.stem: path for folder in ("plugins", "stress-plugins", "cli-plugins",
                                                       "neighbours", "bench")
                        for path in (self.directory / folder).glob("*.so")}
        self.rogues = {path.stem: path for path in (self.directory / "rogue").glob("*.so")}

    def missing(self):
        """The names of programs and plugins that are not built."""
        needed = {name for names in PLUGINS.values() for name in names} | {"legacy"}
        lacking = [name for name in sorted(needed) if name not in self.plugins]
        lacking += [name for name in ROGUES if name not in self.rogues]
        return lacking + [path.name for path in (self.signalboxd, self.signalbox)
                          if not path.exists()]


def furnish(directory, build):
    """Makes the directories, and puts the plugins into those that the host follows."""
    for name in DIRECTORIES:
        pathlib.Path(directory, name).mkdir(mode=0o755)
    for name, plugins in PLUGINS.items():
        for plugin in plugins:
            put(build.plugins[plugin], pathlib.Path(directory, name, plugin + ".so"))


def put(source, target, mode=0o755):
    """Copies a file and moves the copy into its directory, as docs/plugin-abi.md asks for."""
    part = target.parent.parent / f"on-its-way-{target.parent.name}"
    shutil.copyfile(source, part)
    part.chmod(mode)
    part.rename(target)
