# SPDX-License-Identifier: Apache-2.0
"""The machine-dir: files are written, changed, broken, renamed and removed, and it is replaced."""
import os
import pathlib

from storm import directories, place
from storm.part import Part

OWN = """machine {name} {{ listen unix:{socket}.sock  plugin legacy
  plugin-dir ../files  plugin block {{ drive {{ id full  file /dev/full  size 4096 }} }}
  answer-limit {limit}  client-backlog 256K }}
"""
BRIDGED = """machine {name} {{ listen unix:{socket}.sock {{ management {flag} }}
  plugin qemu {{ monitor unix:../up/file-{number} }}  hold-clients {flag}  client-backlog 256K }}
"""
BROKEN = ["machine {name} {{ lisen unix:x.sock }}\n", "machine {name} {{\n", "", "\0\xff",
          "machine quiet {{ listen unix:{socket}.sock  plugin legacy }}\n",
          "machine {name} {{ listen unix:{socket}.sock  plugin nosuch }}\n",
          "machine {name} {{ listen unix:../quiet.sock  plugin legacy }}\n",
          "machine {name} {{ listen unix:{socket}.sock  plugin block {{ drive {{ id 7 }} }} }}\n"]


class MachineFiles(Part):
    def begin(self):
        for name in place.FILE_MACHINES[:3]:
            self.write(name)

    def turn(self):
        if self.dice.random() < 0.03:
            directories.replace("machines", self.dice, self.wait)
            self.figures["directories"] += 1
        name = self.dice.choice(place.FILE_MACHINES)
        file = pathlib.Path("machines", name + ".info")
        kind = self.dice.randrange(10)
        if kind < 5:
            self.write(name)
        elif kind < 8:
            file.unlink(missing_ok=True)
            if self.dice.random() < 0.3:
                self.put_fifo(file)
        elif kind == 8:
            self.write(self.dice.choice(place.FILE_MACHINES), said_by=name)
        elif file.exists():
            file.rename(file.with_name(self.dice.choice(place.FILE_MACHINES) + ".info"))
        self.figures["machine files"] += 1
        self.wait(self.dice.choice([0, 0.05, 0.3, 1, 2.5]))

    def put_fifo(self, file):
        os.mkfifo("fifo-on-its-way")
        os.rename("fifo-on-its-way", file)

    def write(self, name, said_by=None):
        """A file by rename or in place. `said_by`: the machine in it, if not the file's name."""
        kind = self.dice.randrange(10)
        template = OWN if kind < 5 else BRIDGED if kind < 8 else self.dice.choice(BROKEN)
        text = template.format(name=said_by or name, socket=name,
                               limit=self.dice.choice([1, 2]), number=self.dice.choice([1, 2]),
                               flag=self.dice.choice(["true", "false"]))
        file = pathlib.Path("machines", name + ".info")
        if file.is_fifo():
            file.unlink()
        if self.dice.random() < 0.5:
            file.write_text(text, encoding="latin-1")
            return
        part = pathlib.Path("machine-on-its-way")
        part.write_text(text, encoding="latin-1")
        part.rename(file)
