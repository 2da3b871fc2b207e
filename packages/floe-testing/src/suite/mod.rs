//! The protocol on the embedded chain, in verbs that read like prose. Every verb checks the invariants.

mod asking;
pub mod backstop;
pub mod bonds;
pub mod books;
pub mod codes;
pub mod failure;
pub mod guarantor;
pub mod invariants;
pub mod setup;
mod snapshot;
pub mod timelock;
mod verbs;

use std::collections::BTreeMap;

use cosmwasm_std::{coins, to_json_binary, Addr, Binary, Coin, Event, StdResult, Storage, Uint128};
use cw_multi_test::AppResponse;
use floe_api::hub::{CollectorInit, FeeConfig, FeeReceiver, InstantiateMsg, RegistryInit, TokenInit};
use floe_api::registry::ValidatorWeight;
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::chain::{ChainConfig, ChainDouble};
use crate::promises::{Effects, Promises, Snapshot};

pub use books::{HubBooks, Summary};
pub use codes::{store_codes, ContractCodes};
pub use failure::Failure;
pub use guarantor::GuarantorSetup;
pub use invariants::Depth;
pub use setup::{Setup, ValidatorSetup};
pub use timelock::TimelockSetup;

/// Result of a message.
pub type TxResult = Result<AppResponse, Failure>;

/// The deployed protocol and the chain under it.
pub struct Suite {
    pub chain: ChainDouble,
    pub hub: Addr,
    pub registry: Addr,
    pub collector: Addr,
    /// By name.
    pub guarantors: BTreeMap<String, Addr>,
    pub denom: String,
    /// How much is checked after each verb.
    pub depth: Depth,
    /// Messages sent so far.
    pub sent: u64,
    /// How often all invariants were checked: after each message, each transfer, and whatever happens to the chain.
    pub checked: u64,
    /// What broke, if the suite is told not to panic.
    pub broken: Vec<String>,
    /// Whether a broken invariant panics, as tests want, or is collected.
    pub panics: bool,
    /// What messages that succeeded have reported, if it is to be kept.
    pub heard: Option<Vec<Event>>,
    /// What the promises remember of the messages so far.
    pub promises: Promises,
}

/// Makes the chain of a setup: validators and funded users, no protocol yet.
pub fn make_chain(setup: &Setup) -> Result<ChainDouble, Failure> {
    let mut chain = ChainDouble::new(ChainConfig {
        denom: setup.denom.clone(),
        unbonding_secs: setup.unbonding_secs,
        max_entries: setup.max_entries,
        start_time: cosmwasm_std::Timestamp::from_seconds(setup.start_time),
        block_secs: setup.block_secs,
        ..ChainConfig::default()
    });
    for validator in &setup.validators {
        chain
            .add_validator(&validator.name, validator.commission, validator.power)
            .map_err(|error| Failure::of(&error))?;
    }
    for (name, amount) in &setup.users {
        let user = chain.account(name);
        if !amount.is_zero() {
            chain.fund(&user, &coins(amount.u128(), &setup.denom));
        }
    }
    Ok(chain)
}

/// The hub's instantiation of a setup, with names replaced by addresses.
pub fn instantiate_msg(chain: &ChainDouble, codes: &ContractCodes, setup: &Setup) -> InstantiateMsg {
    let resolve = |name: &str| match name.strip_prefix('@') {
        Some(name) => chain.account(name).to_string(),
        None => name.to_owned(),
    };
    InstantiateMsg {
        owner: resolve(&setup.owner),
        guardian: setup.guardian.as_deref().map(resolve),
        governor: setup.governor.as_deref().map(resolve),
        denom: setup.denom.clone(),
        token: TokenInit {
            name: "Floe Stake".into(),
            symbol: "flSTAKE".into(),
            decimals: setup.decimals,
            marketing: None,
        },
        registry: RegistryInit {
            code_id: codes.registry,
            validators: setup
                .validators
                .iter()
                .filter(|v| v.weight > 0)
                .map(|v| ValidatorWeight {
                    operator: chain.operator(&v.name),
                    weight: v.weight,
                })
                .collect(),
            params: setup.registry_params.clone(),
        },
        collector: CollectorInit {
            code_id: codes.collector,
        },
        fee: FeeConfig {
            bps: setup.fee.bps,
            receivers: setup
                .fee
                .receivers
                .iter()
                .map(|r| FeeReceiver {
                    to: resolve(&r.to),
                    weight: r.weight,
                })
                .collect(),
        },
        params: setup.params.clone(),
        depositors: None,
    }
}

