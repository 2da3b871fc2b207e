//! What each fact of a module changes. Facts of a module are those of the contracts that are configured; each has names of its
//! own, and each row says of which contract it is.

use floe_api::events::{BackstopFact, BondsFact, EventError, GaugeFact, StakeFact, TimelockFact};
use floe_core::units::Shares;

use super::kept::RowChange;
use super::{DerivedState, Place};
use crate::row;
use crate::store::tables::{
    BACKSTOPS, BACKSTOP_UNITS, BALLOTS, BONDS, GOV_VOTES, OBJECTIONS, PROPOSALS, REWARDS_PAID, STAKED,
    STAKINGS, STREAMS, WEIGHTINGS, WEIGHT_VOTES,
};
use crate::store::Changes;

/// A fact of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleFact {
    Backstop(BackstopFact),
    Bonds(BondsFact),
    Timelock(TimelockFact),
    Stake(StakeFact),
    Gauge(GaugeFact),
}

impl ModuleFact {
    /// None for an event of another name.
    pub fn read(kind: &str, pairs: &[(&str, &str)]) -> Result<Option<Self>, EventError> {
        Ok(match BackstopFact::read(kind, pairs)? {
            Some(fact) => Some(Self::Backstop(fact)),
            None => match BondsFact::read(kind, pairs)? {
                Some(fact) => Some(Self::Bonds(fact)),
                None => match TimelockFact::read(kind, pairs)? {
                    Some(fact) => Some(Self::Timelock(fact)),
                    None => match StakeFact::read(kind, pairs)? {
                        Some(fact) => Some(Self::Stake(fact)),
                        None => GaugeFact::read(kind, pairs)?.map(Self::Gauge),
                    },
                },
            },
        })
    }

    /// The rows that it changes.
    pub(crate) fn changes(&self, at: Place<'_>) -> Vec<RowChange> {
        match self {
            Self::Backstop(fact) => backstop(at, fact),
            Self::Bonds(fact) => bonds(at, fact),
            Self::Timelock(fact) => timelock(at, fact),
            Self::Stake(fact) => stake(at, fact),
            Self::Gauge(fact) => gauge(at, fact),
        }
    }
}

impl DerivedState {
    pub(crate) fn module_fact(&mut self, at: Place<'_>, fact: &ModuleFact, changes: &mut Changes) {
        for change in fact.changes(at) {
            self.kept_rows.change(change, changes);
        }
    }
}

fn backstop(at: Place<'_>, fact: &BackstopFact) -> Vec<RowChange> {
    let held = |user: &str| RowChange::of(BACKSTOP_UNITS, row![at.contract, user]);
    let cools_no_more = |row: RowChange| row.set("cooling", 0_u128).empty("ready").empty("until");
    match fact {
        BackstopFact::Deposited { receiver, units, .. } => vec![held(receiver).add("units", units.units())],
        BackstopFact::CoolingBegun {
            user,
            units,
            ready,
            until,
            cut,
            ..
        } => vec![held(user)
            .less("units", cut.units())
            .set("cooling", units.units())
            .set("ready", *ready)
            .set("until", *until)],
        BackstopFact::CoolingStopped { user, cut, .. } => {
            vec![cools_no_more(held(user).less("units", cut.units()))]
        }
        BackstopFact::Withdrawn { user, units, cut, .. } => vec![cools_no_more(
            held(user).less("units", units.units().saturating_add(cut.units())),
        )],
        BackstopFact::BooksUpdated {
            units,
            assets,
            unreleased,
        } => vec![RowChange::of(BACKSTOPS, row![at.contract, at.height, at.tx])
            .set("time", at.time)
            .set("units", units.units())
            .set("assets", *assets)
            .set("unreleased", *unreleased)],
        // In the books, which follow.
        BackstopFact::Instantiated { .. }
        | BackstopFact::PremiumBooked { .. }
        | BackstopFact::CoverBooked { .. } => Vec::new(),
    }
}

