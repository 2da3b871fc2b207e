//! The entry points of the contracts, called one at a time on a copy of their storage, with the chain to ask.

use std::any::Any;

use cosmwasm_std::{BalanceResponse, BankQuery, ContractResult, Order, QueryRequest};
use floe_testing::chain::ChainApp;
use floe_testing::suite::timelock::TIMELOCK;

use crate::prelude::*;

/// Bytes of an answer or of a response's events, whatever was asked, in a protocol of a dozen validators.
const MOST_BYTES: usize = 100_000;
/// Messages of a response.
const MOST_MESSAGES: usize = 62;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contract {
    Hub,
    Registry,
    Collector,
    /// The suite's guarantor [`BACKSTOP`].
    Backstop,
    /// The suite's guarantor [`PLEDGE`].
    Bonds,
    /// The suite's [`TIMELOCK`].
    Timelock,
}

/// The name under which the fuzzed states have a backstop, whatever guarantors their lives had.
pub const BACKSTOP: &str = "fund";
/// The name under which the fuzzed states have bonds of operators.
pub const PLEDGE: &str = "pledge";
/// An operator that has a bond there, and the account that is its own.
pub const OPERATOR: &str = "opera";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryPoint {
    Instantiate,
    Execute,
    Query,
    Reply,
    Migrate,
}

/// What an entry point is given.
#[derive(Clone, Debug)]
pub struct Input {
    pub contract: Contract,
    pub entry: EntryPoint,
    pub sender: Addr,
    pub funds: Vec<Coin>,
    pub bytes: Vec<u8>,
    pub reply: Option<Reply>,
}

/// A storage that can go back to where it was.
#[derive(Default)]
pub struct Undo {
    now: MemoryStorage,
    /// The value of each key that was written, before the first time.
    before: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Undo {
    fn note(&mut self, key: &[u8]) {
        if !self.before.contains_key(key) {
            self.before.insert(key.to_vec(), self.now.get(key));
        }
    }

    fn changed(&self) -> bool {
        self.before.iter().any(|(key, value)| self.now.get(key) != *value)
    }

    fn go_back(&mut self) {
        for (key, value) in std::mem::take(&mut self.before) {
            match value {
                Some(value) => self.now.set(&key, &value),
                None => self.now.remove(&key),
            }
        }
    }
}

impl Storage for Undo {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.now.get(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        self.now.range(start, end, order)
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.note(key);
        self.now.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.note(key);
        self.now.remove(key);
    }
}

/// The chain, on which the coins of the current message have already reached the contract.
struct Purse<'a> {
    app: &'a ChainApp,
    of: &'a Addr,
    funds: &'a [Coin],
}

impl Querier for Purse<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let answer = self.app.raw_query(request);
        let asked = from_json::<QueryRequest<Empty>>(request);
        let (Ok(QueryRequest::Bank(BankQuery::Balance { address, denom })), false) =
            (asked, self.funds.is_empty())
        else {
            return answer;
        };
        let came = self.funds.iter().find(|coin| coin.denom == denom);
        match (came, answer) {
            (Some(came), SystemResult::Ok(ContractResult::Ok(answer))) if address == self.of.as_str() => {
                let mut balance: BalanceResponse = from_json(&answer).unwrap();
                balance.amount.amount = balance.amount.amount.saturating_add(came.amount);
                SystemResult::Ok(ContractResult::Ok(to_json_vec(&balance).unwrap().into()))
            }
            (_, answer) => answer,
        }
    }
}

/// What an entry point did.
#[derive(Debug)]
pub enum Reaction {
    /// With the size of the answer, or of what it reports.
    Accepted(usize),
    Refused,
}

/// Copies of the contracts in one block, and the chain.
pub struct Bench<'a> {
    app: &'a ChainApp,
    addresses: BTreeMap<Contract, Addr>,
    storages: BTreeMap<Contract, Undo>,
    env: Env,
    api: MockApiBech32,
}