/// Writes what an older version allowed and a migration kept.
fn keep_older(chain: &mut ChainDouble, hub: &Addr, registry: &Addr, setup: &Setup) -> StdResult<()> {
    if let Some(bps) = setup.older_share_bps {
        let mut storage = chain.app_mut().contract_storage_mut(registry);
        let mut config = floe_validator_registry::state::CONFIG.load(&*storage)?;
        config.params.max_share_bps = bps;
        floe_validator_registry::state::save_config(&mut *storage, &config)?;
    }
    if !setup.older_params.is_empty() {
        let mut storage = chain.app_mut().contract_storage_mut(hub);
        let mut params = floe_hub::state::PARAMS.load(&*storage)?;
        for (param, value) in &setup.older_params {
            params.set(*param, *value);
        }
        floe_hub::state::PARAMS.save(&mut *storage, &params)?;
    }
    Ok(())
}

impl Suite {
    /// Deploys, and panics where that fails: for tests.
    pub fn new(setup: Setup) -> Self {
        let mut suite =
            Self::deploy(&setup).unwrap_or_else(|failure| panic!("deployment failed: {failure:?}"));
        suite.panics = true;
        suite.check_invariants();
        suite
    }

    /// Makes the chain and deploys the protocol in its first block.
    pub fn deploy(setup: &Setup) -> Result<Self, Failure> {
        let mut chain = make_chain(setup)?;
        let codes = store_codes(&mut chain);
        let deployer = chain.account("deployer");
        let admin = chain.account("admin");
        let seed = coins(setup.seed.u128(), &setup.denom);
        if !setup.seed.is_zero() {
            chain.fund(&deployer, &seed);
        }
        let msg = instantiate_msg(&chain, &codes, setup);
        let funds: &[Coin] = if setup.seed.is_zero() { &[] } else { &seed };
        let hub = chain
            .instantiate(codes.hub, &deployer, &msg, funds, "floe-hub", Some(&admin))
            .map_err(|error| Failure::of(&error))?;
        let wiring = floe_hub::state::WIRING
            .load(&*chain.app().contract_storage(&hub))
            .map_err(|error| Failure::new("Std", error.to_string()))?;
        keep_older(&mut chain, &hub, &wiring.registry, setup)
            .map_err(|error| Failure::new("Std", error.to_string()))?;
        let owner = guarantor::owner(&chain, &setup.owner);
        let mut suite = Self {
            hub,
            registry: wiring.registry,
            collector: wiring.collector,
            guarantors: BTreeMap::new(),
            denom: setup.denom.clone(),
            chain,
            depth: Depth::Full,
            sent: 0,
            checked: 0,
            broken: Vec::new(),
            panics: false,
            heard: None,
            promises: Promises::default(),
        };
        suite.appoint_all(&owner, &setup.guarantors)?;
        if let Some(terms) = &setup.timelock {
            suite.try_hand_over(&owner, terms)?;
        }
        Ok(suite)
    }

    /// Lets a validator drain where only two others are left, as an older version allowed it.
    pub fn drain_below_three(&mut self, validator: &str) {
        use floe_validator_registry::state::{save_validators, VALIDATORS};
        let (operator, registry) = (self.operator(validator), self.registry.clone());
        let mut storage = self.chain.app_mut().contract_storage_mut(&registry);
        let mut drain = || {
            let mut entries = VALIDATORS.load(&*storage).ok()?;
            let entry = floe_validator_registry::entry::find(&mut entries, &operator).ok()?;
            entry.drain().ok()?;
            save_validators(&mut *storage, &entries).ok()
        };
        assert!(drain().is_some(), "{validator} cannot be drained");
    }

    /// The address behind a name: one of the contracts, or an account.
    pub fn addr(&self, name: &str) -> Addr {
        match name {
            "hub" => self.hub.clone(),
            "registry" => self.registry.clone(),
            "collector" => self.collector.clone(),
            name => match self.guarantors.get(name) {
                Some(address) => address.clone(),
                None => self.chain.account(name),
            },
        }
    }

    /// A validator's operator address.
    pub fn operator(&self, name: &str) -> String {
        self.chain.operator(name)
    }

    pub fn now(&self) -> u64 {
        self.chain.block().time.seconds()
    }

