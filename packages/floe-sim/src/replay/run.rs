//! The deployed protocol of a history, and what each line does to it.

use cosmwasm_std::{coin, from_json, to_json_vec, Addr, Api, Coin, Uint128};
use cw_multi_test::AppResponse;
use floe_testing::chain::{ModuleFault, Slash};
use floe_testing::suite::{Depth, Failure, Setup, Suite};
use serde::Serialize;
use serde_json::{json, Map, Value};

use super::line::{
    coins, Advance, Balance, Commission, Exec, Fail, Hold, Query, Reward, Rewards, SlashLine, Step, Transfer,
};
use super::names::Names;
use super::setup::{add_contracts, check_span, check_time, MAX_AMOUNT};

/// Most blocks that one line may pass.
const MAX_BLOCKS: u64 = 10_000_000;

/// What a line gives.
pub(crate) type Answer = Result<Value, Failure>;

pub(crate) struct World {
    pub suite: Suite,
    pub names: Names,
    /// Whether the invariants are checked after every line.
    check: bool,
    /// Whether the last line may have changed anything that has not been checked.
    unchecked: bool,
}

impl World {
    pub fn deploy(setup: &Setup, mut names: Names, check: bool) -> Result<Self, Failure> {
        let mut suite = Suite::deploy(setup)?;
        suite.depth = if check { Depth::Full } else { Depth::Light };
        add_contracts(&suite, &mut names);
        Ok(Self {
            suite,
            names,
            check,
            unchecked: true,
        })
    }

    /// The addresses of what was deployed.
    pub fn deployed(&self) -> Value {
        let Suite {
            hub,
            registry,
            collector,
            ..
        } = &self.suite;
        json!({"hub": hub, "registry": registry, "collector": collector})
    }

    /// Names of the invariants that broke since the last call.
    pub fn broken(&mut self) -> Vec<String> {
        if !self.check {
            return Vec::new();
        }
        if self.unchecked {
            self.suite.check_invariants();
        }
        let mut broken = std::mem::take(&mut self.suite.broken);
        broken.dedup();
        broken
    }

    pub fn step(&mut self, step: Step) -> Answer {
        // The suite checks messages itself; what only reads changes nothing.
        self.unchecked = !matches!(
            step,
            Step::Exec(_) | Step::Query(_) | Step::Balance(_) | Step::Note(_)
        );
        match step {
            Step::Setup(_) => Err(Failure::new("Setup", "the protocol is deployed already")),
            Step::Exec(exec) => self.exec(exec),
            Step::Query(query) => self.query(query),
            Step::Advance(advance) => self.advance(&advance),
            Step::Rewards(Rewards::Spread(amount)) => self.rewards(amount.0),
            Step::Rewards(Rewards::At(at)) => self.rewards_at(&at.into_iter().collect::<Vec<_>>()),
            Step::Send(transfer) => self.send(&transfer),
            Step::Slash(slash) => self.slash(&slash),
            Step::Jail(validator) => self.status(&validator, |suite, operator| suite.chain.jail(operator)),
            Step::Unjail(validator) => {
                self.status(&validator, |suite, operator| suite.chain.unjail(operator))
            }
            Step::UnbondValidator(validator) => self.status(&validator, |suite, operator| {
                suite.chain.unbond_validator(operator)
            }),
            Step::Balance(balance) => self.balance(&balance),
            Step::Hold(hold) => self.hold(&hold),
            Step::Fail(fail) => self.fail(&fail),
            Step::Commission(line) => self.commission(&line),
            Step::Note(note) => Ok(json!({"note": note})),
        }
    }

    fn exec(&mut self, exec: Exec) -> Answer {
        let (by, to) = (self.address(&exec.by)?, self.contract(&exec.to)?);
        let msg = encode_hook(self.names.fill(exec.msg))?;
        let funds = self.coins(&exec.funds.unwrap_or_default());
        // Coins of zero do not exist: what is sent is no coin.
        let funds: Vec<Coin> = funds.into_iter().filter(|coin| !coin.amount.is_zero()).collect();
        self.provide(&by, &funds)?;
        let msg = encode(&msg)?.into();
        let response = if self.check {
            self.suite.exec_raw(&by, &to, msg, &funds)?
        } else {
            self.suite
                .chain
                .execute_raw(&by, &to, msg, &funds)
                .map_err(|error| Failure::of(&error))?
        };
        executed(&response)
    }

    fn query(&self, query: Query) -> Answer {
        let of = self.contract(&query.of)?;
        let msg = encode(&self.names.fill(query.msg))?;
        let answer = self.suite.ask_raw(&of, &msg)?;
        from_json(answer).map_err(|error| Failure::of(&error.into()))
    }

