"""A network: from a directory to running nodes, and back from its `network.json`."""

import fcntl
import json
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import address
import genesis
import home as homes
import keys
import ports
import process
import rpc
from failure import Failed

HERE = Path(__file__).resolve().parent.parent
BINARIES = HERE / "bin"
WASMD = BINARIES / "wasmd"
ACCOUNTS = HERE / "accounts.json"
MARK = ".floe-localnet"
AHEAD = "ahead"  # seconds by which blocks are ahead of the machine's clock, see clock/ahead.go


@contextmanager
def locked(directory):
    """Lets one command at a time change a network; others wait, as each is bounded in time.

    The lock's file also marks the directory as ours to erase.
    """
    try:
        lock = open(directory / MARK, "a", encoding="ascii")
    except OSError:
        raise Failed(f"{directory} holds no network: start one with `localnet/net start`") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def processes(directory):
    """All programs that were started in a directory, by name."""
    return {record.parent.name: process.Process(record) for record in sorted(directory.glob("*/process"))}


def process_of(node):
    return process.Process(Path(node["home"]) / "process")


def load(directory):
    try:
        return json.loads((directory / "network.json").read_text())
    except OSError:
        raise Failed(f"{directory} holds no network: start one with `localnet/net start`") from None


def save(directory, network):
    """Replaces `network.json` in one step: a reader sees the old or the new, never half of one."""
    for node in network["nodes"] + network["clones"]:
        node["pid"] = process_of(node).pid()
    part = directory / "network.json.part"
    part.write_text(json.dumps(network, indent=2) + "\n")
    os.replace(part, directory / "network.json")


def prepare(directory):
    """Makes the directory. One that holds anything but a network is left alone."""
    if not WASMD.exists():
        raise Failed("localnet/bin/wasmd is missing: run localnet/build.sh first")
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()) and not (directory / MARK).exists():
        raise Failed(f"{directory} holds something else: choose another --dir")


def _empty(directory):
    running = [name for name, known in processes(directory).items() if known.pid() is not None]
    if running:
        raise Failed(f"{', '.join(running)} of {directory} still run: localnet/net stop --dir {directory}")
    for entry in directory.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != MARK:
            entry.unlink()


def start(directory, parameters, base, seconds):
    """Starts a network in a prepared directory and writes `network.json` once all nodes make blocks.

    Without a base the ports are free ones. If another program takes one before its node opens it, others are tried.
    """
    _empty(directory)
    network = _create(directory, parameters)
    nodes = network["nodes"]
    for last in (False, False, True):
        placed = ports.free(len(nodes)) if base is None else ports.fixed(base, len(nodes))
        _place(network, placed)
        try:
            launch(nodes)
            wait(nodes, 2, seconds)
            save(directory, network)
            break
        except BaseException as error:
            process.stop([process_of(node) for node in nodes])
            lost = any("address already in use" in log_end(node) for node in nodes)
            if last or base is not None or not lost or not isinstance(error, Failed):
                raise
    return network


def initialise(name, home, chain_id):
    """Makes a node's home with fresh keys and the program's default configuration."""
    command = [WASMD, "init", name, "--chain-id", chain_id, "--home", home, "--default-denom", genesis.DENOM]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise Failed(f"wasmd init of {name}: {done.stderr.strip()[-500:]}")


