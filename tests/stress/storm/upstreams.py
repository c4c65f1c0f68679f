# SPDX-License-Identifier: Apache-2.0
"""The servers behind the bridges: scripted ones that die, flap and stall, and a real QEMU."""
import itertools
import math
import os
import signal
import socket
import threading

import qemu
from storm import place
from storm.part import DEADLINE, Part
from storm.upstream_script import HONEST, TEMPERS, Session


class Upstreams(Part):
    """`calm`: an event; sessions that begin after it are those of a sound server."""

    def __init__(self, *arguments, calm):
        super().__init__(*arguments)
        self.calm = calm
        self.serials = itertools.count(1)

    def begin(self):
        kinds = [(self.listen, path) for path in place.LISTENING]
        kinds += [(self.connect, path) for path in place.CONNECTING]
        if not qemu.is_missing():
            kinds.append((self.keep_qemu, "up/real"))
        self.threads = [threading.Thread(target=self.guard, args=each) for each in kinds]
        self.failure = None
        for each in self.threads:
            each.start()

    def turn(self):
        self.open_slow_disk()
        self.wait(self.dice.choice([0.02, 0.2, 0.8]))
        if self.failure:
            raise self.failure

    def end(self):
        for each in self.threads:
            each.join(DEADLINE)

    def open_slow_disk(self):
        """A worker that waits in open() of the FIFO goes on."""
        try:
            os.close(os.open("disks/slow", os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            pass  # no worker waits

    def guard(self, function, path):
        while not self.until.is_set():
            try:
                function(path)
            except Exception as error:  # pylint: disable=broad-except
                self.failure = error
                return

    def serve(self, connected, path):
        tempers = HONEST if path in place.HONEST else TEMPERS
        temper, seconds = self.dice.choice(tempers), self.dice.choice([0.5, 2, 5, 15])
        if self.calm.is_set():
            temper, seconds = "serve", math.inf
        serial = next(self.serials)
        Session(connected, serial, temper, seconds, self.dice, self.figures).run(self.until)
        self.figures["upstream deaths"] += 1

    def listen(self, path):
        """A server that listens for some sessions, and then is away for a while."""
        if os.path.exists(path):
            os.unlink(path)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(8)
            listener.settimeout(0.2)
            for _ in range(self.dice.choice([1, 3, 10])):
                self.accept_one(listener, path)
        if not self.calm.is_set():
            self.until.wait(self.dice.choice([0, 0, 0.3, 2]))

    def accept_one(self, listener, path):
        try:
            connected = listener.accept()[0]
        except TimeoutError:
            return
        self.serve(connected, path)

    def connect(self, path):
        """A server that connects to the host."""
        connected = socket.socket(socket.AF_UNIX)
        connected.settimeout(1)  # the host takes one connection at a time
        try:
            connected.connect(path)
        except OSError:
            connected.close()
            self.until.wait(0.2)
            return
        self.serve(connected, path)

    def keep_qemu(self, path):
        """A real QEMU that is killed, or stopped and continued, or that a client asks to quit."""
        arguments = [*qemu.monitor(path), *qemu.monitor(f"{path}-2")]
        with qemu.Qemu(".", arguments) as real:
            self.figures["real QEMUs"] += 1
            while real.process.poll() is None and not self.until.is_set():
                self.until.wait(self.dice.choice([0.5, 2, 5]))
                if self.calm.is_set():
                    continue
                fate = self.dice.randrange(4)
                if fate == 0:
                    return
                if fate == 1:
                    real.process.send_signal(signal.SIGSTOP)
                    self.until.wait(self.dice.choice([0.1, 1, 3]))
                    real.process.send_signal(signal.SIGCONT)
