//! The contracts beside the hub: stakes, gauge, timelock, backstop and bonds.

use anybuf::{Anybuf, Bufany};
use anyhow::{bail, Context, Result};
use cosmwasm_std::{to_json_binary, AnyMsg, CosmosMsg};
use floe_api::hub::CrankReport;
use floe_client::{ChainExt, Code, Instance, Msg, MsgAnswer, Signer};
use serde_json::{json, Value};

use crate::bench::{Bench, COIN};
use crate::network::Network;

/// Wasm of the contracts.
pub(crate) struct ModuleCodes {
    pub stake: Code,
    pub gauge: Code,
    pub timelock: Code,
    pub backstop: Code,
    pub bonds: Code,
}

/// What a proposal of x/gov must bring on a local network to be open at once, in base units.
const DEPOSIT: u128 = 1_000;
/// The shortest times that a timelock takes, in seconds.
const SHORT: u64 = 172_800;
const DAY: u64 = 86_400;
/// What a bond has, in base units.
const BOND: u128 = 2_000 * COIN;
/// Open validators that there may be.
const MOST_OPEN: usize = 30;
/// Curated validators that must stay beside them.
const LEAST_CURATED: usize = 3;

/// How many of so many validators are open in [`Bench::protection`]; none where there are too few.
pub(crate) fn open_of(validators: usize) -> usize {
    validators.saturating_sub(LEAST_CURATED).min(MOST_OPEN)
}

