//! The measured history: one transaction in flight at a time, each figure the `gas_used` of the whole transaction.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use cosmwasm_std::{coin, coins, CosmosMsg, DistributionMsg, StakingMsg, Uint128};
use floe_api::hub::{ConfigResponse, CrankReport};
use floe_client::{Chain, ChainExt, Code, Gas, Instance, Live, Msg, Signer, Tx, TxOutcome};
use serde::Serialize;
use serde_json::{json, Value};

use crate::network::Network;

/// Gas by name of what was measured.
pub(crate) type Figures = BTreeMap<String, u64>;

/// Wasm of all contracts involved.
pub(crate) struct Codes {
    pub hub: Code,
    pub registry: Code,
    pub collector: Code,
    pub null_hub: Code,
    pub reader: Code,
}

pub(crate) const COIN: u128 = 1_000_000;
/// A page of undelegations may be dear; nothing here comes near it.
const LIMIT: Gas = Gas::Limit(40_000_000);

pub(crate) struct Bench {
    pub chain: Live,
    pub owner: Signer,
    pub faucet: Signer,
    pub denom: String,
    pub operators: Vec<String>,
    pub hub: String,
    pub registry: String,
    null_hub: String,
    reader: String,
    pub figures: Figures,
}

impl Bench {
    /// Stores and creates everything; the hub with so many validators at equal weight.
    pub fn deploy(network: &Network, codes: &Codes, curated: usize) -> Result<Self> {
        let mut chain = network.connect()?;
        let owner = network.key("owner")?;
        let faucet = network.key("faucet")?;
        let denom = chain.facts().denom.clone();
        let operators = chain.validators()?.into_iter().map(|v| v.operator);
        let operators: Vec<String> = operators.take(curated).collect();
        let mut store = |code: &Code| chain.store(&owner, code);
        let (hub, registry, collector) = (
            store(&codes.hub)?,
            store(&codes.registry)?,
            store(&codes.collector)?,
        );
        let (null_hub, reader) = (store(&codes.null_hub)?, store(&codes.reader)?);
        let address = chain.address(&owner)?;
        let weights: Vec<Value> = operators
            .iter()
            .map(|operator| json!({"operator": operator, "weight": 1}))
            .collect();
        let msg = json!({
            "owner": address, "denom": denom,
            "token": {"name": "Floe Stake", "symbol": "flSTAKE", "decimals": 6},
            "registry": {"code_id": registry, "validators": weights, "params": {}},
            "collector": {"code_id": collector},
            "fee": {"bps": 500, "receivers": [{"to": address, "weight": 9}, {"to": "keeper", "weight": 1}]},
            "params": {"batch_interval": 10, "harvest_interval": 3600, "drip_secs": 86400, "unbonding_estimate": 40, "instant_reserve_bps": 100, "max_move_bps": 400},
        });
        let instance = Instance::new(hub, "hub")
            .admin(&address)
            .funds(&coins(COIN, &denom));
        let hub = chain.instantiate(&owner, &instance, &msg)?;
        let config: ConfigResponse = chain.query(&hub, &json!({"config": {}}))?;
        let registry = config.registry;
        let null_hub = chain.instantiate(&owner, &Instance::new(null_hub, "null hub"), &json!({}))?;
        let reader = chain.instantiate(&owner, &Instance::new(reader, "reader"), &json!({}))?;
        Ok(Self {
            chain,
            owner,
            faucet,
            denom,
            operators,
            hub,
            registry,
            null_hub,
            reader,
            figures: Figures::new(),
        })
    }

    /// Everything, for one number of validators; with `users`, deposits once more when there are as many holders.
    pub fn run(&mut self, users: usize) -> Result<()> {
        let [ann, ben, cat] = [self.user("ann")?, self.user("ben")?, self.user("cat")?];
        self.floors(&ann, &ben)?;
        self.deposits(&ann, &ben, "empty")?;
        self.fill(&cat)?;
        self.cranks("delegate everything")?;
        self.observations()?;
        self.deposits(&ann, &cat, "staked")?;
        self.token(&ann)?;
        self.exits(&ann, &ben)?;
        self.claims(&ben)?;
        self.rates()?;
        self.moves()?;
        self.everything_due(&ann)?;
        if users > 0 {
            self.crowd(users)?;
            let dan = self.user("dan")?;
            self.deposits(&ann, &dan, &format!("{users} users"))?;
        }
        Ok(())
    }

    /// A funded account whose key the chain knows, so that its next transactions cost alike.
    pub fn user(&mut self, name: &str) -> Result<Signer> {
        let user = Signer::for_tests(name)?;
        let address = self.chain.address(&user)?;
        let funds = coins(1_000_000 * COIN, &self.denom);
        self.chain.transfer(&self.faucet.clone(), &address, &funds)?;
        self.chain.transfer(&user, &address, &coins(1, &self.denom))?;
        Ok(user)
    }