impl<'a> Bench<'a> {
    pub fn of(s: &'a Suite) -> Self {
        let addresses: BTreeMap<Contract, Addr> = [
            (Contract::Hub, s.hub.clone()),
            (Contract::Registry, s.registry.clone()),
            (Contract::Collector, s.collector.clone()),
            (Contract::Backstop, s.addr(BACKSTOP)),
            (Contract::Bonds, s.addr(PLEDGE)),
            (Contract::Timelock, s.addr(TIMELOCK)),
        ]
        .into();
        let storages = addresses.iter().map(|(contract, address)| {
            let mut copy = Undo::default();
            for (key, value) in s
                .chain
                .app()
                .contract_storage(address)
                .range(None, None, Order::Ascending)
            {
                copy.now.set(&key, &value);
            }
            (*contract, copy)
        });
        let mut env = mock_env();
        env.block = s.chain.block();
        Self {
            app: s.chain.app(),
            storages: storages.collect(),
            addresses,
            env,
            api: MockApiBech32::new("wasm"),
        }
    }

    /// Calls an entry point and leaves the storage as it was. An error says what must not be.
    pub fn call(&mut self, input: &Input) -> Result<Reaction, String> {
        let mut storage = match input.entry {
            EntryPoint::Instantiate => Undo::default(),
            _ => self.storages.remove(&input.contract).unwrap(),
        };
        let ran = catch_unwind(AssertUnwindSafe(|| self.run(input, &mut storage)));
        let verdict = match ran {
            Ok(outcome) => judge(input, outcome, &storage),
            Err(panic) if is_refusal(input, &*panic) => Ok(Reaction::Refused),
            Err(panic) => Err(format!("panic: {}", text_of(&*panic))),
        };
        storage.go_back();
        if input.entry != EntryPoint::Instantiate {
            self.storages.insert(input.contract, storage);
        }
        verdict
    }

    fn run(&self, input: &Input, storage: &mut Undo) -> Result<Done, String> {
        let address = &self.addresses[&input.contract];
        let purse = Purse {
            app: self.app,
            of: address,
            funds: &input.funds,
        };
        let mut env = self.env.clone();
        env.contract.address = address.clone();
        let querier = QuerierWrapper::<Empty>::new(&purse);
        if input.entry == EntryPoint::Query {
            let deps = Deps {
                storage,
                api: &self.api,
                querier,
            };
            return query(input, deps, env).map(Done::Answer);
        }
        let deps = DepsMut {
            storage,
            api: &self.api,
            querier,
        };
        match input.contract {
            Contract::Hub => hub(input, deps, env),
            Contract::Registry => registry(input, deps, env),
            Contract::Collector => collector(input, deps, env),
            Contract::Backstop => backstop(input, deps, env),
            Contract::Bonds => bonds(input, deps, env),
            Contract::Timelock => timelock(input, deps, env),
        }
        .map(Done::Response)
    }
}

enum Done {
    Answer(Binary),
    Response(Response),
}

/// Holds what was done against what must hold whatever was asked.
fn judge(input: &Input, done: Result<Done, String>, storage: &Undo) -> Result<Reaction, String> {
    let allowed = MOST_BYTES + 20 * input.bytes.len();
    let size = match done {
        Err(error) if error.len() > allowed => {
            return Err(format!("an error of {} bytes", error.len()));
        }
        Err(error)
            if input
                .reply
                .as_ref()
                .is_some_and(|reply| reply.id == floe_hub::reply::STAKING_REPLY) =>
        {
            return Err(format!("the reply to a staking message failed: {error}"));
        }
        Err(_) => return Ok(Reaction::Refused),
        Ok(Done::Answer(answer)) => answer.len(),
        Ok(Done::Response(response)) => {
            if response.messages.len() > MOST_MESSAGES {
                return Err(format!("{} messages", response.messages.len()));
            }
            if input.entry == EntryPoint::Reply && reports_failed_reply(&response) && storage.changed() {
                return Err("a reply that could not be booked has written something".into());
            }
            size_of(&response)
        }
    };
    if size > allowed {
        return Err(format!("{size} bytes answered to {}", input.bytes.len()));
    }
    Ok(Reaction::Accepted(size))
}