fn bonds(at: Place<'_>, fact: &BondsFact) -> Vec<RowChange> {
    let bond = |operator: &str| RowChange::of(BONDS, row![at.contract, operator]);
    match fact {
        BondsFact::Posted { operator, posted, .. } => vec![bond(operator).set("posted", *posted)],
        BondsFact::CoolingBegun {
            operator,
            account,
            shares,
            ready,
        } => vec![bond(operator)
            .set("account", account.as_str())
            .set("cooling", *shares)
            .set("ready", *ready)],
        BondsFact::Withdrawn {
            operator,
            shares,
            burned,
            ..
        } => vec![bond(operator)
            .less("posted", shares.units())
            .set("cooling", 0_u128)
            .empty("ready")
            .add("withdrawn", shares.units())
            .add("burned", burned.units())],
        // What becomes of the request is in the validator's row.
        BondsFact::Instantiated { .. } | BondsFact::Listing { .. } | BondsFact::Unlisting { .. } => {
            Vec::new()
        }
    }
}

/// Waits, or may be executed.
pub const QUEUED: &str = "queued";
/// Its messages were sent.
pub const EXECUTED: &str = "executed";
/// It was ended.
pub const CANCELLED: &str = "cancelled";

fn timelock(at: Place<'_>, fact: &TimelockFact) -> Vec<RowChange> {
    let proposal = |id: u64| RowChange::of(PROPOSALS, row![at.contract, id]);
    let against =
        |id: u64, locked: Shares, left: Shares| proposal(id).set("objecting", locked).set("gone", left);
    let objection = |id: u64, user: &str| RowChange::of(OBJECTIONS, row![at.contract, id, user]);
    let ended = |id: u64, state: &str, by: &str| {
        vec![proposal(id)
            .set("state", state)
            .set("ended_by", by)
            .set("ended_height", at.height)
            .set("ended_time", at.time)]
    };
    match fact {
        TimelockFact::Queued {
            id,
            proposer,
            title,
            class,
            messages,
            due,
            expires,
        } => vec![proposal(*id)
            .set("state", QUEUED)
            .set("title", title.as_str())
            .set("proposer", proposer.as_str())
            .set("class", class.as_str())
            .set("messages", *messages)
            .set("due", *due)
            .set("expires", *expires)
            .set("objecting", 0_u128)
            .set("gone", 0_u128)
            .set("postponed_bps", 0_u64)
            .set("queued_height", at.height)
            .set("queued_time", at.time)],
        TimelockFact::Objected {
            id,
            user,
            shares,
            locked,
            left,
        } => vec![
            against(*id, *locked, *left),
            objection(*id, user).add("shares", shares.units()),
        ],
        TimelockFact::Retracted {
            id,
            user,
            shares,
            locked,
            left,
        } => vec![
            against(*id, *locked, *left),
            objection(*id, user).less("shares", shares.units()),
        ],
        TimelockFact::Left {
            id,
            user,
            shares,
            locked,
            left,
        } => vec![
            against(*id, *locked, *left),
            objection(*id, user)
                .less("shares", shares.units())
                .add("gone", shares.units()),
        ],
        TimelockFact::Postponed { id, objections, due } => {
            vec![proposal(*id).set("postponed_bps", *objections).set("due", *due)]
        }
        TimelockFact::Marked { id, batch, until } => vec![proposal(*id)
            .set("waits_for", (*batch < u64::MAX).then_some(*batch))
            .set("waits_until", *until)],
        TimelockFact::Unmarked { id, due } => {
            vec![proposal(*id)
                .empty("waits_for")
                .empty("waits_until")
                .set("due", *due)]
        }
        TimelockFact::Executed { id, sender } => ended(*id, EXECUTED, sender),
        TimelockFact::Cancelled { id, sender } => ended(*id, CANCELLED, sender),
        // In the facts as they came.
        TimelockFact::Instantiated { .. }
        | TimelockFact::Accepting { .. }
        | TimelockFact::TimesUpdated { .. }
        | TimelockFact::MemberAdded { .. }
        | TimelockFact::MemberRemoved { .. } => Vec::new(),
    }
}

