//! The command line of `floe admin`.

use std::path::PathBuf;

use anyhow::{anyhow, Result};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cosmwasm_std::Decimal;
use floe_api::hub::{Domain, VoteChoice};
use floe_client::ContractKind;

use super::plan::{AdminPlan, Situation};
use super::{collector, hub, ownership, params, registry, registry_roles, roles, silent, stakes, timelocked};
use crate::input::{choice, weighted};

#[derive(clap::Subcommand)]
pub enum Action {
    /// Sets parameters of the hub: name=value, such as min_bond="0.5 atom", batch_interval=12h, bond_cap=none.
    Params {
        #[arg(required = true, value_name = "NAME=VALUE")]
        changes: Vec<String>,
    },
    /// Sets the performance fee.
    Fee {
        /// Basis points of the net profit.
        #[arg(long)]
        bps: Option<u64>,
        /// An address or `keeper`, and its weight; replaces all receivers.
        #[arg(long, value_name = "TO:WEIGHT")]
        receiver: Vec<String>,
    },
    /// Appoints guardian and governor, and names the contracts that pay for slashes.
    Roles(roles::RoleFlags),
    /// Pauses deposits, delegations, rebalancing or instant_unbond.
    Pause {
        #[arg(required = true, value_parser = domain)]
        domains: Vec<Domain>,
    },
    /// Lifts pauses.
    Unpause {
        #[arg(required = true, value_parser = domain)]
        domains: Vec<Domain>,
    },
    /// Lets the guardian pause once more.
    RearmGuardian,
    /// Undelegates everything and closes deposits for good.
    WindDown,
    /// Announces that the stake with a validator that answers nobody is written off; again two weeks later: does it.
    WriteOff { validator: String },
    /// Gives up stake that was written off: deposits are no longer priced as if it were there.
    Forget { validator: String },
    /// Casts the hub's vote in x/gov.
    Vote {
        proposal: u64,
        #[arg(value_parser = choice)]
        vote: VoteChoice,
    },
    /// Casts the hub's vote split by weights, such as yes=0.7 abstain=0.3.
    VoteWeighted {
        proposal: u64,
        #[arg(required = true, value_name = "VOTE=WEIGHT", value_parser = weighted)]
        votes: Vec<(Decimal, VoteChoice)>,
    },
    /// Changes the token's marketing text.
    Marketing(hub::Marketing),
    /// Changes the token's logo: a link, or an .svg or .png file of at most 5 KB.
    Logo { logo: String },
    /// Adds a validator, or takes back one that is draining.
    AddValidator {
        /// Operator address or moniker.
        #[arg(value_name = "VALIDATOR")]
        operator: String,
        /// Relative.
        #[arg(long, default_value_t = 1)]
        weight: u64,
    },
    /// Sets weights of listed validators; the others keep theirs.
    SetWeights {
        #[arg(required = true, value_name = "VALIDATOR=WEIGHT")]
        weights: Vec<String>,
    },
    /// Starts draining a validator.
    RemoveValidator {
        /// Operator address or moniker.
        #[arg(value_name = "VALIDATOR")]
        operator: String,
    },
    /// Stops new stake to a validator.
    PauseValidator {
        /// Operator address or moniker.
        #[arg(value_name = "VALIDATOR")]
        operator: String,
    },
    /// Ends the pause of a validator.
    ResumeValidator {
        /// Operator address or moniker.
        #[arg(value_name = "VALIDATOR")]
        operator: String,
    },
    /// Sets parameters of the registry.
    RegistryParams(registry::RegistryFlags),
    /// Appoints the registry's steward, who sets weights, and its lister, the contract of operators' bonds.
    RegistryRoles(registry_roles::RegistryRoleFlags),
    /// Lets the registry read the chain's bonded set.
    Refresh,
    /// Sends a coin other than the staking coin out of the collector.
    SendForeign {
        /// Base units.
        amount: u128,
        denom: String,
        to: String,
    },
    /// Sends rewards from the collector to the hub.
    Forward,
    /// Names the contract that the collector's other coins are sold through, once and for all.
    SetSwapper {
        /// The contract.
        #[arg(value_name = "ADDRESS")]
        swapper: String,
    },
    /// Sends all of a coin other than the staking coin from the collector to the swapper.
    Sell { denom: String },
    /// Proposes a new owner, who then has to accept.
    TransferOwnership(ownership::Handover),
    /// Accepts a proposed ownership.
    AcceptOwnership {
        /// Otherwise of all three.
        #[arg(long, value_name = "CONTRACT", value_parser = contract())]
        of: Vec<ContractKind>,
    },
    /// Executes or cancels a proposal of the timelock that owns the protocol.
    Proposal {
        act: timelocked::ProposalAct,
        /// The proposal's number.
        id: u64,
        /// The timelock; otherwise the hub's owner.
        #[arg(long, value_name = "ADDRESS")]
        of: Option<String>,
    },
    /// Has a timelock accept the contracts that it is offered.
    TimelockAccept {
        /// The timelock.
        #[arg(value_name = "ADDRESS")]
        of: String,
    },
    /// Lengthens the times of a timelock, by a proposal of its own: with --timelock.
    TimelockTimes(timelocked::TimeFlags),
    /// Changes who may queue and cancel, by a proposal of the timelock's own: with --timelock.
    TimelockMembers(timelocked::MemberFlags),
    /// Adds streams and listeners to a contract of stakes, or hands it over.
    Stakes(stakes::StakesFlags),
    /// Replaces the code of a contract.
    Migrate(ownership::Migrate),
    /// Makes somebody the chain-level admin, who may replace the code; `none`: nobody ever again.
    SetAdmin {
        address: String,
        /// Otherwise of all three.
        #[arg(long, value_name = "CONTRACT", value_parser = contract())]
        of: Vec<ContractKind>,
    },
}