impl Bench {
    /// Stakes, gauge and timelock of the hub.
    pub fn governance(&mut self, codes: &ModuleCodes, network: &Network) -> Result<()> {
        let owner = self.owner.clone();
        let [ida, jon] = [self.user("ida")?, self.user("jon")?];
        let own = self.chain.address(&owner)?;
        let (hub, registry) = (self.hub.clone(), self.registry.clone());
        for user in [&ida, &jon] {
            let coins = cosmwasm_std::coins(20_000 * COIN, &self.denom);
            self.send(user, Msg::execute(&hub, &json!({"bond": {}}), &coins)?)?;
        }

        // One is ready at once; the other is slow enough for a gauge.
        let code = self.chain.store(&owner, &codes.stake)?;
        let mut stakes = Vec::new();
        for unstaking in [0, DAY] {
            let msg = json!({"token": {"cw20": hub}, "unstaking": unstaking, "owner": own});
            stakes.push(
                self.chain
                    .instantiate(&owner, &Instance::new(code, "stakes"), &msg)?,
            );
        }
        let [quick, slow] = <[String; 2]>::try_from(stakes).ok().context("two of them")?;
        let stream = json!({"add_stream": {"asset": {"cw20": hub}, "period": 3_600}});
        self.tell(&owner, &quick, &stream)?;
        self.call_token(
            "stake: deposit, first of all",
            &ida,
            &quick,
            &json!({"stake": {}}),
            10,
        )?;
        self.call_token("stake: deposit, new", &jon, &quick, &json!({"stake": {}}), 10)?;
        self.call_token("stake: deposit, more", &ida, &quick, &json!({"stake": {}}), 10)?;
        self.call_token("stake: pay into a stream", &jon, &quick, &json!({"fund": {}}), 10)?;
        self.pass_blocks(2)?;
        self.call(
            "stake: rewards of one stream",
            &ida,
            &quick,
            &json!({"harvest": {}}),
            0,
        )?;
        let unstake = json!({"unstake": {"amount": COIN.to_string()}});
        self.call("stake: unstake", &ida, &quick, &unstake, 0)?;
        self.call("stake: claim", &ida, &quick, &json!({"claim": {}}), 0)?;

        // More than the fiftieth of the supply from which the hub votes.
        self.token_to(&ida, &slow, &json!({"stake": {}}), 15_000)?;
        self.token_to(&jon, &slow, &json!({"stake": {}}), 5_000)?;
        self.pass_blocks(1)?;
        let code = self.chain.store(&owner, &codes.gauge)?;
        let msg = json!({"hub": hub, "registry": registry, "power": slow});
        let gauge = self
            .chain
            .instantiate(&owner, &Instance::new(code, "gauge"), &msg)?;
        self.tell(&owner, &slow, &json!({"add_listener": {"listener": gauge}}))?;
        self.tell(&owner, &hub, &json!({"update_roles": {"governor": gauge}}))?;
        self.tell(&owner, &registry, &json!({"update_roles": {"steward": gauge}}))?;
        let id = self.question()?;
        self.call(
            "gauge: open",
            &ida,
            &gauge,
            &json!({"open": {"proposal_id": id}}),
            0,
        )?;
        for (name, by, choice) in [
            ("gauge: vote", &ida, "yes"),
            ("gauge: vote, the next", &jon, "no"),
        ] {
            let votes = json!({"vote": {"proposal_id": id, "votes": [["1", choice]]}});
            self.call(name, by, &gauge, &votes, 0)?;
        }
        self.call(
            "gauge: cast",
            &owner,
            &gauge,
            &json!({"cast": {"proposal_id": id}}),
            0,
        )?;
        let first = self.operators.first().context("a validator")?.clone();
        let votes = json!({"set_votes": {"votes": [[first, 10_000]]}});
        self.call("gauge: votes for validators", &ida, &gauge, &votes, 0)?;
        self.call("gauge: apply", &owner, &gauge, &json!({"apply": {}}), 0)?;
        self.call(
            "stake: unstake, with the gauge as listener",
            &ida,
            &slow,
            &unstake,
            0,
        )?;
        let ida_address = self.chain.address(&ida)?;
        self.call(
            "gauge: poke",
            &owner,
            &gauge,
            &json!({"poke": {"user": ida_address}}),
            0,
        )?;

        let code = self.chain.store(&owner, &codes.timelock)?;
        let msg = json!({"proposers": [own], "cancellers": [], "hub": hub, "short": SHORT, "exit": SHORT});
        let timelock = self
            .chain
            .instantiate(&owner, &Instance::new(code, "timelock"), &msg)?;
        let act = to_json_binary(&json!({"update_params": {}}))?;
        let act = json!({"wasm": {"execute": {"contract_addr": hub, "msg": act, "funds": []}}});
        for (name, messages) in [("one message", 1), ("twenty messages", 20)] {
            let msgs = vec![&act; messages];
            let queue = json!({"queue": {"title": "A change", "msgs": msgs}});
            self.call(&format!("timelock: propose {name}"), &owner, &timelock, &queue, 0)?;
        }
        let object = json!({"object": {"id": 1}});
        self.call_token("timelock: object, the first", &ida, &timelock, &object, 1)?;
        self.call_token("timelock: object, more", &ida, &timelock, &object, 1)?;
        self.call_token("timelock: object, the next", &jon, &timelock, &object, 1)?;
        self.call(
            "timelock: cancel",
            &owner,
            &timelock,
            &json!({"cancel": {"id": 1}}),
            0,
        )?;
        self.call(
            "timelock: leave",
            &ida,
            &timelock,
            &json!({"leave": {"id": 1}}),
            0,
        )?;
        self.call(
            "timelock: retract",
            &jon,
            &timelock,
            &json!({"retract": {"id": 1}}),
            0,
        )?;

        // The second, of twenty messages, is open still.
        let hand_over = json!({"transfer_ownership": {"new_owner": timelock, "expiry": null}});
        self.tell(&owner, &hub, &json!({"update_ownership": hand_over}))?;
        self.call("timelock: accept", &owner, &timelock, &json!({"accept": {}}), 0)?;
        self.tell(
            &owner,
            &timelock,
            &json!({"queue": {"title": "A change", "msgs": [act]}}),
        )?;
        network.pass(SHORT)?;
        self.pass_blocks(2)?;
        for (name, id) in [("one message", 3), ("twenty messages", 2)] {
            let execute = json!({"execute": {"id": id}});
            self.call(&format!("timelock: execute {name}"), &ida, &timelock, &execute, 0)?;
        }
        Ok(())
    }