    pub fn send(&mut self, signer: &Signer, msg: Msg) -> Result<TxOutcome> {
        Ok(self.chain.send(&Tx::new(signer, vec![msg]).gas(LIMIT))?)
    }

    pub fn measure(&mut self, name: &str, signer: &Signer, msg: Msg) -> Result<TxOutcome> {
        let outcome = self.send(signer, msg).with_context(|| name.to_owned())?;
        let used = outcome.gas.as_ref().context("a live chain meters")?.used;
        eprintln!("{:>4} validators: {name}: {used}", self.operators.len());
        self.figures.insert(name.to_owned(), used);
        Ok(outcome)
    }

    pub fn call(
        &mut self,
        name: &str,
        by: &Signer,
        contract: &str,
        msg: &impl Serialize,
        amount: u128,
    ) -> Result<TxOutcome> {
        let funds = if amount == 0 {
            Vec::new()
        } else {
            coins(amount, &self.denom)
        };
        self.measure(name, by, Msg::execute(contract, msg, &funds)?)
    }

    fn on_hub(&mut self, name: &str, by: &Signer, msg: &Value, amount: u128) -> Result<TxOutcome> {
        let hub = self.hub.clone();
        self.call(name, by, &hub, msg, amount)
    }

    /// What the chain itself and the least of all hubs cost.
    fn floors(&mut self, ann: &Signer, ben: &Signer) -> Result<()> {
        let ben_address = self.chain.address(ben)?;
        let bank = Msg::send(&ben_address, &coins(1, &self.denom));
        self.measure("floor: bank send", ann, bank)?;
        let operator = self.operators.first().context("a validator")?.clone();
        let amount = coin(100 * COIN, &self.denom);
        self.measure(
            "floor: MsgDelegate, first",
            ann,
            Msg::delegate(&operator, amount.clone()),
        )?;
        self.pass_blocks(2)?;
        self.measure(
            "floor: MsgDelegate, rewards due",
            ann,
            Msg::delegate(&operator, amount.clone()),
        )?;
        self.pass_blocks(2)?;
        let withdraw = DistributionMsg::WithdrawDelegatorReward {
            validator: operator.clone(),
        };
        self.measure(
            "floor: MsgWithdrawDelegatorReward",
            ann,
            CosmosMsg::from(withdraw).into(),
        )?;
        let undelegate = StakingMsg::Undelegate {
            validator: operator,
            amount,
        };
        self.measure("floor: MsgUndelegate", ann, undelegate.into())?;

        let null = self.null_hub.clone();
        self.call(
            "floor: null hub deposit, new",
            ann,
            &null,
            &json!({"deposit": {}}),
            10 * COIN,
        )?;
        self.call(
            "floor: null hub deposit, returning",
            ann,
            &null,
            &json!({"deposit": {}}),
            10 * COIN,
        )?;
        let amount = Uint128::new(COIN);
        let transfer = json!({"transfer": {"recipient": ben_address, "amount": amount}});
        self.call("floor: cw20-base transfer, new", ann, &null, &transfer, 0)?;
        self.call("floor: cw20-base transfer, returning", ann, &null, &transfer, 0)?;
        self.call(
            "floor: null hub exit, first of all",
            ann,
            &null,
            &json!({"exit": {"amount": amount}}),
            0,
        )?;
        self.call(
            "floor: null hub exit",
            ben,
            &null,
            &json!({"exit": {"amount": "1000"}}),
            0,
        )?;
        self.call("floor: no-op", ann, &null, &json!({"noop": {}}), 0)?;
        let pay = json!({"pay": {"denom": self.denom}});
        self.call("floor: pay a coin", ann, &null, &pay, 0)?;
        Ok(())
    }

    fn deposits(&mut self, known: &Signer, new: &Signer, when: &str) -> Result<()> {
        let bond = json!({"bond": {}});
        self.on_hub(&format!("bond, new ({when})"), new, &bond, 20 * COIN)?;
        self.on_hub(&format!("bond, first or later ({when})"), known, &bond, 20 * COIN)?;
        self.on_hub(&format!("bond, returning ({when})"), known, &bond, 20 * COIN)?;
        Ok(())
    }

    /// A large deposit, so that every validator gets stake and one per cent is worth covering.
    fn fill(&mut self, by: &Signer) -> Result<()> {
        self.on_hub("bond, large", by, &json!({"bond": {}}), 500_000 * COIN)?;
        Ok(())
    }

