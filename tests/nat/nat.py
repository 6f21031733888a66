"""A NAT's forgetfulness without its translation: frames are copied between two interfaces, and a TCP flow that was
silent for too long is forgotten. From then on its packets vanish and neither side is told.

AWS's NAT gateways forget after 350 s. They do answer with a reset, but only to the side behind them, and only when that
side sends something: a client that waits in silence learns nothing, which is the case that is shown here.
"""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections import Counter

Flow = frozenset[tuple[bytes, int]]

ALL_PROTOCOLS = 0x0003
IPV4 = 0x0800
TCP = 6
# From linux/if_packet.h: each frame comes with a header that says which checksum is still to be filled in and how it is
# to be cut. Given back with the frame, it spares switching off the offloading of the virtual interfaces.
SOL_PACKET, PACKET_VNET_HDR, VNET_HEADER = 263, 15, 10
PACKET_OUTGOING = 4
LARGEST_FRAME = VNET_HEADER + 14 + 65536


def flow_of(frame: bytes) -> Flow | None:
    """The two ends of a TCP segment; `None` when it is none."""
    kind, first = struct.unpack_from("!HB", frame, 12)
    if kind != IPV4 or frame[14 + 9] != TCP:
        return None
    ports = struct.unpack_from("!HH", frame, 14 + (first & 0x0F) * 4)
    return frozenset(((frame[26:30], ports[0]), (frame[30:34], ports[1])))


class Nat(threading.Thread):
    """Copies frames between two interfaces, both ways, until the process ends."""

    def __init__(self, one: str, other: str, forgets_after: float):
        super().__init__(daemon=True)
        self.forgets_after = forgets_after
        self.passed: Counter[int] = Counter()
        self.dropped: Counter[int] = Counter()
        self._last: dict[Flow, float] = {}
        first, second = self._open(one), self._open(other)
        self._across = {first: second, second: first}

    @staticmethod
    def _open(interface: str) -> socket.socket:
        end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        end.bind((interface, ALL_PROTOCOLS))
        return end

    def run(self) -> None:
        while True:
            for end in select.select(list(self._across), [], [])[0]:
                data, (_, _, direction, *_) = end.recvfrom(LARGEST_FRAME)
                if direction != PACKET_OUTGOING and self._passes(data[VNET_HEADER:], time.monotonic()):
                    self._across[end].send(data)

    def _passes(self, frame: bytes, now: float) -> bool:
        flow = flow_of(frame)
        if flow is None:
            return True
        # Once forgotten, always forgotten: a dropped packet does not count as a sign of life.
        known = now - self._last.get(flow, now) <= self.forgets_after
        count = self.passed if known else self.dropped
        for _, port in flow:
            count[port] += 1
        if known:
            self._last[flow] = now
        return known
