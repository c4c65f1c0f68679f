# SPDX-License-Identifier: Apache-2.0
"""The plugin directories: files are put, replaced, broken, renamed and removed, and so are whole
directories."""
import os
import pathlib

from storm import directories, place
from storm.part import Part

PAUSES = [0, 0.02, 0.1, 0.5, 1.5]


class PluginFiles(Part):
    def __init__(self, *arguments, build):
        super().__init__(*arguments)
        self.build = build

    def turn(self):
        folder = self.dice.choice(list(place.PLUGINS))
        plugin = self.dice.choice(place.PLUGINS[folder])
        file = pathlib.Path(folder, plugin + ".so")
        weights = {self.put: 6, self.remove: 2, self.break_it: 2, self.write_slowly: 1,
                   self.put_rogue: 2, self.rename: 1, self.replace_directory: 1}
        self.dice.choices(list(weights), weights.values())[0](file)
        self.figures["plugin files"] += 1
        self.wait(self.dice.choice(PAUSES))

    def end(self):
        """The machines are served at the end: plugin qemu of one is among the files."""
        for folder, plugins in place.PLUGINS.items():
            for plugin in plugins:
                self.put(pathlib.Path(folder, plugin + ".so"))

    def put(self, file):
        """The plugin of the file's name, in place of an older copy if there is one."""
        place.put(self.build.plugins[file.stem], file)

    def remove(self, file):
        file.unlink(missing_ok=True)

    def break_it(self, file):
        """A file that is no plugin, or that others may write to, or a FIFO, in its place."""
        whole = self.build.plugins[file.stem].read_bytes()
        part = pathlib.Path(f"broken-{file.stem}")
        content = self.dice.choice([b"text", b"", whole[:1000], whole[:len(whole) // 2],
                                    whole[:16] + b"\xff" * 8 + whole[24:], None])
        if content is None:
            os.mkfifo(part)
        else:
            part.write_bytes(content)
        part.chmod(self.dice.choice([0o755, 0o775]))
        part.rename(file)

    def write_slowly(self, file):
        """The plugin is written in pieces; the host has to wait until the file is closed."""
        whole = self.build.plugins[file.stem].read_bytes()
        file.unlink(missing_ok=True)
        with open(file, "wb") as target:
            for start in range(0, len(whole), 1 << 20):
                target.write(whole[start:start + (1 << 20)])
                target.flush()
                self.wait(0.01)
        file.chmod(0o755)

    def put_rogue(self, file):
        """A plugin of tests/rogue beside the file, or its removal."""
        rogue = file.with_name("rogue.so")
        if self.dice.random() < 0.3:
            return rogue.unlink(missing_ok=True)
        place.put(self.build.rogues[self.dice.choice(place.ROGUES)], rogue)

    def replace_directory(self, file):
        directories.replace(file.parent, self.dice, self.wait)
        self.figures["directories"] += 1

    def rename(self, file):
        """The file gets another name and, later, its own again."""
        other = file.with_name(f"other-{file.name}")
        if file.exists():
            file.rename(other)
            self.wait(self.dice.choice(PAUSES))
            other.rename(file)
