//! One life: every message goes to the contracts and to the model, and both must then have the same books.

mod compare;
mod ending;
mod govern;
mod guarantors;
mod happen;
mod keepers;
mod operators;
mod people;
mod relay;
mod reports;

use floe_testing::suite::TxResult;

use crate::life::plan::{setting, user, validator, Start, Step, To, Vouched, MOST_VALIDATORS, USERS};
use crate::model::{Breach, Fee, Member, Model, Params, Targets, View};
use crate::prelude::*;

const STRANGER: &str = "stranger";

/// What went wrong, in words.
pub type Agreement = Result<(), String>;

macro_rules! same {
    ($what:expr, $hub:expr, $model:expr) => {{
        let (hub, model) = ($hub, $model);
        if hub != model {
            return Err(format!("{}: hub {:?}, model {:?}", $what, hub, model));
        }
    }};
}
use same;

/// The hub and the model of it.
pub struct Life {
    pub suite: Suite,
    pub model: Model,
    hub: String,
    /// Messages whose outcome was compared.
    pub messages: u64,
    /// Those that both refused.
    pub refused: u64,
    /// What the hub reported, by kind: shows that the lives are eventful.
    pub events: BTreeMap<String, u64>,
    /// A contract through which keepers may call, once one has.
    relay: Option<Addr>,
    /// Of bonds that are the contract itself.
    vouched: Option<Vouched>,
    /// Cooldown of a backstop that is the contract itself, in seconds.
    backed: Option<u64>,
    /// Tells steps and reports on standard error.
    traced: bool,
}

/// Who stands for calls through another contract.
const RELAY: &str = "relay";

impl Life {
    pub fn new(start: &Start) -> Self {
        let mut life = Self::without_guarantors(start);
        life.pledge(&start.guarantors);
        life
    }

    /// For those who want to hear of everything.
    pub fn without_guarantors(start: &Start) -> Self {
        let setup = start.setup();
        let mut suite = Suite::deploy(&setup).unwrap();
        let deployed = suite.chain.block().time.nanos();
        // The deployment has left nothing to do at the end of its block.
        let nanos = start.nanos;
        suite
            .chain
            .app_mut()
            .update_block(|block| block.time = block.time.plus_nanos(nanos));
        let mut params = Params::defaults(6);
        for (param, value) in &setup.params.numbers {
            govern::set_param(&mut params, *param, value.u128());
        }
        params.bond_cap = start.cap;
        let address = |to: &str| match to.strip_prefix('@') {
            Some(name) => suite.addr(name).to_string(),
            None => to.to_owned(),
        };
        let fee = Fee {
            bps: setup.fee.bps,
            receivers: setup
                .fee
                .receivers
                .iter()
                .map(|r| (address(&r.to), r.weight))
                .collect(),
        };
        let own = [suite.registry.as_str(), suite.collector.as_str()];
        let hub = suite.hub.to_string();
        let mut model = Model::new(&hub, &own, params, fee, start.seed, deployed);
        // The deployment counts as an observation of its block, and as the listing of its validators.
        model.observed_height = Some(suite.chain.block().height);
        for n in 0..start.validators {
            let listed = suite.chain.block().time.seconds();
            model.listed.insert(suite.operator(&validator(n)), listed);
        }
        Self {
            suite,
            model,
            hub,
            messages: 0,
            refused: 0,
            events: BTreeMap::new(),
            relay: None,
            vouched: start.guarantors.vouched,
            backed: start.guarantors.cooldown,
            traced: setting("FLOE_TRACE", 0) > 0,
        }
    }

    // ---------------------------------------------------------------------------------------------------
    // What a message meets

    pub fn view(&self) -> View {
        let block = self.suite.chain.block();
        View {
            now_ns: block.time.nanos(),
            height: block.height,
            bank: self.bank(),
            delegations: self.suite.chain.delegations(&self.suite.hub),
        }
    }

    fn bank(&self) -> u128 {
        self.suite.coins("hub")
    }

    /// What the registry says now.
    fn targets(&self) -> Option<Targets> {
        let answer: registry::Targets = self
            .suite
            .query(&self.suite.registry, &registry::QueryMsg::Targets {})
            .ok()?;
        if answer.shares.iter().all(|share| share.weight == 0) {
            return None;
        }
        let member = |share: &registry::Share| Member {
            operator: share.operator.clone(),
            weight: share.weight,
            accepting: share.accepting,
            draining: share.weight == 0,
        };
        Some(Targets {
            members: answer.shares.iter().map(member).collect(),
            max_share_bps: answer.max_share_bps,
        })
    }

    /// How many validators are to hold stake, which bears on the interval of closes; one if nobody can say.
    fn count_holders(&mut self) {
        self.model.holding = self.targets().map_or(1, |targets| targets.holding());
    }

    /// When the registry last read the chain, in seconds.
    fn refreshed_at(&self) -> u64 {
        let config: Result<registry::ConfigResponse, _> = self
            .suite
            .query(&self.suite.registry, &registry::QueryMsg::Config {});
        config.map_or(0, |config| config.refreshed_at)
    }

    pub fn address(&self, name: &str) -> String {
        match &self.relay {
            Some(relay) if name == RELAY => relay.to_string(),
            _ => self.suite.addr(name).to_string(),
        }
    }

    fn make_relay(&mut self) {
        let code = self.suite.chain.store_code(relay::relay());
        let maker = self.suite.addr(STRANGER);
        let made = self
            .suite
            .chain
            .instantiate(code, &maker, &json!({}), &[], RELAY, None);
        self.relay = Some(made.unwrap());
    }