def _create(directory, parameters):
    """Homes, keys and genesis; the description of the network but for its ports."""
    accounts = keys.load(ACCOUNTS)
    shutil.copytree(keys.keyring(BINARIES, ACCOUNTS), directory / "keys")
    names = [f"node{i}" for i in range(parameters.validators)]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda name: initialise(name, directory / name, parameters.chain_id), names))
    operators = {key["name"]: address.decode(key["address"]) for key in accounts}
    validators = []
    for i, name in enumerate(names):
        stake = parameters.stake if i else genesis.STAKE_OF_FIRST
        public = homes.consensus_key(directory / name)
        validators.append(genesis.Validator(name, operators[f"operator{i}"], public, stake))
    light = genesis.light_validators(parameters.light)
    state = json.loads((directory / names[0] / "config" / "genesis.json").read_text())
    genesis.fill(state, parameters, accounts, validators + light)
    for name in names:
        genesis.write(state, directory / name)
    return {
        "chain_id": parameters.chain_id,
        "denom": genesis.DENOM,
        "other_denom": genesis.OTHER_DENOM,
        "spam_denoms": [f"spam{i}" for i in range(parameters.spam)],
        "prefix": address.PREFIX,
        "gas_price": f"{parameters.gas_price}{genesis.DENOM}",
        "directory": str(directory),
        "wasmd": str(WASMD),
        "keyring": str(directory / "keys"),
        "parameters": asdict(parameters),
        "nodes": [_describe(directory / name, i, validators[i]) for i, name in enumerate(names)],
        "light": [validator.operator for validator in light],
        "clones": [],
        "keys": {key["name"]: {"address": key["address"], "mnemonic": key["mnemonic"]} for key in accounts},
    }


def files(home):
    """The part of a node's description that is in its home."""
    return {
        "name": home.name,
        "id": homes.node_id(home),
        "home": str(home),
        "log": str(home / "log"),
        "consensus_key": str(home / "config" / "priv_validator_key.json"),
    }


def _describe(home, i, validator):
    return {
        **files(home),
        "operator": validator.operator,
        "operator_key": f"operator{i}",
        "consensus_address": address.consensus(validator.public_key),
    }


def put(node, where):
    """Writes where a node can be reached into its description."""
    node.update({kind: f"http://{where[kind]}" for kind in ("rpc", "rest", "grpc")}, p2p=where["p2p"])


def peer(node):
    return f"{node['id']}@{node['p2p']}"


def _place(network, placed):
    for node, where in zip(network["nodes"], placed):
        put(node, where)
    for node, where in zip(network["nodes"], placed):
        peers = [peer(other) for other in network["nodes"] if other is not node]
        homes.configure(Path(node["home"]), where, peers, network["parameters"])


def launch(nodes):
    for node in nodes:
        command = [WASMD, "start", "--home", node["home"], "--log_level", "error"]
        ahead = Path(node["home"]).parent / AHEAD
        process_of(node).launch(command, node["log"], {"LOCALNET_AHEAD": str(ahead)})


def let_pass(directory, seconds):
    """Moves the clock of all nodes ahead, for good. The block after next has the new time. Returns seconds in all."""
    file = directory / AHEAD
    total = seconds + (int(file.read_text()) if file.exists() else 0)
    part = directory / f"{AHEAD}.part"
    part.write_text(f"{total}\n")
    os.replace(part, file)
    return total


def log_end(node, size=1500):
    try:
        return Path(node["log"]).read_text(errors="replace")[-size:]
    except OSError:
        return ""


def wait(nodes, height, seconds):
    """Waits until every node answers as itself on all its ports and has reached a height (0: whichever)."""
    deadline = time.monotonic() + seconds
    for node in nodes:
        last = "no answer yet"
        while True:
            if process_of(node).pid() is None:
                raise Failed(f"{node['name']} has ended; the end of its log:\n{log_end(node)}")
            try:
                if rpc.height(node) >= height and rpc.rest_answers(node):
                    if ports.open_at(node["grpc"].removeprefix("http://")):
                        break
            except rpc.NoAnswer as error:
                last = error
            if time.monotonic() > deadline:
                raise Failed(f"{node['name']} is not ready after {seconds} s ({last}):\n{log_end(node)}")
            time.sleep(0.1)


def stop(directory):
    """Ends whatever was started in a directory; the names of what still ran."""
    known = processes(directory)
    running = [name for name, one in known.items() if one.pid() is not None]
    process.stop(known.values())
    return running