impl Action {
    /// Messages and preview.
    ///
    /// # Errors
    /// What the contracts would refuse, as far as it can be known beforehand.
    pub fn plan(self, at: &Situation<'_>) -> Result<AdminPlan> {
        use registry::ListChange;
        match self {
            Self::Params { changes } => params::update(at, &changes),
            Self::Fee { bps, receiver } => hub::fee(at, bps, &receiver),
            Self::Roles(flags) => roles::update(at, flags),
            Self::Pause { domains } => hub::pause(at, domains),
            Self::Unpause { domains } => hub::unpause(at, domains),
            Self::RearmGuardian => hub::rearm(at),
            Self::WindDown => hub::wind_down(at),
            Self::WriteOff { validator } => silent::write_off(at, at.operator(&validator)?),
            Self::Forget { validator } => silent::forget(at, at.operator(&validator)?),
            Self::Vote { proposal, vote } => hub::vote(at, proposal, vote),
            Self::VoteWeighted { proposal, votes } => hub::vote_weighted(at, proposal, votes),
            Self::Marketing(text) => hub::marketing(at, text),
            Self::Logo { logo } => hub::logo(at, &logo),
            Self::SendForeign { amount, denom, to } => collector::send_foreign(at, amount, denom, to),
            Self::Forward => collector::forward(at),
            Self::SetSwapper { swapper } => collector::set_swapper(at, &swapper),
            Self::Sell { denom } => collector::sell(at, denom),
            Self::Proposal { act, id, of } => timelocked::end(at, act, id, of.as_deref()),
            Self::TimelockAccept { of } => timelocked::accept(at, &of),
            Self::TimelockTimes(flags) => timelocked::times(at, &flags),
            Self::TimelockMembers(flags) => timelocked::members(at, flags),
            Self::Stakes(flags) => stakes::change(at, flags),
            Self::TransferOwnership(transfer) => ownership::transfer(at, transfer),
            Self::AcceptOwnership { of } => ownership::accept(at, &of),
            Self::Migrate(migration) => ownership::migrate(at, migration),
            Self::SetAdmin { address, of } => ownership::set_admin(at, &address, &of),
            Self::AddValidator { operator, weight } => {
                let operator = at.operator(&operator)?;
                registry::change(at, ListChange::Add { operator, weight })
            }
            Self::SetWeights { weights } => {
                registry::change(at, ListChange::Weights(registry::weights(at, &weights)?))
            }
            Self::RemoveValidator { operator } => {
                registry::change(at, ListChange::Remove(at.operator(&operator)?))
            }
            Self::PauseValidator { operator } => {
                registry::change(at, ListChange::Pause(at.operator(&operator)?))
            }
            Self::ResumeValidator { operator } => {
                registry::change(at, ListChange::Resume(at.operator(&operator)?))
            }
            Self::RegistryParams(params) => registry::change(at, ListChange::Params(params.into())),
            Self::RegistryRoles(flags) => registry_roles::update(at, flags),
            Self::Refresh => registry::change(at, ListChange::Refresh),
        }
    }
}

fn domain(text: &str) -> Result<Domain> {
    let all = [
        Domain::Deposits,
        Domain::Delegations,
        Domain::Rebalancing,
        Domain::InstantUnbond,
    ];
    let found = all.into_iter().find(|domain| domain.name() == text);
    found.ok_or_else(|| anyhow!("can be paused: deposits, delegations, rebalancing, instant_unbond"))
}

/// One of the three contracts by its name.
pub fn contract() -> impl TypedValueParser<Value = ContractKind> {
    PossibleValuesParser::new(ContractKind::ALL.map(ContractKind::name))
        .try_map(|name| name.parse::<ContractKind>())
}

/// A file in the program's folder.
pub fn file(at: &Situation<'_>, name: &str) -> PathBuf {
    at.folder.join(name)
}
