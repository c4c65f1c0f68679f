# SPDX-License-Identifier: Apache-2.0
"""A process of a storm: it acts until an event is set, and reports its figures."""
import collections
import os
import random
import resource
import traceback
from multiprocessing import get_context

FORK = get_context("fork")
DEADLINE = 180  # seconds for any answer that must come; right code needs a fraction
MOST_FILES = 4096


class Part(FORK.Process):
    """turn() of a subclass is called until the event `until` is set. An exception that leaves it is
    a failure of the storm. `figures`: numbers by name, which are added up over all parts."""

    def __init__(self, name, directory, seed, until, results):
        super().__init__(name=name)
        self.directory = directory
        self.dice = random.Random(f"{seed} {name}")
        self.until = until
        self.results = results
        self.figures = collections.Counter()

    def begin(self):
        pass

    def turn(self):
        raise NotImplementedError

    def end(self):
        pass

    def run(self):
        failure = None
        try:
            os.chdir(self.directory)
            resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
            self.begin()
            while not self.until.is_set():
                self.turn()
            self.end()
        except Exception:  # pylint: disable=broad-except
            failure = traceback.format_exc()
        self.results.put((self.name, dict(self.figures), failure))

    def wait(self, seconds):
        """A pause that the end cuts short."""
        self.until.wait(seconds)