fn reports_failed_reply(response: &Response) -> bool {
    let is_reply = |a: &cosmwasm_std::Attribute| a.key == "message" && a.value == "reply";
    (response.events.iter())
        .any(|event| event.ty == "floe/message_failed" && event.attributes.iter().any(is_reply))
}

fn size_of(response: &Response) -> usize {
    let own = response.attributes.iter();
    let all = own.chain(response.events.iter().flat_map(|event| &event.attributes));
    all.map(|a| a.key.len() + a.value.len()).sum::<usize>()
        + response.data.as_ref().map_or(0, |data| data.len())
}

fn read<T: DeserializeOwned>(input: &Input) -> Result<T, String> {
    from_json(&input.bytes).map_err(|error| error.to_string())
}

fn info(input: &Input) -> MessageInfo {
    MessageInfo {
        sender: input.sender.clone(),
        funds: input.funds.clone(),
    }
}

fn text<T, E: std::fmt::Display>(outcome: Result<T, E>) -> Result<T, String> {
    outcome.map_err(|error| error.to_string())
}

fn query(input: &Input, deps: Deps, env: Env) -> Result<Binary, String> {
    match input.contract {
        Contract::Hub => text(floe_hub::contract::query(deps, env, read(input)?)),
        Contract::Registry => text(floe_validator_registry::contract::query(deps, env, read(input)?)),
        Contract::Collector => text(floe_reward_collector::contract::query(deps, env, read(input)?)),
        Contract::Backstop => text(floe_backstop::contract::query(deps, env, read(input)?)),
        Contract::Bonds => text(floe_bonds::contract::query(deps, env, read(input)?)),
        Contract::Timelock => text(floe_timelock::contract::query(deps, env, read(input)?)),
    }
}

fn hub(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_hub::contract;
    match (&input.reply, input.entry) {
        (Some(reply), _) => text(contract::reply(deps, env, reply.clone())),
        (_, EntryPoint::Instantiate) => text(contract::instantiate(deps, env, info(input), read(input)?)),
        // As if this version followed itself: the first one follows none, and would refuse everything.
        (_, EntryPoint::Migrate) => text(floe_hub::migrate::migrate(
            deps,
            env,
            read(input)?,
            &[contract::CODE.version],
        )),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

fn registry(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_validator_registry::contract;
    match input.entry {
        EntryPoint::Instantiate => text(contract::instantiate(deps, env, info(input), read(input)?)),
        EntryPoint::Migrate => text(contract::migrate(deps, env, read(input)?)),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

fn collector(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_reward_collector::contract;
    match input.entry {
        EntryPoint::Instantiate => text(contract::instantiate(deps, env, info(input), read(input)?)),
        EntryPoint::Migrate => text(contract::migrate(deps, env, read(input)?)),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

fn backstop(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_backstop::contract;
    match input.entry {
        EntryPoint::Instantiate => text(contract::instantiate(deps, env, info(input), read(input)?)),
        EntryPoint::Migrate => text(contract::migrate(deps, env, read(input)?)),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

fn bonds(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_bonds::contract;
    match input.entry {
        EntryPoint::Instantiate => text(contract::instantiate(deps, env, info(input), read(input)?)),
        EntryPoint::Migrate => text(contract::migrate(deps, env, read(input)?)),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

fn timelock(input: &Input, deps: DepsMut, env: Env) -> Result<Response, String> {
    use floe_timelock::contract;
    match input.entry {
        EntryPoint::Instantiate => text(contract::instantiate(deps, env, info(input), read(input)?)),
        EntryPoint::Migrate => text(contract::migrate(deps, env, read(input)?)),
        _ => text(contract::execute(deps, env, info(input), read(input)?)),
    }
}

/// cw20-base adds to an allowance unchecked: beyond 128 bits it panics, and the machine refuses the message.
pub fn is_refusal(input: &Input, panic: &(dyn Any + Send)) -> bool {
    text_of(panic) == "attempt to add with overflow" && input.bytes.starts_with(b"{\"increase_allowance\"")
}

pub fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}