    fn advance(&mut self, advance: &Advance) -> Answer {
        let blocks = advance.blocks.unwrap_or(1);
        let secs = match advance.secs {
            Some(secs) => secs,
            None => self.suite.chain.config().block_secs.saturating_mul(blocks),
        };
        check_time(self.suite.now(), secs)?;
        if blocks > MAX_BLOCKS {
            return Err(Failure::new(
                "OutOfRange",
                format!("blocks is {blocks}, the most is {MAX_BLOCKS}"),
            ));
        }
        self.suite
            .chain
            .advance(secs, blocks)
            .map_err(|error| Failure::of(&error))?;
        let block = self.suite.chain.block();
        Ok(json!({"height": block.height, "time": block.time.seconds()}))
    }

    fn rewards(&mut self, amount: Uint128) -> Answer {
        check_amount(amount)?;
        let hub = self.suite.hub.clone();
        self.suite
            .chain
            .rewards_spread(&hub, amount)
            .map_err(|error| Failure::of(&error))?;
        Ok(self.pending())
    }

    /// At all of the validators or at none.
    fn rewards_at(&mut self, at: &[(String, Reward)]) -> Answer {
        let hub = self.suite.hub.clone();
        let delegations = self.suite.chain.delegations(&hub);
        let mut accruing = Vec::new();
        for (validator, reward) in at {
            let operator = self.operator(validator)?;
            if !delegations.contains_key(&operator) {
                return Err(Failure::new(
                    "NoDelegation",
                    format!("the hub has no delegation to {validator}"),
                ));
            }
            let reward = match reward {
                Reward::Staking(amount) => vec![coin(amount.0.u128(), &self.suite.denom)],
                Reward::Denoms(amounts) => self.coins(amounts),
            };
            reward.iter().try_for_each(|coin| check_amount(coin.amount))?;
            accruing.push((operator, reward));
        }
        for (operator, reward) in accruing {
            self.suite
                .chain
                .rewards(&hub, &operator, &reward)
                .map_err(|error| Failure::of(&error))?;
        }
        Ok(self.pending())
    }

    /// The hub's rewards that wait at the validators.
    fn pending(&self) -> Value {
        let pending = self.suite.chain.pending_rewards(&self.suite.hub);
        let named = pending
            .into_iter()
            .map(|(operator, amounts)| (self.names.label(&operator).1, json!(amounts)));
        json!({"pending": named.collect::<Map<_, _>>()})
    }

    fn send(&mut self, transfer: &Transfer) -> Answer {
        let (from, to) = (self.address(&transfer.from)?, self.address(&transfer.to)?);
        let amount = self.coins(&transfer.amount);
        self.provide(&from, &amount)?;
        let response = self
            .suite
            .chain
            .send(&from, &to, &amount)
            .map_err(|error| Failure::of(&error))?;
        executed(&response)
    }

    fn slash(&mut self, line: &SlashLine) -> Answer {
        let slash = Slash {
            validator: self.operator(&line.validator)?,
            fraction: line.fraction.0,
            infraction_height: line.infraction_height,
            power: line.power.map(|power| power.0),
            jail: line.jail.unwrap_or_default(),
            tombstone: line.tombstone.unwrap_or_default(),
        };
        let burned = self
            .suite
            .chain
            .slash(&slash)
            .map_err(|error| Failure::of(&error))?;
        let text = |amount: u128| amount.to_string();
        Ok(json!({"burned": {
            "entries": text(burned.entries),
            "redelegations": text(burned.redelegations),
            "bonded": text(burned.bonded),
        }}))
    }

    fn status(
        &mut self,
        validator: &str,
        change: impl FnOnce(&mut Suite, &str) -> anyhow::Result<()>,
    ) -> Answer {
        let operator = self.operator(validator)?;
        change(&mut self.suite, &operator).map_err(|error| Failure::of(&error))?;
        let jailed = self.suite.chain.validator(&operator).map(|view| view.jailed);
        let status = self
            .suite
            .chain
            .validator(&operator)
            .map(|view| format!("{:?}", view.status).to_lowercase());
        Ok(
            json!({"status": status.unwrap_or_else(|| "removed".into()), "jailed": jailed.unwrap_or_default()}),
        )
    }

    fn balance(&self, balance: &Balance) -> Answer {
        let of = self.address(&balance.of)?;
        let denom = balance.denom.as_deref().map(|denom| self.names.text(denom));
        let denom = denom.unwrap_or_else(|| self.suite.denom.clone());
        let amount = self.suite.chain.balance(&of, &denom).to_string();
        Ok(json!({"denom": denom, "amount": amount}))
    }

    fn hold(&mut self, hold: &Hold) -> Answer {
        check_span(hold.secs)?;
        let operator = self.operator(&hold.validator)?;
        self.suite
            .chain
            .hold(&operator, hold.secs)
            .map_err(|error| Failure::of(&error))?;
        Ok(json!({"secs": hold.secs}))
    }