    fn user(&self, n: u8) -> String {
        self.address(&user(usize::from(n) % USERS))
    }

    fn operator(&self, n: u8) -> String {
        self.suite.operator(&validator(usize::from(n) % MOST_VALIDATORS))
    }

    /// The named receiver, and the address that it is then.
    fn receiver(&self, own: u8, to: To) -> (Option<String>, String) {
        match to {
            To::Self_ => (None, self.user(own)),
            To::User(n) => (Some(self.user(n)), self.user(n)),
            To::Own(n) => {
                let address = self.address(["hub", "registry", "collector"][usize::from(n) % 3]);
                (Some(address.clone()), address)
            }
        }
    }

    fn is_own(&self, address: &str) -> bool {
        self.model.refused_receivers.contains(address)
    }

    /// A message to the hub in its published form, perhaps passed on by another contract.
    fn send(&mut self, by: &str, msg: &impl Serialize) -> TxResult {
        let outcome = self.deliver(by, msg);
        if self.traced {
            match &outcome {
                Ok(response) => reports::reports(&self.hub, &response.events)
                    .iter()
                    .for_each(|report| eprintln!("    {} {:?}", report.name, report.values)),
                Err(failure) => eprintln!("    {failure:?}"),
            }
        }
        outcome
    }

    fn deliver(&mut self, by: &str, msg: &impl Serialize) -> TxResult {
        let hub = self.suite.hub.clone();
        match self.relay.clone() {
            Some(relay) if by == RELAY => {
                let stranger = self.suite.addr(STRANGER);
                let relayed = relay::Relayed {
                    to: hub.into(),
                    msg: to_json_binary(msg).unwrap(),
                };
                self.suite.exec(&stranger, &relay, &relayed, &[])
            }
            _ => {
                let by = self.suite.addr(by);
                self.suite.exec(&by, &hub, msg, &[])
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------
    // Steps

    pub fn take(&mut self, step: Step) -> Agreement {
        self.count_holders();
        if self.traced {
            eprintln!("{} {step:?}", self.view().now());
        }
        match step {
            Step::Pass { secs, blocks } => self.pass(secs, u64::from(blocks)),
            Step::Bond {
                user,
                to,
                amount,
                min_shares,
            } => self.bond(user, to, amount, min_shares)?,
            Step::BondMin { user, less } => {
                let amount = self.model.params.min_bond - u128::from(less);
                self.bond(user, To::Self_, amount, None)?;
            }
            Step::Queue {
                user,
                to,
                part,
                by_send,
            } => self.queue(user, to, part, by_send)?,
            Step::Cancel { user, part } => self.cancel(user, part)?,
            Step::Withdraw { user, to } => self.withdraw(user, to)?,
            Step::Claim { user, which, foreign } => self.claim(user, which, foreign)?,
            Step::ClaimFor { by, user: of } => {
                let of = self.user(of);
                self.claim_for(&user(usize::from(by)), &of)?;
            }
            Step::Crank { by, page } => self.crank(&user(usize::from(by)), page)?,
            Step::CrankSkipping { by, page, which } => {
                let skip = self.some_validators(which);
                self.crank_skipping(&user(usize::from(by)), page, &skip)?;
            }
            Step::Alone { by, step } => self.alone(&user(usize::from(by)), step, &[])?,
            Step::AloneSkipping { by, step, which } => {
                let skip = self.some_validators(which);
                self.alone(&user(usize::from(by)), step, &skip)?;
            }
            Step::Relayed(step) => {
                if self.relay.is_none() {
                    self.make_relay();
                }
                match step {
                    Some(step) => self.alone(RELAY, step, &[])?,
                    None => self.crank(RELAY, None)?,
                }
            }
            Step::HarvestOne { by, validator } => {
                let operator = self.operator(validator);
                self.harvest_one(&user(usize::from(by)), &operator)?;
            }
            Step::Forward { by } => self.forward(&user(usize::from(by)))?,
            Step::Instant {
                user,
                to,
                part,
                min_out,
                by_send,
            } => {
                self.instant(user, to, part, min_out, by_send)?;
            }
            Step::Operator {
                what,
                validator,
                size,
            } => self.operate(what, validator, size)?,
            Step::Transfer { user, to, part } => self.transfer(user, to, part)?,
            Step::WindDown
            | Step::Pause { .. }
            | Step::Unpause(_)
            | Step::Rearm
            | Step::Params(..)
            | Step::Fee(_)
            | Step::WriteOff { .. }
            | Step::Guarantor(..)
            | Step::Forget(_) => self.govern(step)?,
            step => {
                self.happen(step);
                self.suite.check_invariants();
            }
        }
        self.compare()
    }

    pub fn pass(&mut self, secs: u64, blocks: u64) {
        self.suite.advance(secs, blocks);
    }

    pub fn crank(&mut self, by: &str, page: Option<u8>) -> Agreement {
        self.crank_skipping(by, page, &[])
    }

    /// Validators by position, as bits.
    fn some_validators(&self, which: u16) -> Vec<String> {
        (0..MOST_VALIDATORS as u8)
            .filter(|n| which & (1 << n) != 0)
            .take(10)
            .map(|n| self.operator(n))
            .collect()
    }
}

/// A message that may leave validators out, in the form that only names them where there are any.
fn skipping(name: &str, mut body: serde_json::Value, skip: &[String]) -> serde_json::Value {
    if !skip.is_empty() {
        body["skip"] = json!(skip);
    }
    json!({ name: body })
}

fn obeys<T>(checked: Result<T, Breach>) -> Result<T, String> {
    checked.map_err(|breach| format!("against the rules: {}", breach.0))
}
