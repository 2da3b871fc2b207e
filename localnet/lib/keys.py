"""The test keys: public, the same in every network, worth nothing anywhere else."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from failure import Failed


def load(file):
    return json.loads(file.read_text())


def keyring(binaries, file):
    """A keyring folder with all of them. Importing takes seconds: it is done once for a list and kept."""
    name = "keys-" + hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    kept = binaries / name
    if not kept.exists():
        made = Path(tempfile.mkdtemp(dir=binaries, prefix=".keys-"))
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda key: _import(binaries / "wasmd", made, key), load(file)))
        try:
            os.rename(made, kept)
        except OSError:  # another network that starts at the same time was first
            shutil.rmtree(made)
    return kept


def _import(wasmd, folder, key):
    command = [wasmd, "keys", "add", key["name"], "--recover", "--output", "json"]
    command += ["--home", folder, "--keyring-backend", "test"]
    done = subprocess.run(
        command, input=key["mnemonic"] + "\n", capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode != 0:
        raise Failed(f"wasmd keys add {key['name']}: {done.stderr.strip()[-500:]}")
    if json.loads(done.stdout)["address"] != key["address"]:
        raise Failed(f"accounts.json: the address of {key['name']} is not that of its mnemonic")
