"""The home directory of a node: its keys and its configuration."""

import base64
import hashlib
import json
import shutil


def node_id(home):
    """The id that other nodes and `/status` know a node by."""
    return hashlib.sha256(_public(home / "config" / "node_key.json")).hexdigest()[:40]


def consensus_key(home):
    return _public(home / "config" / "priv_validator_key.json")


def _public(file):
    # A private ed25519 key is written as the seed followed by the public key.
    return base64.b64decode(json.loads(file.read_text())["priv_key"]["value"])[32:]


def configure(home, where, peers, parameters):
    """Writes ports, peers and pace. Nothing listens anywhere but on 127.0.0.1."""
    _edit(
        home / "config" / "config.toml",
        {
            ("rpc", "laddr"): f"tcp://{where['rpc']}",
            ("rpc", "pprof_laddr"): "",
            ("rpc", "cors_allowed_origins"): ["*"],
            ("p2p", "laddr"): f"tcp://{where['p2p']}",
            ("p2p", "persistent_peers"): ",".join(peers),
            ("p2p", "pex"): False,
            ("p2p", "addr_book_strict"): False,
            ("p2p", "allow_duplicate_ip"): True,
            ("consensus", "timeout_propose"): "1s",
            ("consensus", "timeout_commit"): f"{parameters['block_ms']}ms",
        },
    )
    _edit(
        home / "config" / "app.toml",
        {
            ("", "minimum-gas-prices"): f"{parameters['gas_price']}stake",
            ("", "pruning"): "nothing",
            ("api", "enable"): True,
            ("api", "enabled-unsafe-cors"): True,
            ("api", "address"): f"tcp://{where['rest']}",
            ("grpc", "enable"): True,
            ("grpc", "address"): where["grpc"],
            ("grpc-web", "enable"): False,
        },
    )


def copy_identity(source, target):
    """Makes one home vote as another does. The node keys stay apart, so both can be on one network."""
    for name in ("genesis.json", "priv_validator_key.json"):
        shutil.copy(source / "config" / name, target / "config" / name)


def _edit(file, changes):
    """Sets keys of a TOML file, each of which must be there."""
    missing = dict(changes)
    section, lines = "", []
    for line in file.read_text().splitlines():
        name = line.partition("=")[0].strip()
        if line.startswith("["):
            section = line.strip("[] ")
        elif (section, name) in missing:
            line = f"{name} = {json.dumps(missing.pop((section, name)))}"
        lines.append(line)
    if missing:
        raise KeyError(f"{file} has no {sorted(missing)}")
    file.write_text("\n".join(lines) + "\n")
