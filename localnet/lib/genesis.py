"""The state a network starts from.

Validators are written into the staking module's state as *unbonded*, with their stake in the pool of stake
that is not bonded. The chain bonds them before its first block, with the hooks that a `create-validator` runs.
(Written as bonded they would have no signing record, and the chain would halt.) That makes a hundred validators
as quick as one, and leaves the commission free to choose.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass

import address
from failure import Failed

DENOM = "stake"
DISPLAY = "STAKE"
OTHER_DENOM = "uother"
ONE = 10**6  # base units of a coin, and of stake for one unit of voting power

FAUCET = 10_000_000 * ONE
USER = 1_000_000 * ONE
OPERATOR = 1_000 * ONE
# One validator has far more than two thirds of the power, so that the chain goes on whatever happens to the
# others, and hardly ever waits for a proposal of one that is stopped.
STAKE_OF_FIRST = 10_000_000 * ONE
STAKE_OF_LIGHT = 1 * ONE


@dataclass
class Parameters:
    """What a network can be started with. Times are in seconds unless the name says milliseconds."""

    chain_id: str = "floe-local"
    validators: int = 4
    stake: int = 100_000 * ONE  # of each validator but the first
    light: int = 0
    block_ms: int = 500
    unbonding: int = 30
    voting: int = 15  # more than the ten of expedited proposals
    max_validators: int = 0  # 0 stands for 100, or more if there are more
    window: int = 0  # blocks; 0 stands for 20, or endless with light validators
    min_signed: str = "0.5"  # of the window
    jail: int = 10
    slash_downtime: str = "0.1"
    slash_double_sign: str = "0.05"
    inflation: str = "0.9"
    gas_price: str = "0"
    spam: int = 50
    exponent: int = 0  # digits of the coin's display unit; 0: it has none

    def __post_init__(self):
        self.max_validators = self.max_validators or max(100, self.validators + self.light)
        self.window = self.window or (1_000_000 if self.light else 20)

    def check(self):
        """Raises Failed with what to change."""
        bounds = {
            "validators": (1, 8),
            "stake": (ONE, STAKE_OF_FIRST),
            "light": (0, 500),
            "block_ms": (1, 60_000),
            "unbonding": (1, 10**9),
            "voting": (11, 10**9),
            "max_validators": (self.validators, 10_000),
            "window": (10, 10**9),
            "jail": (0, 10**9),
            "spam": (0, 500),
            "exponent": (0, 18),
        }
        for name, (low, high) in bounds.items():
            if not low <= getattr(self, name) <= high:
                raise Failed(f"--{name.replace('_', '-')} must be from {low} to {high}")
        for name in ("min_signed", "slash_downtime", "slash_double_sign", "inflation", "gas_price"):
            value = getattr(self, name)
            if not re.fullmatch(r"\d{1,9}(\.\d{1,18})?", value):
                raise Failed(f"--{name.replace('_', '-')} must be a decimal such as 0.05, not {value}")


@dataclass(frozen=True)
class Validator:
    moniker: str
    owner: bytes  # the 20 bytes behind its account and its operator address
    public_key: bytes
    stake: int

    @property
    def operator(self):
        return address.operator(self.owner)


def light_validators(count):
    """Validators with stake whose keys nobody has: they never sign. Only the chain's lists grow by them."""

    def digest(i, what):
        return hashlib.sha256(f"floe light validator {i} {what}".encode()).digest()

    return [
        Validator(f"light{i}", digest(i, "owner")[:20], digest(i, "key"), STAKE_OF_LIGHT)
        for i in range(count)
    ]


def fill(genesis, parameters, keys, validators):
    """Completes the genesis that `wasmd init` wrote."""
    state = genesis["app_state"]
    genesis["consensus"]["params"]["block"]["max_gas"] = "100000000"
    _accounts(state, keys, parameters)
    _validators(state, validators, genesis["genesis_time"])
    _modules(state, parameters)


def _coins(amounts):
    return [{"denom": denom, "amount": str(amount)} for denom, amount in sorted(amounts.items())]


def _accounts(state, keys, parameters):
    for number, key in enumerate(keys):
        state["auth"]["accounts"].append(
            {
                "@type": "/cosmos.auth.v1beta1.BaseAccount",
                "address": key["address"],
                "pub_key": None,
                "account_number": str(number),
                "sequence": "0",
            }
        )
        if key["name"] == "faucet":
            amounts = {f"spam{i}": USER for i in range(parameters.spam)}
            amounts |= {DENOM: FAUCET, OTHER_DENOM: FAUCET}
        elif key["name"].startswith("operator"):
            amounts = {DENOM: OPERATOR}
        else:
            amounts = {DENOM: USER, OTHER_DENOM: USER}
        state["bank"]["balances"].append({"address": key["address"], "coins": _coins(amounts)})


def _validators(state, validators, time):
    for validator in validators:
        shares = f"{validator.stake}.{'0' * 18}"
        key = base64.b64encode(validator.public_key).decode()
        rates = {"rate": "0.05", "max_rate": "0.2", "max_change_rate": "0.01"}
        state["staking"]["validators"].append(
            {
                "operator_address": validator.operator,
                "consensus_pubkey": {"@type": "/cosmos.crypto.ed25519.PubKey", "key": key},
                "jailed": False,
                "status": "BOND_STATUS_UNBONDED",
                "tokens": str(validator.stake),
                "delegator_shares": shares,
                "description": {"moniker": validator.moniker},
                "unbonding_height": "0",
                "unbonding_time": "1970-01-01T00:00:00Z",
                "commission": {"commission_rates": rates, "update_time": time},
                "min_self_delegation": "1",
            }
        )
        state["staking"]["delegations"].append(
            {
                "delegator_address": address.account(validator.owner),
                "validator_address": validator.operator,
                "shares": shares,
            }
        )
    stake = sum(validator.stake for validator in validators)
    pool = {"address": address.module("not_bonded_tokens_pool"), "coins": _coins({DENOM: stake})}
    state["bank"]["balances"].append(pool)


def _modules(state, parameters):
    if parameters.exponent:
        units = [(DENOM, 0), (DISPLAY, parameters.exponent)]
        state["bank"]["denom_metadata"].append(
            {
                "description": "the staking coin of a local network",
                "denom_units": [{"denom": denom, "exponent": exponent} for denom, exponent in units],
                "base": DENOM,
                "display": DISPLAY,
                "name": DISPLAY,
                "symbol": DISPLAY,
            }
        )
    state["staking"]["params"].update(
        unbonding_time=f"{parameters.unbonding}s",
        max_validators=parameters.max_validators,
        historical_entries=100,
    )
    # `wasmd genesis validate` refuses a jail of less than a minute; the chain itself does not mind.
    state["slashing"]["params"].update(
        signed_blocks_window=str(parameters.window),
        min_signed_per_window=parameters.min_signed,
        downtime_jail_duration=f"{parameters.jail}s",
        slash_fraction_downtime=parameters.slash_downtime,
        slash_fraction_double_sign=parameters.slash_double_sign,
    )
    state["mint"]["minter"]["inflation"] = parameters.inflation
    state["mint"]["params"].update(
        inflation_min=parameters.inflation,
        inflation_max=parameters.inflation,
        inflation_rate_change="0",
    )
    state["gov"]["params"].update(
        voting_period=f"{parameters.voting}s",
        expedited_voting_period="10s",
        max_deposit_period="15s",
        min_deposit=_coins({DENOM: 1_000}),
        expedited_min_deposit=_coins({DENOM: 2_000}),
    )


def write(genesis, home):
    (home / "config" / "genesis.json").write_text(json.dumps(genesis))
