# SPDX-License-Identifier: Apache-2.0
"""A connection to a socket of the host, without a protocol.

Its functions raise OSError if the host refuses or has ended it.
"""
import array
import re
import socket
import struct

REPLY = re.compile(rb'^\{"(?:return|error)"', re.MULTILINE)
PATIENCE = 2  # seconds that a visitor waits for the host to read


class Visitor:
    def __init__(self, path, figures):
        self.path = path
        self.figures = figures
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            figures["refused"] += 1
            raise
        figures["sessions"] += 1

    def send(self, data, descriptors=()):
        """Sends all bytes, with the descriptors, and counts the commands in them."""
        self.figures["commands"] += data.count(b'{"exec')
        if descriptors:
            rights = array.array("i", descriptors)
            sent = self.socket.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            data = data[sent:]
        self.socket.sendall(data)

    def receive(self, patience=0.0):
        """The bytes that are there or come within `patience` seconds; b"": none, or the end."""
        self.socket.settimeout(patience)
        try:
            data = self.socket.recv(1 << 18)
        except (BlockingIOError, TimeoutError):
            return b""
        finally:
            self.socket.settimeout(PATIENCE)
        self.figures["events"] += data.count(b'"event": ')
        self.figures["answers"] += len(REPLY.findall(data))
        return data

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def leave(self, abruptly=False):
        """Closes. `abruptly`: unread bytes are thrown away, and the host sees a reset."""
        if abruptly:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