    pub fn storage(&self) -> Box<dyn Storage + '_> {
        self.chain.app().contract_storage(&self.hub)
    }

    pub fn books(&self) -> HubBooks {
        let bank = self.chain.balance(&self.hub, &self.denom);
        match HubBooks::read(&*self.storage(), &self.hub, self.now(), bank) {
            Ok(books) => books,
            Err(error) => panic!("the hub's storage cannot be read: {error}"),
        }
    }

    /// Sends a message in the current block and checks the invariants.
    pub fn exec(&mut self, by: &Addr, to: &Addr, msg: &impl Serialize, funds: &[Coin]) -> TxResult {
        let msg = to_json_binary(msg).map_err(|error| Failure::new("Std", error.to_string()))?;
        self.exec_raw(by, to, msg, funds)
    }

    pub fn exec_raw(&mut self, by: &Addr, to: &Addr, msg: Binary, funds: &[Coin]) -> TxResult {
        let (before, promised) = (self.books(), self.snapshot());
        self.sent += 1;
        let outcome = self
            .chain
            .execute_raw(by, to, msg.clone(), funds)
            .map_err(|error| Failure::of(&error));
        let events = outcome
            .as_ref()
            .map(|response| response.events.clone())
            .unwrap_or_default();
        self.check_step(&before, &events);
        if outcome.is_ok() {
            let told = Effects::of(
                if *to == self.hub { &msg } else { &[] },
                &events,
                self.hub.as_str(),
            );
            self.check_promises(&promised, &told);
        }
        if let Some(heard) = &mut self.heard {
            heard.extend(events);
        }
        outcome
    }

    pub fn query<T: DeserializeOwned>(&self, of: &Addr, msg: &impl Serialize) -> Result<T, Failure> {
        self.chain
            .query(of, msg)
            .map_err(|error| Failure::new("Std", error.to_string()))
    }

    /// A bank transfer.
    pub fn send(&mut self, from: &Addr, to: &Addr, amount: &[Coin]) -> TxResult {
        let outcome = self
            .chain
            .send(from, to, amount)
            .map_err(|error| Failure::of(&error));
        self.check_invariants();
        outcome
    }

    /// Ends the current block and begins the next ones.
    pub fn advance(&mut self, secs: u64, blocks: u64) {
        if let Err(error) = self.chain.advance(secs, blocks) {
            panic!("cannot advance: {error}");
        }
        self.check_invariants();
    }

    pub fn check_invariants(&mut self) {
        let books = self.books();
        let mut found = invariants::broken(&*self.storage(), &books, self.depth);
        found.extend(self.crowded_validators());
        self.report(found);
    }

    /// Validators with more of the hub's entries than the chain takes.
    fn crowded_validators(&self) -> Vec<String> {
        if self.depth == Depth::Light {
            return Vec::new();
        }
        let mut entries: BTreeMap<String, u32> = BTreeMap::new();
        for entry in self.chain.unbonding_entries(&self.hub) {
            *entries.entry(entry.validator).or_default() += 1;
        }
        let most = self.chain.config().max_entries;
        entries.retain(|_, count| *count > most);
        entries
            .into_iter()
            .map(|(validator, count)| format!("{validator} has {count} entries, the chain takes {most}"))
            .collect()
    }

    fn check_step(&mut self, before: &HubBooks, events: &[Event]) {
        let after = self.books();
        let mut found = invariants::broken(&*self.storage(), &after, self.depth);
        found.extend(self.crowded_validators());
        found.extend(invariants::broken_step(&invariants::Transition {
            before,
            after: &after,
            events,
        }));
        self.report(found);
    }

    fn check_promises(&mut self, before: &Snapshot, told: &Effects) {
        let after = self.snapshot();
        let found = self.promises.broken(before, &after, told);
        self.report(found);
    }

    fn report(&mut self, found: Vec<String>) {
        self.checked += 1;
        assert!(
            !self.panics || found.is_empty(),
            "broken invariants: {found:#?}\n{:#?}",
            self.books().summary()
        );
        self.broken.extend(found);
    }

    pub fn coins(&self, name: &str) -> u128 {
        self.chain.balance(&self.addr(name), &self.denom)
    }

    pub fn shares(&self, name: &str) -> u128 {
        cw20_base::state::BALANCES
            .may_load(&*self.storage(), &self.addr(name))
            .ok()
            .flatten()
            .unwrap_or(Uint128::zero())
            .u128()
    }
}