    /// Cranks until nothing is sent any more; keeps the dearest and the number of pages.
    fn cranks(&mut self, what: &str) -> Result<()> {
        let owner = self.owner.clone();
        let (mut dearest, mut pages) = (0, 0u64);
        for _ in 0..60 {
            let preview: CrankReport = self.chain.query(&self.hub, &json!({"preview_crank": {}}))?;
            if preview.is_idle() {
                break;
            }
            let outcome = self.on_hub(
                &format!("crank: {what}, last page"),
                &owner,
                &json!({"crank": {}}),
                0,
            )?;
            dearest = dearest.max(outcome.gas.map_or(0, |gas| gas.used));
            pages = pages.saturating_add(1);
            self.pass_blocks(1)?;
        }
        self.figures
            .insert(format!("crank: {what}, dearest page"), dearest);
        self.figures.insert(format!("crank: {what}, pages"), pages);
        Ok(())
    }

    fn observations(&mut self) -> Result<()> {
        let owner = self.owner.clone();
        self.on_hub("sync", &owner, &json!({"sync": {}}), 0)?;
        let mut left = self.operators.len();
        let (mut dearest, mut all, mut pages) = (0, 0u64, 0u64);
        while left > 0 {
            let outcome = self.on_hub("harvest, last page", &owner, &json!({"harvest": {}}), 0)?;
            let used = outcome.gas.map_or(0, |gas| gas.used);
            dearest = dearest.max(used);
            all = all.saturating_add(used);
            pages = pages.saturating_add(1);
            left = left.saturating_sub(30);
        }
        self.figures.insert("harvest, dearest page".into(), dearest);
        self.figures.insert("harvest, all pages".into(), all);
        self.figures.insert("harvest, pages".into(), pages);
        self.on_hub("crank, nothing due", &owner, &json!({"crank": {}}), 0)?;
        Ok(())
    }

    fn token(&mut self, ann: &Signer) -> Result<()> {
        let eve = self.user("eve")?;
        for (name, to) in [("new", &eve), ("returning", &eve)] {
            let recipient = self.chain.address(to)?;
            let transfer = json!({"transfer": {"recipient": recipient, "amount": "1000000"}});
            self.on_hub(&format!("cw20 transfer, {name}"), ann, &transfer, 0)?;
        }
        Ok(())
    }

    fn exits(&mut self, ann: &Signer, ben: &Signer) -> Result<()> {
        let owner = self.owner.clone();
        let hook = cosmwasm_std::to_json_binary(&json!({"queue_unbond": {}}))?;
        let queue = json!({"queue_unbond": {"shares": "1000000"}});
        let send = json!({"send": {"contract": self.hub, "amount": "1000000", "msg": hook}});
        self.on_hub("queue an exit, first of a batch", ann, &queue, 0)?;
        self.on_hub("queue an exit", ben, &queue, 0)?;
        self.on_hub("queue an exit, more", ben, &queue, 0)?;
        self.on_hub("cancel an exit", ben, &json!({"cancel_unbond": {}}), 0)?;
        let eve = Signer::for_tests("eve")?;
        self.on_hub("queue an exit by cw20 send", &eve, &send, 0)?;
        self.on_hub(
            "instant exit",
            ann,
            &json!({"instant_unbond": {"shares": "1000000"}}),
            0,
        )?;
        // One per cent of the pool.
        let cat = Signer::for_tests("cat")?;
        let large = json!({"queue_unbond": {"shares": (5_000 * COIN).to_string()}});
        self.on_hub("queue an exit, large", &cat, &large, 0)?;
        self.pass_secs(11)?;
        self.on_hub(
            "close and cover one per cent",
            &owner,
            &json!({"submit_batch": {}}),
            0,
        )?;
        self.pass_blocks(1)?;
        self.cranks("after a close")
    }

    /// Claims of one batch and of five, settled before.
    fn claims(&mut self, ben: &Signer) -> Result<()> {
        let fay = self.user("fay")?;
        self.on_hub("bond, first (claims)", &fay, &json!({"bond": {}}), 100 * COIN)?;
        let owner = self.owner.clone();
        for who in [ben, &fay, &fay, &fay, &fay, &fay] {
            self.on_hub(
                "queue an exit, alone",
                who,
                &json!({"queue_unbond": {"shares": "1000000"}}),
                0,
            )?;
            self.pass_secs(11)?;
            self.on_hub("crank: close one small batch", &owner, &json!({"crank": {}}), 0)?;
        }
        self.pass_secs(45)?;
        self.cranks("arrivals and settlement")?;
        self.on_hub("claim of one batch", ben, &json!({"withdraw_unbonded": {}}), 0)?;
        self.on_hub(
            "claim of five batches",
            &fay,
            &json!({"withdraw_unbonded": {}}),
            0,
        )?;
        Ok(())
    }

