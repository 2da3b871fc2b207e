"""Ports of 127.0.0.1."""

import random
import socket

from failure import Failed

KINDS = ("rpc", "p2p", "rest", "grpc")


class Taken(Failed):
    """A port is in use."""


def _bound(port):
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise Taken(f"port {port} of 127.0.0.1 is in use: choose others with --ports") from None
    return listener


def fixed(base, nodes):
    """Ten ports a node, of which four are used; raises Taken if one is in use."""
    chosen = [[base + 10 * node + kind for kind in range(len(KINDS))] for node in range(nodes)]
    for port in sum(chosen, []):
        _bound(port).close()
    return [_named(block) for block in chosen]


def free(nodes):
    """Ports that are free now, outside the range from which the system gives ports to connections.

    One from there could be lost in the moment before the node opens it, or while the node is restarted.
    """
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        end = int(file.read().split()[0])
    candidates = random.sample(range(10_000, end), min(end - 10_000, 2_000)) if end > 12_000 else [0] * 2_000
    held = []
    try:
        while len(held) < nodes * len(KINDS):
            try:
                held.append(_bound(candidates.pop()))
            except Taken:
                continue
        found = [listener.getsockname()[1] for listener in held]
    finally:
        for listener in held:
            listener.close()
    width = len(KINDS)
    return [_named(found[node * width : (node + 1) * width]) for node in range(nodes)]


def _named(block):
    return {kind: f"127.0.0.1:{port}" for kind, port in zip(KINDS, block)}


def open_at(place):
    """Whether somebody listens."""
    host, port = place.rsplit(":", 1)
    with socket.socket() as caller:
        caller.settimeout(2)
        return caller.connect_ex((host, int(port))) == 0