    fn fail(&mut self, fail: &Fail) -> Answer {
        let operator = self.operator(&fail.validator)?;
        let on = fail.on.unwrap_or(true);
        self.suite
            .chain
            .set_faults(&operator, &fail.messages, on, fail.how)
            .map_err(|error| Failure::of(&error))?;
        let view = self.suite.chain.validator(&operator);
        let (faults, panics): (Vec<ModuleFault>, Vec<ModuleFault>) =
            view.map(|view| (view.faults, view.panics)).unwrap_or_default();
        Ok(json!({"refused": faults, "panics": panics}))
    }

    fn commission(&mut self, line: &Commission) -> Answer {
        let operator = self.operator(&line.validator)?;
        self.suite
            .chain
            .set_commission(&operator, line.rate.0)
            .map_err(|error| Failure::of(&error))?;
        Ok(json!({"commission": line.rate.0}))
    }

    /// The address behind `@name`, or an address as it is.
    fn address(&self, text: &str) -> Result<Addr, Failure> {
        let address = self.names.text(text);
        let valid = self.suite.chain.app().api().addr_validate(&address);
        valid.map_err(|_| {
            Failure::new(
                "UnknownName",
                format!("{text:?} is neither a name, such as @alice, nor an account's address"),
            )
        })
    }

    fn contract(&self, text: &str) -> Result<Addr, Failure> {
        let address = self.address(text)?;
        let Suite {
            hub,
            registry,
            collector,
            guarantors,
            ..
        } = &self.suite;
        let mut known = [hub, registry, collector].into_iter().chain(guarantors.values());
        if known.any(|known| *known == address) {
            return Ok(address);
        }
        Err(Failure::new(
            "NoContract",
            format!("{text} is no contract; name @hub, @registry, @collector or another one that the setup deploys"),
        ))
    }

    fn operator(&self, text: &str) -> Result<String, Failure> {
        let known = self.names.operator(text).map(str::to_owned);
        known.ok_or_else(|| {
            Failure::new(
                "UnknownValidator",
                format!("{text} is no validator of the setup; name it there"),
            )
        })
    }

    fn coins(&self, amounts: &super::line::Coins) -> Vec<Coin> {
        let mut coins = coins(amounts);
        coins
            .iter_mut()
            .for_each(|coin| coin.denom = self.names.text(&coin.denom));
        coins
    }

    /// Makes the coins of other denoms that the sender lacks, for only the staking denom comes from the setup. Of that
    /// one it must have enough.
    fn provide(&mut self, sender: &Addr, coins: &[Coin]) -> Result<(), Failure> {
        for Coin { denom, amount } in coins {
            check_amount(*amount)?;
            let held = self.suite.chain.balance(sender, denom);
            let missing = amount.u128().saturating_sub(held);
            if missing > 0 && *denom == self.suite.denom {
                let text = format!("{sender} has {held} {denom}, {amount} is needed");
                return Err(Failure::new("InsufficientFunds", text));
            }
            self.suite.chain.fund(sender, &[coin(missing, denom)]);
        }
        Ok(())
    }
}

fn check_amount(amount: Uint128) -> Result<(), Failure> {
    if amount > MAX_AMOUNT {
        return Err(Failure::new(
            "OutOfRange",
            format!("{amount} is more than {MAX_AMOUNT}, the most of one amount"),
        ));
    }
    Ok(())
}

fn encode(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    to_json_vec(value).map_err(|error| Failure::of(&error.into()))
}

/// In a token `send` what the receiver is told, and in a proposal what is proposed, may be written as an object.
fn encode_hook(mut msg: Value) -> Answer {
    for name in ["send", "send_from"] {
        let hook = msg.get_mut(name).and_then(|send| send.get_mut("msg"));
        if let Some(hook) = hook.filter(|hook| hook.is_object()) {
            *hook = json!(cosmwasm_std::Binary::from(encode(hook)?));
        }
    }
    let proposed = msg.pointer_mut("/queue/msgs").and_then(Value::as_array_mut);
    for act in proposed.into_iter().flatten() {
        for kind in ["execute", "migrate"] {
            let inner = act.pointer_mut(&format!("/wasm/{kind}/msg"));
            if let Some(inner) = inner.filter(|inner| inner.is_object()) {
                *inner = json!(cosmwasm_std::Binary::from(encode(inner)?));
            }
        }
    }
    Ok(msg)
}

/// Events and data of a message; data that is JSON is decoded, other data is base64.
fn executed(response: &AppResponse) -> Answer {
    let data = response
        .data
        .as_ref()
        .map(|data| match serde_json::from_slice::<Value>(data) {
            Ok(value) => value,
            Err(_) => json!(data),
        });
    Ok(json!({"events": response.events, "data": data}))
}
