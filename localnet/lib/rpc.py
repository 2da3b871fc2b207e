"""Questions to a node over HTTP."""

import json
import time
import urllib.error
import urllib.request

from failure import Failed

# A proxy that the environment names must not stand between two programs of one machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NoAnswer(Failed):
    """Nobody answers, or with an error."""


def get(url, seconds=5):
    try:
        with _OPENER.open(url, timeout=seconds) as answer:
            return json.load(answer)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise NoAnswer(f"{url}: {error}") from error


def status(node):
    """Id and height of whoever answers on the node's port."""
    result = get(f"{node['rpc']}/status")["result"]
    return result["node_info"]["id"], int(result["sync_info"]["latest_block_height"])


def height(node):
    """The height of this very node. With a port that somebody else has taken, another chain would answer."""
    found, reached = status(node)
    if found != node["id"]:
        raise NoAnswer(f"{node['rpc']} is answered by node {found}, not by {node['id']}")
    return reached


def rest_answers(node):
    answer = get(f"{node['rest']}/cosmos/base/tendermint/v1beta1/node_info")
    return answer["default_node_info"]["default_node_id"] == node["id"]


def transaction(node, digest, seconds):
    """The result of a transaction once it is in a block. Until it is indexed, nodes answer with an error."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return get(f"{node['rpc']}/tx?hash=0x{digest}")["result"]
        except NoAnswer as error:
            if time.monotonic() > deadline:
                raise NoAnswer(f"transaction {digest} is in no block after {seconds} s") from error
        time.sleep(0.1)
