# SPDX-License-Identifier: Apache-2.0
"""The course of a storm: its parts begin, end and are asked, and the host is ended."""
import subprocess
import time

from storm import verdict
from storm.administrator import Administrator, Operator
from storm.followers import Followers
from storm.machine_files import MachineFiles
from storm.part import DEADLINE, FORK
from storm.plugin_files import PluginFiles
from storm.rude_clients import RudeClients
from storm.upstreams import Upstreams
from storm.witness import Witness

FAULT_SHOWN = 200  # characters
SERVED_AT_THE_END = ["quiet", "counted", "loud", "own", "bridged", "held", "swapped",
                     "awaited"]


class Storm:
    """All parts around one host. `given`: the options `seed`, `rude` and `without`.

    `failures`: what was wrong, as texts; `figures`: the sums over the parts."""

    def __init__(self, given, build, host):
        self.host = host
        self.results = FORK.SimpleQueue()
        self.over = FORK.Event()  # for all but those that go on until the host ends
        self.gone = FORK.Event()
        self.failures, self.figures, self.ended = [], {}, set()
        seed, folder, without = given.seed, host.directory, given.without.split(",")
        self.parts = [
            Witness("witness", folder, seed, self.over, self.results),
            Followers("followers", folder, seed, self.over, self.results),
            Administrator("administrator", folder, seed, self.over, self.results),
            Operator("operator", folder, seed, self.over, self.results, pid=host.process.pid),
            PluginFiles("plugin files", folder, seed, self.over, self.results, build=build),
            MachineFiles("machine files", folder, seed, self.over, self.results),
            Upstreams("upstreams", folder, seed, self.gone, self.results, calm=self.over),
            *(RudeClients(f"rude {number}", folder, seed, self.gone if number == 0 else self.over,
                          self.results, without=without) for number in range(given.rude))]
        self.parts = [each for each in self.parts if each.name not in without]

    def run(self, seconds):
        for each in self.parts:
            each.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.failures and self.is_alive():
            self.collect(0.2)
        self.figures["seconds"] = round(time.monotonic() - end + seconds)
        self.over.set()
        self.await_parts(self.over)
        if self.is_alive() and not self.failures:
            self.check_service()
        self.end_host()
        self.gone.set()
        self.await_parts(self.gone)

    def is_alive(self):
        return self.host.process.poll() is None

    def collect(self, seconds):
        """Takes the results of parts that have ended."""
        time.sleep(seconds)
        while not self.results.empty():
            name, figures, failure = self.results.get()
            self.ended.add(name)
            for key, value in figures.items():
                self.figures[key] = self.figures.get(key, 0) + value
            if failure and (self.is_alive() or name in ("upstreams", "machine files")):
                self.failures.append(f"{name}: {failure}")

    def await_parts(self, event):
        end = time.monotonic() + DEADLINE
        waited = [each for each in self.parts if each.until is event]
        while any(each.name not in self.ended for each in waited) and time.monotonic() < end:
            self.collect(0.05)
        for each in waited:
            if each.name not in self.ended:
                self.failures.append(f"{each.name}: does not come to an end")
                each.kill()
            each.join(DEADLINE)

    def check_service(self):
        """Each machine must let a client in and answer it, while some rude clients go on."""
        for machine in SERVED_AT_THE_END:
            end = time.monotonic() + DEADLINE
            while (fault := self.why_not_served(machine)) and self.is_alive():
                if time.monotonic() > end:
                    said = verdict.last_words(self.host.directory, machine)
                    self.failures.append(f"machine '{machine}' does not answer: {fault}\n{said}")
                    break
                time.sleep(0.1)

    def why_not_served(self, machine):
        try:
            client = self.host.connect(f"{machine}.sock")
            client.socket.settimeout(DEADLINE)
            answer = client.negotiate().call("query-version")
            client.close()
            return "" if answer and "return" in answer else f"{answer}"
        except (OSError, AssertionError, TypeError) as error:  # TypeError: the end, no greeting
            return repr(error)[:FAULT_SHOWN]

    def end_host(self):
        """Sends SIGTERM; the host must end with status 0 in time."""
        process = self.host.process
        if not self.is_alive():
            self.failures.append(f"the host has ended in the storm, with {process.returncode}")
            return
        start = time.monotonic()
        process.terminate()
        try:
            process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.failures.append(f"the host does not end within {DEADLINE} s of SIGTERM")
            return
        self.figures["end ms"] = round(1000 * (time.monotonic() - start))
        if process.returncode != 0:
            self.failures.append(f"the host ended with {process.returncode}")