fn stake(at: Place<'_>, fact: &StakeFact) -> Vec<RowChange> {
    let whole = || RowChange::of(STAKINGS, row![at.contract]);
    let staked = |user: &str| RowChange::of(STAKED, row![at.contract, user]);
    let stream = |asset: &str| RowChange::of(STREAMS, row![at.contract, asset]);
    match fact {
        StakeFact::Instantiated { token, unstaking } => vec![whole()
            .set("token", token.as_str())
            .set("unstaking", *unstaking)
            .set("total", 0_u128)],
        StakeFact::Staked {
            user,
            staked: held,
            total,
            ..
        } => vec![
            staked(user).set("staked", held.units()),
            whole().set("total", total.units()),
        ],
        StakeFact::Unstaked {
            user,
            amount,
            staked: held,
            total,
            ready,
        } => vec![
            staked(user)
                .set("staked", held.units())
                .add("unstaking", amount.units())
                .set("ready", *ready),
            whole().set("total", total.units()),
        ],
        StakeFact::Claimed { user, amount } => vec![staked(user).less("unstaking", amount.units())],
        StakeFact::StreamAdded { asset, period } => vec![stream(asset)
            .set("period", *period)
            .set("funded", 0_u128)
            .set("paid", 0_u128)
            .set("unreleased", 0_u128)],
        StakeFact::Funded {
            asset,
            amount,
            unreleased,
            end,
        } => vec![stream(asset)
            .add("funded", amount.units())
            .set("unreleased", *unreleased)
            .set("ends", *end)],
        StakeFact::RewardsPaid { user, asset, amount } => vec![
            stream(asset).add("paid", amount.units()),
            RowChange::of(REWARDS_PAID, row![at.contract, user.as_str(), asset.as_str()])
                .add("paid", amount.units()),
        ],
        // Nothing has moved; in the facts as they came.
        StakeFact::PaymentFailed { .. }
        | StakeFact::ListenerAdded { .. }
        | StakeFact::ListenerFailed { .. } => Vec::new(),
    }
}

/// Can be voted on.
pub const OPEN: &str = "open";
/// The hub was asked to vote.
pub const CAST: &str = "cast";
/// Too few had voted, so far or at the end.
pub const BELOW_QUORUM: &str = "below_quorum";
/// The hub's vote was not taken.
pub const FAILED: &str = "failed";

fn gauge(at: Place<'_>, fact: &GaugeFact) -> Vec<RowChange> {
    let vote = |id: u64| RowChange::of(GOV_VOTES, row![at.contract, id]);
    match fact {
        GaugeFact::Opened {
            proposal_id,
            power,
            quorum,
            ..
        } => vec![vote(*proposal_id)
            .set("state", OPEN)
            .set("power", power.units())
            .set("quorum", quorum.units())
            .set("voted", 0_u128)
            .set("opened_height", at.height)
            .set("opened_time", at.time)],
        GaugeFact::Voted {
            proposal_id,
            user,
            yes,
            no,
            abstain,
            no_with_veto,
            voted,
        } => vec![
            vote(*proposal_id).set("voted", voted.units()),
            RowChange::of(BALLOTS, row![at.contract, *proposal_id, user.as_str()])
                .set("yes", yes.units())
                .set("no", no.units())
                .set("abstain", abstain.units())
                .set("no_with_veto", no_with_veto.units()),
        ],
        GaugeFact::Cast {
            proposal_id,
            yes,
            no,
            abstain,
            no_with_veto,
        } => vec![vote(*proposal_id)
            .set("state", CAST)
            .set("yes", yes.to_string())
            .set("no", no.to_string())
            .set("abstain", abstain.to_string())
            .set("no_with_veto", no_with_veto.to_string())
            .set("cast_height", at.height)
            .set("cast_time", at.time)],
        GaugeFact::BelowQuorum {
            proposal_id, voted, ..
        } => vec![vote(*proposal_id)
            .set("state", BELOW_QUORUM)
            .set("voted", voted.units())],
        GaugeFact::CastFailed { proposal_id } => vec![vote(*proposal_id).set("state", FAILED)],
        GaugeFact::VotesSet { user, power, from } => {
            vec![RowChange::of(WEIGHT_VOTES, row![at.contract, user.as_str()])
                .set("power", power.units())
                .set("epoch", *from)]
        }
        GaugeFact::VotesLowered { user, power } => {
            vec![RowChange::of(WEIGHT_VOTES, row![at.contract, user.as_str()]).set("power", power.units())]
        }
        GaugeFact::Applied {
            validators,
            alpha_bps,
            votes,
        } => vec![RowChange::of(WEIGHTINGS, row![at.contract, at.height, at.tx])
            .set("time", at.time)
            .set("validators", *validators)
            .set("alpha_bps", *alpha_bps)
            .set("votes", votes.units())],
        // In the facts as they came.
        GaugeFact::Instantiated { .. } => Vec::new(),
    }
}
