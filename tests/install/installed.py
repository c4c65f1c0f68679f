# SPDX-License-Identifier: Apache-2.0
"""An installed tree, the examples that were built against it, and a host of it to drop them into."""
import pathlib
import sys

import outcome
import server

PREFIX = None  # where it was installed
EXAMPLES = None  # the examples' sources, in source/, and what was built of them, in build/


def main():
    """Runs the tests of the calling module: argument 1 is the prefix, 2 the examples."""
    global PREFIX, EXAMPLES
    EXAMPLES, PREFIX = pathlib.Path(sys.argv.pop(2)), pathlib.Path(sys.argv.pop(1))
    server.SIGNALBOXD = str(PREFIX / "bin/signalboxd")
    module = sys.modules["__main__"]
    module.installed = sys.modules[__name__]
    outcome.main()


def host():
    """One machine with the shipped legacy plugin, an admin listener and an empty plugin-dir."""
    return server.Host(server.machine(more="plugin-dir dropped")
                       + "admin { listen unix:admin.sock }\n", directories=["dropped"])


def client_of(serving, command):
    """A negotiated client of a machine that has `command` by now, or comes to have it."""
    client = serving.connect().negotiate()
    server.wait_until(lambda: {"name": command} in client.call("query-commands")["return"],
                      f"there is no {command}; the log says: {serving.log()}")
    return client


def event(client):
    """The next message, which is an event: its name, data and tag."""
    message = client.line()
    return message["event"], message.get("data"), message.get("tag")