    fn rates(&mut self) -> Result<()> {
        let (owner, reader) = (self.owner.clone(), self.reader.clone());
        let (hub, least) = (self.hub.clone(), self.null_hub.clone());
        self.call("floor: reader, nothing", &owner, &reader, &json!({"noop": {}}), 0)?;
        self.call(
            "floor: reader, one item",
            &owner,
            &reader,
            &json!({"item": {"of": least}}),
            0,
        )?;
        self.call(
            "rate, smart query",
            &owner,
            &reader,
            &json!({"smart": {"hub": hub}}),
            0,
        )?;
        self.call(
            "rate, raw read",
            &owner,
            &reader,
            &json!({"raw": {"hub": hub}}),
            0,
        )?;
        let nothing = self
            .figures
            .get("floor: reader, nothing")
            .copied()
            .unwrap_or_default();
        for name in ["floor: reader, one item", "rate, smart query", "rate, raw read"] {
            let whole = self.figures.get(name).copied().unwrap_or_default();
            self.figures
                .insert(format!("{name}, alone"), whole.saturating_sub(nothing));
        }
        Ok(())
    }

    /// A change of weights and a removal, with the redelegations they cause.
    fn moves(&mut self) -> Result<()> {
        let (owner, registry) = (self.owner.clone(), self.registry.clone());
        if self.operators.len() < 2 {
            return Ok(());
        }
        let last = self.operators.last().context("a validator")?.clone();
        self.call(
            "remove a validator",
            &owner,
            &registry,
            &json!({"remove_validator": {"operator": last}}),
            0,
        )?;
        self.cranks("removal")?;
        let half = self.operators.len() / 2;
        let weights: Vec<Value> = self
            .operators
            .iter()
            .take(half)
            .map(|operator| json!({"operator": operator, "weight": 2}))
            .collect();
        self.call(
            "set weights of half",
            &owner,
            &registry,
            &json!({"set_weights": {"weights": weights}}),
            0,
        )?;
        self.cranks("rebalance")?;
        self.call("registry refresh", &owner, &registry, &json!({"refresh": {}}), 0)?;
        Ok(())
    }

    /// A crank that has a batch to close and cover, deposits to place, and all rewards to withdraw.
    fn everything_due(&mut self, ann: &Signer) -> Result<()> {
        let owner = self.owner.clone();
        let cat = Signer::for_tests("cat")?;
        let often = json!({"update_params": {"harvest_interval": 10}});
        self.on_hub("update params", &owner, &often, 0)?;
        self.on_hub(
            "bond, large (before a full crank)",
            ann,
            &json!({"bond": {}}),
            10_000 * COIN,
        )?;
        let exit = json!({"queue_unbond": {"shares": (20_000 * COIN).to_string()}});
        self.on_hub("queue an exit, large (before a full crank)", &cat, &exit, 0)?;
        self.pass_secs(11)?;
        self.on_hub("crank, everything due", &owner, &json!({"crank": {}}), 0)?;
        let rarely = json!({"update_params": {"harvest_interval": 3600}});
        self.on_hub("update params", &owner, &rarely, 0)?;
        Ok(())
    }

    /// Deposits for many receivers, a hundred a transaction.
    fn crowd(&mut self, users: usize) -> Result<()> {
        let cat = Signer::for_tests("cat")?;
        let prefix = self.chain.facts().prefix.clone();
        let mut number = 0u64;
        let mut left = users;
        while left > 0 {
            let page = left.min(100);
            let mut msgs = Vec::with_capacity(page);
            for _ in 0..page {
                number = number.saturating_add(1);
                let receiver = address_of(&prefix, number)?;
                let bond = json!({"bond": {"receiver": receiver}});
                msgs.push(Msg::execute(&self.hub, &bond, &coins(COIN, &self.denom))?);
            }
            self.chain
                .send(&Tx::new(&cat, msgs).gas(Gas::Limit(60_000_000)))?;
            left = left.saturating_sub(page);
        }
        Ok(())
    }

    pub fn pass_blocks(&mut self, blocks: u64) -> Result<()> {
        let height = self.chain.block()?.height.saturating_add(blocks);
        self.chain.wait_for_height(height)?;
        Ok(())
    }

    fn pass_secs(&mut self, secs: u64) -> Result<()> {
        let time = self.chain.block()?.time.plus_seconds(secs);
        self.chain.wait_for_time(time)?;
        Ok(())
    }
}

/// A made-up account.
fn address_of(prefix: &str, number: u64) -> Result<String> {
    let mut bytes = [7u8; 20];
    for (byte, digit) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *byte = digit;
    }
    let account = cosmrs::AccountId::new(prefix, &bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(account.to_string())
}
