"""What makes a validator misbehave, and what brings it back."""

import json
import shutil
import subprocess
from pathlib import Path

import home as homes
import network as net
import ports
import process
import rpc
from failure import Failed


def clone(directory, network, original, seconds):
    """Starts a second node with the consensus key of the first.

    Both vote, and sooner or later for different blocks: soon if it is often their turn to propose and no other
    validator decides alone.
    """
    home = directory / original["name"].replace("node", "clone")
    if home.exists():
        raise Failed(f"{home.name} is there already")
    net.initialise(home.name, home, network["chain_id"])
    homes.copy_identity(Path(original["home"]), home)
    node = {**original, **net.files(home)}
    (where,) = ports.free(1)
    net.put(node, where)
    peers = [net.peer(other) for other in network["nodes"]]
    homes.configure(home, where, peers, network["parameters"])
    try:
        net.launch([node])
        net.wait([node], 0, seconds)
    except BaseException:
        process.stop([net.process_of(node)])
        shutil.rmtree(home)
        raise
    network["clones"].append(node)
    net.save(directory, network)
    return node


def equivocate(network, node, height):
    """Hands in evidence that a validator signed twice; the tool's description of it, as JSON."""
    command = [net.BINARIES / "equivocate", "-rpc", _speaker(network)["rpc"]]
    command += ["-key", node["consensus_key"], "-height", str(height)]
    return _output(command)


def unjail(network, node, seconds):
    """Sends a validator's own request to end its jail, and waits for the block."""
    through = _speaker(network)
    # Most commands of wasmd heed neither client.toml nor WASMD_HOME, so everything is said here.
    command = [net.WASMD, "tx", "slashing", "unjail", "--from", node["operator_key"], "--yes"]
    command += ["--home", network["keyring"], "--keyring-backend", "test", "--chain-id", network["chain_id"]]
    command += ["--node", through["rpc"].replace("http", "tcp"), "--output", "json"]
    command += ["--gas", "300000", "--gas-prices", network["gas_price"]]
    answer = json.loads(_output(command))
    refusal = answer["raw_log"]
    if answer["code"] == 0:
        answer = rpc.transaction(through, answer["txhash"], seconds)["tx_result"]
        refusal = answer["log"]
    if answer["code"] != 0:
        raise Failed(f"{node['name']}: {refusal}")


def _speaker(network):
    """A node that answers."""
    for node in network["nodes"]:
        try:
            if net.process_of(node).state() == "running":
                rpc.height(node)
                return node
        except rpc.NoAnswer:
            continue
    raise Failed("no node answers: localnet/net restart, or resume")


def _output(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise Failed(done.stderr.strip())
    return done.stdout.strip()
