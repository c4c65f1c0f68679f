#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A signalboxd in front of a QMP server, and on both its sides somebody who writes all down.

usage: between.py SIGNALBOXD RECORDS UPSTREAM SOCKET

Serves one client on the Unix socket SOCKET. In a new directory of RECORDS are then, byte for byte,
what the server wrote (server), what it read (to-server), what the client got (client), and what it
sent (to-host). Ends with the client and the server.
"""
import os
import socket
import subprocess
import sys
import tempfile
import threading


def pump(source, target, path):
    with open(path, "wb", buffering=0) as record:
        try:
            while data := source.recv(1 << 16):
                record.write(data)
                target.sendall(data)
        except OSError:
            pass  # the other end has gone: what was read is written down
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def listening(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(1)
    return listener


def connected(path):
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    return client


def start(source, target, path):
    thread = threading.Thread(target=pump, args=(source, target, path), daemon=True)
    thread.start()
    return thread


def main(signalboxd, records, upstream, served):
    directory = tempfile.mkdtemp(dir=records)
    at = lambda name: os.path.join(directory, name)
    behind = listening(at("up.sock"))
    host = subprocess.Popen([signalboxd, "--upstream", "unix:" + at("up.sock"),
                             "--listen", "unix:" + at("front.sock")],
                            stderr=subprocess.PIPE, text=True)
    from_host = behind.accept()[0]
    behind.close()
    server = connected(upstream)
    pumps = [start(server, from_host, at("server")), start(from_host, server, at("to-server"))]
    for line in host.stderr:
        if "serves clients on" in line:
            break
    threading.Thread(target=host.stderr.read, daemon=True).start()
    before = listening(served)
    client = before.accept()[0]
    to_host = connected(at("front.sock"))
    pumps += [start(to_host, client, at("client")), start(client, to_host, at("to-host"))]
    for each in pumps:
        each.join()
    host.terminate()
    return host.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
