//! What a keeper sees: the protocol's books, the registry and the chain, read together.

use std::collections::BTreeMap;

use anyhow::Result;
use floe_api::hub::{
    BatchResponse, CrankReport, GuaranteesResponse, PendingBatchResponse, PowersResponse, SolvencyResponse,
    StateResponse, ValidatorResponse,
};
use floe_api::registry;
use floe_client::views::{ChainValidator, UnbondingEntry};
use floe_client::{Block, ChainExt, ContractKind, Protocol};
use floe_core::params::Param;

use crate::modules::{self, SeenBackstop, Unlisted};

/// One look. The parts of a live chain are read one after the other, so blocks may pass in between.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The block after everything was read.
    pub block: Block,
    pub state: StateResponse,
    pub solvency: SolvencyResponse,
    pub powers: PowersResponse,
    /// Who pays for a slash before holders do, and how far that reaches.
    pub guarantees: GuaranteesResponse,
    /// What the hub has booked for each validator.
    pub booked: Vec<ValidatorResponse>,
    /// Whether the books were the same before and after the chain was read.
    pub steady: bool,
    pub preview: CrankReport,
    pub open: PendingBatchResponse,
    pub unsettled: Vec<BatchResponse>,
    pub registered: Vec<registry::ValidatorResponse>,
    /// Unix seconds of the last refresh.
    pub refreshed_at: u64,
    /// Parameters of the registry.
    pub registry: registry::ConfigResponse,
    /// The hub, the registry and the collector: whose they are and what they run.
    pub contracts: Vec<Owned>,
    /// The hub's delegations on the chain, base units by operator.
    pub delegated: BTreeMap<String, u128>,
    /// The hub's undelegations on the chain.
    pub unbonding: Vec<UnbondingEntry>,
    /// All validators of the chain.
    pub validators: Vec<ChainValidator>,
    /// Exits that can be paid now, of those whom the keeper looks after.
    pub claimable: Vec<Claimable>,
    /// The hub's backstop, and former ones that are receivers of the fee.
    pub backstops: Vec<SeenBackstop>,
    /// Validators that are to be listed, of those whom the keeper looks after.
    pub unlisted: Vec<Unlisted>,
}

/// A contract, who has power over it, and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    pub name: &'static str,
    pub owner: Option<String>,
    /// Whom it is offered to.
    pub offered_to: Option<String>,
    /// Chain-level: may replace the code.
    pub admin: Option<String>,
    pub code_id: u64,
}

impl Owned {
    fn read(protocol: &Protocol<'_>) -> Result<Vec<Self>> {
        let read = ContractKind::ALL.into_iter().map(|contract| {
            let ownership = protocol.ownership(contract)?;
            let info = protocol
                .chain
                .contract_info(protocol.contracts.address(contract))?;
            Ok(Self {
                name: contract.name(),
                owner: ownership.owner,
                offered_to: ownership.pending_owner,
                admin: info.admin,
                code_id: info.code_id,
            })
        });
        read.collect()
    }
}

/// What somebody can claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimable {
    pub user: String,
    /// Base units.
    pub amount: u128,
    /// Named in the settings, so that the amount does not matter.
    pub named: bool,
}

impl Sight {
    /// Everything but the claims, and those who are to be listed.
    pub fn read(protocol: &Protocol<'_>) -> Result<Self> {
        let chain = protocol.chain;
        let (address, hub) = (&protocol.contracts.hub, protocol.hub());
        let before = hub.stake()?;
        let delegated = chain.delegated(address)?;
        let unbonding = chain.unbonding(address)?;
        let booked = hub.stake()?;
        let config = protocol.registry().config()?;
        let (powers, guarantees) = (hub.powers()?, hub.guarantees()?);
        Ok(Self {
            steady: before == booked,
            booked,
            delegated,
            unbonding,
            validators: chain.validators()?,
            state: hub.state()?,
            solvency: hub.solvency()?,
            backstops: modules::backstops(protocol, &guarantees, &powers)?,
            powers,
            guarantees,
            preview: hub.preview_crank()?,
            open: hub.pending_batch()?,
            unsettled: hub.unreconciled()?,
            registered: protocol.registry().listed()?,
            refreshed_at: config.refreshed_at,
            registry: config,
            contracts: Owned::read(protocol)?,
            claimable: Vec::new(),
            unlisted: Vec::new(),
            block: chain.block()?,
        })
    }

    /// Unix seconds.
    pub fn now(&self) -> u64 {
        self.block.time.seconds()
    }

    /// A parameter of the hub that is no amount; 0 if it has none of this name.
    pub fn param(&self, param: Param) -> u64 {
        floe_client::protocol::small_param(&self.powers, param)
    }

    /// Seconds since the last observation.
    pub fn observation_age(&self) -> u64 {
        self.now().saturating_sub(self.state.last_sync)
    }
}
