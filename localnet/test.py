#!/usr/bin/env python3
"""Checks the local network itself: two to three minutes, one network at a time."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))

# pylint: disable=wrong-import-position
import address
import genesis
import network as launcher
import ports
import process
import rpc

SCRATCH = Path(tempfile.mkdtemp(prefix="localnet-test-"))
PATIENCE = 120
results = []


def check(sentence, holds):
    results.append(bool(holds))
    print(f"{'ok    ' if holds else 'FAILED'} {sentence}", flush=True)


def comes(sentence, holds, seconds=PATIENCE):
    """Checks something that needs some blocks."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return check(sentence, True)
        except (rpc.NoAnswer, KeyError):
            pass
        if time.monotonic() > deadline:
            return check(sentence, False)
        time.sleep(0.3)


def net(*arguments):
    return subprocess.run(
        [HERE / "net", *arguments], capture_output=True, text=True, check=False, timeout=400
    )


def refused(sentence, text, *arguments):
    done = net(*arguments)
    one_line = done.stderr.count("\n") == 1 and done.stderr.startswith("localnet: ")
    check(sentence, done.returncode != 0 and one_line and text in done.stderr)


class Network:
    """A network of its own, with what the checks ask of it."""

    def __init__(self, name, *options):
        self.directory = SCRATCH / name
        done = net("start", "--dir", self.directory, "--ports", "auto", *options)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        self.file = json.loads(Path(done.stdout.splitlines()[-1]).read_text())
        self.nodes = self.file["nodes"]

    def do(self, verb, *arguments):
        done = net(verb, "--dir", self.directory, *arguments)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def rest(self, path):
        return rpc.get(self.nodes[0]["rest"] + path)

    def height(self, node=0):
        return rpc.height(self.nodes[node])

    def time(self):
        """Of the newest block, in Unix seconds."""
        header = self.rest("/cosmos/base/tendermint/v1beta1/blocks/latest")["block"]["header"]
        return datetime.fromisoformat(header["time"][:19] + "+00:00").timestamp()

    def validator(self, node):
        return self.rest(f"/cosmos/staking/v1beta1/validators/{self.nodes[node]['operator']}")["validator"]

    def signing(self, node):
        path = f"/cosmos/slashing/v1beta1/signing_infos/{self.nodes[node]['consensus_address']}"
        return self.rest(path)["val_signing_info"]

    def bonded(self):
        path = "/cosmos/staking/v1beta1/validators?status=BOND_STATUS_BONDED&pagination.limit=1000"
        return self.rest(path)["validators"]

    def balance(self, name, denom):
        owner = self.file["keys"][name]["address"]
        return int(
            self.rest(f"/cosmos/bank/v1beta1/balances/{owner}/by_denom?denom={denom}")["balance"]["amount"]
        )

    def transact(self, key, *arguments):
        """Signs and sends; what the node says on taking it."""
        command = [self.file["wasmd"], "tx", *arguments, "--from", key, "--yes", "--output", "json"]
        command += ["--home", self.file["keyring"], "--keyring-backend", "test"]
        command += [
            "--chain-id",
            self.file["chain_id"],
            "--node",
            self.nodes[0]["rpc"].replace("http", "tcp"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)

    def send(self, amount, *options):
        """A transfer from alice to bob."""
        names = ("alice", self.file["keys"]["bob"]["address"])
        return self.transact("alice", "bank", "send", *names, amount, *options)

    def pids(self):
        """All processes whose command line names the directory, whoever started them."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"{self.directory}/".encode() in command:
                found.append(int(entry.name))
        return found


@contextmanager
def network(name, *options):
    one = Network(name, *options)
    try:
        yield one
    finally:
        net("stop", "--dir", one.directory, "--purge")


def alive(pid):
    """Whether a process runs. One that has ended may stay listed until its parent asks for its result."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def listeners(pid):
    """Addresses at which a process listens, as the kernel writes them."""
    sockets = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.append(fields[1].partition(":")[0])
    return found


def wrong_input():
    print("-- wrong input")
    foreign = SCRATCH / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("precious")
    refused("a directory with other things is refused", "holds something else", "start", "--dir", foreign)
    check("and left as it was", (foreign / "thesis.txt").read_text() == "precious")
    nowhere = SCRATCH / "nowhere"
    refused("a command without a network says so", "holds no network", "pause", "0", "--dir", nowhere)
    check("stopping nothing succeeds", net("stop", "--dir", nowhere).returncode == 0)
    refused("nine validators are refused", "--validators", "start", "--dir", nowhere, "--validators", "9")
    refused("a percentage is refused", "--inflation", "start", "--dir", nowhere, "--inflation", "90%")
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        refused("a taken port is named", f"port {port} ", "start", "--dir", nowhere, "--ports", port)
    with subprocess.Popen(["sleep", "60"]) as bystander:
        (nowhere / "node0").mkdir(exist_ok=True)
        (nowhere / "node0" / "process").write_text(f"{bystander.pid} 1\n")
        net("stop", "--dir", nowhere)
        check("a program that got the pid of an ended node is spared", bystander.poll() is None)
        bystander.kill()


def missing_tools():
    print("-- a machine without the tools")
    tools = SCRATCH / "tools"
    tools.mkdir()

    def build_without(name):
        for tool in ("bash", "dirname", "uname", "python3", "gcc", "go"):
            (tools / tool).unlink(missing_ok=True)
            if tool != name:
                (tools / tool).symlink_to(shutil.which(tool))
        return build()

    def build():
        path = {"PATH": str(tools)}
        done = subprocess.run([HERE / "build.sh"], env=path, capture_output=True, text=True, check=False)
        return done.returncode != 0 and done.stderr.count("\n") == 1 and done.stderr

    for tool, package in (("python3", "python3"), ("gcc", "gcc libc6-dev"), ("go", "golang-go")):
        said = build_without(tool)
        check(f"without {tool} one line names the package", said and f"apt-get install {package}" in said)
    (tools / "go").write_text("#!/bin/sh\necho go1.23.4\n")
    (tools / "go").chmod(0o755)
    said = build()
    check("an old Go is named, and what to do", said and "go1.23.4" in said and "GOTOOLCHAIN" in said)


def lost_port():
    print("-- a port that another program takes before the node opens it")
    free = ports.free
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = {**free(1)[0], "rest": f"127.0.0.1:{busy.getsockname()[1]}"}
        offers = [[taken]]
        ports.free = lambda nodes: offers.pop() if offers else free(nodes)
        directory = SCRATCH / "lost"
        launcher.prepare(directory)
        started = launcher.start(directory, genesis.Parameters(validators=1), None, PATIENCE)
        ports.free = free
    check("another is tried", not offers and started["nodes"][0]["rest"] != f"http://{taken['rest']}")
    check("and the chain runs", rpc.height(started["nodes"][0]) >= 2)
    net("stop", "--dir", directory, "--purge")


def interrupted_start():
    print("-- an interrupted start")
    directory = SCRATCH / "interrupted"
    command = [HERE / "net", "start", "--dir", directory, "--ports", "auto", "--validators", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as starting:
        node = process.Process(directory / "node0" / "process")
        comes("a node is launched", lambda: node.pid() is not None)
        pid = node.pid()
        starting.send_signal(signal.SIGTERM)
        starting.wait(PATIENCE)
        check("it fails", starting.returncode != 0)
        check("and leaves no node", not alive(pid))
        check("and no network.json", not (directory / "network.json").exists())


def light_validators():
    print("-- one node, five light validators, a price of gas")
    options = ("--validators", "1", "--light", "5", "--gas-price", "0.025", "--chain-id", "other-chain")
    with network("light", *options) as one:
        check("the node has height 2", one.height() >= 2)
        check("the pid in network.json is that of the node", one.pids() == [one.nodes[0]["pid"]])
        places = listeners(one.nodes[0]["pid"])
        check("it listens on four ports, all of 127.0.0.1", len(places) == 4 and set(places) == {"0100007F"})
        bonded = one.bonded()
        check("six validators are bonded", len(bonded) == 6)
        check(
            "the light ones among them",
            set(one.file["light"]) < {each["operator_address"] for each in bonded},
        )
        powers = sorted(int(each["tokens"]) for each in bonded)
        check("the node has more than two thirds of the power", 3 * powers[-1] > 2 * sum(powers))
        check(
            "the chain has the name that was chosen",
            one.rest("/cosmos/base/tendermint/v1beta1/node_info")["default_node_info"]["network"]
            == "other-chain",
        )
        comes("forty blocks pass", lambda: one.height() >= 42)
        check("nobody is jailed", len(one.bonded()) == 6)
        check(
            "the faucet has spam49 and uother",
            one.balance("faucet", "spam49") == 10**12 and one.balance("faucet", "uother") == 10**13,
        )
        check("a transfer without a fee is refused as code 13", one.send("5stake")["code"] == 13)
        before = one.balance("bob", "uother")
        check("with a fee it is taken", one.send("5uother", "--gas-prices", "0.025stake")["code"] == 0)
        comes("and arrives", lambda: one.balance("bob", "uother") == before + 5)
        day = 86_400
        before = one.time()
        one.do("pass", str(day))
        comes("a day passes", lambda: one.time() >= before + day, 10)
        one.do("kill", "0")
        one.do("restart", "0")
        comes("and has passed after a restart", lambda: one.time() >= before + day, 10)
        refused("a clock is not moved back", "must be from 1", "pass", "-5", "--dir", one.directory)
        refused("a running network is not started over", "still run", "start", "--dir", one.directory)


def downtime(four):
    print("-- downtime")
    four.do("pause", "3")
    comes("a paused validator is jailed", lambda: four.validator(3)["jailed"])
    check("and loses a tenth, to the unit", four.validator(3)["tokens"] == "90000000000")
    height = four.height()
    comes("the chain goes on without it", lambda: four.height() > height + 3)
    refused("its jail does not end early", "jailed", "unjail", "3", "--dir", four.directory)
    four.do("resume", "3")
    comes("it ends after its time", lambda: net("unjail", "3", "--dir", four.directory).returncode == 0)
    comes("and the validator is bonded again", lambda: four.validator(3)["status"] == "BOND_STATUS_BONDED")


def double_sign(four):
    print("-- double signature")
    height = four.height() - 2
    refused(
        "a height to come is refused",
        "not between",
        "equivocate",
        "2",
        "--height",
        "999999",
        "--dir",
        four.directory,
    )
    said = json.loads(four.do("equivocate", "2", "--height", str(height)))
    check("the tool says the height", said["height"] == height)
    comes("the validator is tombstoned", lambda: four.signing(2)["tombstoned"])
    check("and loses a twentieth, to the unit", four.validator(2)["tokens"] == "95000000000")
    refused("it never comes back", "jailed", "unjail", "2", "--dir", four.directory)


def power_cuts(four):
    print("-- power cuts")
    pid = four.nodes[1]["pid"]
    four.do("kill", "1")
    check("a killed node is gone", not alive(pid) and pid not in four.pids())
    height = four.height()
    comes("the chain goes on without it", lambda: four.height() > height + 3)
    four.do("restart", "node1")
    comes("restarted, it catches up", lambda: four.height(1) > height + 3)
    record = json.loads((four.directory / "network.json").read_text())
    check("network.json has its new pid", record["nodes"][1]["pid"] in four.pids())
    refused("a running node is not restarted", "still runs", "restart", "1", "--dir", four.directory)
    height = four.height()
    four.do("kill", "0", "1", "2", "3")
    check("all can be killed", not four.pids())
    four.do("restart", "0", "1", "2", "3")
    comes("restarted, all go on", lambda: min(four.height(node) for node in range(4)) > height + 3)


def four_validators():
    print("-- four validators")
    with network("four", "--unbonding", "20") as four:
        check("four validators are bonded", len(four.bonded()) == 4)
        params = four.rest("/cosmos/staking/v1beta1/params")["params"]
        check("the unbonding time is the chosen one", params["unbonding_time"] == "20s")
        downtime(four)
        double_sign(four)
        power_cuts(four)


def equal_validators():
    print("-- four equal validators, one of them cloned")
    with network("equal", "--stake", "10000000000000") as four:
        check("all have a quarter", len({each["tokens"] for each in four.bonded()}) == 1)
        four.do("clone", "1")
        comes("the cloned one signs twice before long", lambda: four.signing(1)["tombstoned"])
        four.do("pause", "3")
        check("five processes run", len(four.pids()) == 5)
        four.do("stop")
        check("stopping ends all, paused and cloned ones too", not four.pids())
        check("stopping again succeeds", "nothing runs" in four.do("stop"))


def addresses():
    print("-- addresses")
    known = {key["name"]: key["address"] for key in json.loads((HERE / "accounts.json").read_text())}
    check(
        "encoding undoes decoding",
        all(address.account(address.decode(text)) == text for text in known.values()),
    )
    module = "cosmos1tygms3xhhs3yv487phx3dw4a95jn7t7lpm470r"
    raw = address.decode(module)
    check(
        "the pool's address is the documented one",
        address.module("not_bonded_tokens_pool") == address.account(raw),
    )


def main():
    try:
        addresses()
        wrong_input()
        missing_tools()
        interrupted_start()
        lost_port()
        light_validators()
        four_validators()
        equal_validators()
    finally:
        for directory in SCRATCH.iterdir():
            net("stop", "--dir", directory, "--purge")
    passed = sum(results)
    if passed == len(results):
        shutil.rmtree(SCRATCH)
    print(f"{passed} checks passed, {len(results) - passed} failed")
    sys.exit(passed != len(results))


if __name__ == "__main__":
    main()