    /// A hub with guarantors: looks, bonds, and a registry with open validators beside its own, which are `all` without those.
    pub fn protection(&mut self, codes: &ModuleCodes, all: &[String]) -> Result<()> {
        let owner = self.owner.clone();
        let kim = self.user("kim")?;
        let (hub, registry) = (self.hub.clone(), self.registry.clone());
        let coins = cosmwasm_std::coins(500_000 * COIN, &self.denom);
        self.send(&kim, Msg::execute(&hub, &json!({"bond": {}}), &coins)?)?;
        self.settle_down()?;
        self.call("sync, before guarantors", &owner, &hub, &json!({"sync": {}}), 0)?;

        let code = self.chain.store(&owner, &codes.backstop)?;
        let msg = json!({"hub": hub, "cooldown": 2 * DAY});
        let backstop = self
            .chain
            .instantiate(&owner, &Instance::new(code, "backstop"), &msg)?;
        let code = self.chain.store(&owner, &codes.bonds)?;
        let msg = json!({"hub": hub, "registry": registry, "cooldown": 2 * DAY});
        let bonds = self
            .chain
            .instantiate(&owner, &Instance::new(code, "bonds"), &msg)?;
        self.tell(
            &owner,
            &hub,
            &json!({"update_roles": {"bonds": bonds, "backstop": backstop}}),
        )?;
        self.tell(&owner, &registry, &json!({"update_roles": {"lister": bonds}}))?;
        for guarantor in [&backstop, &bonds] {
            self.tell(&kim, guarantor, &json!({"accept_guarantor": {}}))?;
        }
        // Nothing is slashed and nothing is expected, so no guarantor is asked.
        self.call("sync, with guarantors", &owner, &hub, &json!({"sync": {}}), 0)?;
        self.call_token(
            "backstop: deposit, first",
            &kim,
            &backstop,
            &json!({"deposit": {}}),
            10_000,
        )?;
        self.call_token(
            "backstop: deposit, more",
            &kim,
            &backstop,
            &json!({"deposit": {}}),
            10_000,
        )?;
        let open = all.iter().filter(|operator| !self.operators.contains(operator));
        let open: Vec<String> = open.cloned().collect();
        for operator in &open {
            let post = json!({"post": {"operator": operator}});
            self.call_token("bonds: post, new", &kim, &bonds, &post, BOND / COIN)?;
            let list = json!({"list": {"operator": operator}});
            self.call("bonds: list", &kim, &bonds, &list, 0)?;
        }
        let last = open.last().context("an open validator")?;
        let post = json!({"post": {"operator": last}});
        self.call_token("bonds: post, more", &kim, &bonds, &post, BOND / COIN)?;
        let refresh = format!("registry refresh with {} open", open.len());
        self.call(&refresh, &owner, &registry, &json!({"refresh": {}}), 0)?;
        self.settle_down()?;
        let sync = format!("sync with {} open", open.len());
        self.call(&sync, &owner, &hub, &json!({"sync": {}}), 0)?;
        Ok(())
    }

    /// Something that is not measured.
    fn tell(&mut self, by: &Signer, contract: &str, msg: &Value) -> Result<()> {
        self.send(by, Msg::execute(contract, msg, &[])?)?;
        Ok(())
    }

    /// Shares that are sent with a message, in whole units.
    fn token_msg(&self, to: &str, hook: &Value, shares: u128) -> Result<Msg> {
        let amount = shares.saturating_mul(COIN).to_string();
        let send = json!({"send": {"contract": to, "amount": amount, "msg": to_json_binary(hook)?}});
        Ok(Msg::execute(&self.hub, &send, &[])?)
    }

    fn token_to(&mut self, by: &Signer, to: &str, hook: &Value, shares: u128) -> Result<()> {
        let msg = self.token_msg(to, hook, shares)?;
        self.send(by, msg)?;
        Ok(())
    }

    fn call_token(&mut self, name: &str, by: &Signer, to: &str, hook: &Value, shares: u128) -> Result<()> {
        let msg = self.token_msg(to, hook, shares)?;
        self.measure(name, by, msg)?;
        Ok(())
    }

    /// Cranks until nothing is sent any more.
    fn settle_down(&mut self) -> Result<()> {
        let owner = self.owner.clone();
        for _ in 0..60 {
            let preview: CrankReport = self.chain.query(&self.hub, &json!({"preview_crank": {}}))?;
            if preview.is_idle() {
                return Ok(());
            }
            let hub = self.hub.clone();
            self.tell(&owner, &hub, &json!({"crank": {}}))?;
            self.pass_blocks(1)?;
        }
        bail!("cranks have not come to an end")
    }

    /// A proposal of x/gov that changes nothing and is open to votes.
    fn question(&mut self) -> Result<u64> {
        let faucet = self.faucet.clone();
        let deposit = Anybuf::new()
            .append_string(1, &self.denom)
            .append_string(2, DEPOSIT.to_string());
        let message = Anybuf::new()
            .append_repeated_message(2, &[deposit])
            .append_string(3, self.chain.address(&faucet)?)
            .append_string(4, "gas")
            .append_string(5, "A question")
            .append_string(6, "Nothing changes.");
        let submit = AnyMsg {
            type_url: "/cosmos.gov.v1.MsgSubmitProposal".to_owned(),
            value: message.into_vec().into(),
        };
        let outcome = self.send(&faucet, CosmosMsg::Any(submit).into())?;
        let Some(MsgAnswer::Native(answer)) = outcome.answers.first() else {
            bail!("a proposal's number was expected")
        };
        let number = Bufany::deserialize(answer)
            .ok()
            .and_then(|answer| answer.uint64(1));
        number.context("a proposal's number was expected")
    }
}
