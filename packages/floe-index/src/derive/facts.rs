//! What each fact of the hub changes.

use floe_api::events::{HubFact, ShellFact};
use floe_core::units::{Native, Shares};

use super::{DerivedState, Place};
use crate::row;
use crate::store::tables::{FEES, FEE_RECEIVERS, FLOWS, MODULE_FACTS, PARAMS, PAUSES, VOTES};
use crate::store::Changes;

/// A movement of an account.
struct Flow<'a> {
    kind: &'a str,
    account: &'a str,
    other: Option<&'a str>,
    batch: Option<u64>,
    shares: Shares,
    coins: Option<Native>,
    fee: Option<Native>,
}

/// What a guarantor paid for a slash, or got back of it.
fn guaranteed<'a>(
    kind: &'a str,
    account: &'a str,
    operator: Option<&'a str>,
    shares: Shares,
    coins: Native,
) -> Flow<'a> {
    Flow {
        kind,
        account,
        other: operator,
        batch: None,
        shares,
        coins: Some(coins),
        fee: None,
    }
}

impl DerivedState {
    pub(crate) fn hub_fact(&mut self, at: Place<'_>, fact: &HubFact, changes: &mut Changes) {
        self.flow(at, fact, changes);
        match fact {
            HubFact::UnbondQueued {
                receiver,
                batch,
                shares,
                ..
            } => self.queued(at, receiver, *batch, *shares, changes),
            HubFact::UnbondCancelled {
                receiver,
                batch,
                shares,
            } => self.cancelled(at, receiver, *batch, *shares, changes),
            HubFact::Claimed {
                user,
                batch,
                shares,
                amount,
                ..
            } => self.claimed(at, user, *batch, (*shares, *amount), changes),
            HubFact::BatchClosed {
                batch,
                shares,
                payable,
                estimate,
            } => self.closed(at, *batch, (*shares, *payable, *estimate), changes),
            HubFact::BatchRepriced { batch, payable } => self.repriced(at, *batch, *payable, changes),
            HubFact::BatchSettled {
                batch,
                shares,
                payable,
            } => self.settled(at, *batch, (*shares, *payable), changes),
            HubFact::FeePaid { receiver, shares } => self.fee_paid(at, receiver, *shares, changes),
            HubFact::ValidatorSlashed {
                validator,
                bonded,
                provisioned,
            } => self.slashed(at, validator, *bonded, *provisioned, changes),
            HubFact::Paused { by, domain, until } => {
                changes.put(PAUSES, row![domain.as_str(), true, by.as_str(), *until, at.time]);
            }
            HubFact::Unpaused { domain } => {
                changes.put(PAUSES, row![domain.as_str(), false, "", None::<u64>, at.time]);
            }
            HubFact::VoteCast { proposal_id } => {
                changes.put(
                    VOTES,
                    row![at.height, at.tx, at.idx, at.seq, at.time, *proposal_id],
                );
            }
            HubFact::WindDownStarted {} => self.winding_down = true,
            HubFact::BooksUpdated { short_since, .. } => self.short_since = *short_since,
            HubFact::DepositsHalted { until, .. } => self.halted_until = Some(*until),
            // In the books, and in the events as they came.
            HubFact::Instantiated { .. }
            | HubFact::Wired { .. }
            | HubFact::Bonded { .. }
            | HubFact::InstantUnbonded { .. }
            | HubFact::RewardsCompounded { .. }
            | HubFact::MessageFailed { .. }
            | HubFact::WriteOffAnnounced { .. }
            | HubFact::StakeWrittenOff { .. }
            | HubFact::StakeReturned { .. }
            | HubFact::StakeForgotten { .. }
            | HubFact::GuardianRearmed { .. }
            | HubFact::EntryCredited { .. }
            | HubFact::EntryWrittenOff { .. }
            | HubFact::LossRecognised { .. }
            | HubFact::LossCovered { .. }
            | HubFact::CoverReturned { .. }
            | HubFact::GainRecognised { .. }
            | HubFact::DelegationSent { .. }
            | HubFact::UndelegationSent { .. }
            | HubFact::UndelegationEntered { .. }
            | HubFact::AnswerUnreadable { .. }
            | HubFact::RedelegationSent { .. }
            | HubFact::RedelegationLocked { .. }
            | HubFact::HarvestSent { .. }
            | HubFact::TargetsUnavailable { .. } => {}
        }
    }

    /// Deposits and exits, by whose they are.
    fn flow(&self, at: Place<'_>, fact: &HubFact, changes: &mut Changes) {
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "the others move nobody's coins or shares"
        )]
        let flow = match fact {
            HubFact::Bonded {
                sender,
                receiver,
                amount,
                shares,
                ..
            } => Flow {
                kind: "deposit",
                account: receiver,
                other: Some(sender),
                batch: None,
                shares: *shares,
                coins: Some(*amount),
                fee: None,
            },
            HubFact::UnbondQueued {
                sender,
                receiver,
                batch,
                shares,
            } => Flow {
                kind: "queue",
                account: receiver,
                other: Some(sender),
                batch: Some(*batch),
                shares: *shares,
                coins: None,
                fee: None,
            },
            HubFact::UnbondCancelled {
                receiver,
                batch,
                shares,
            } => Flow {
                kind: "cancel",
                account: receiver,
                other: None,
                batch: Some(*batch),
                shares: *shares,
                coins: None,
                fee: None,
            },
            HubFact::InstantUnbonded {
                sender,
                receiver,
                shares,
                amount,
                fee,
            } => Flow {
                kind: "instant",
                account: sender,
                other: Some(receiver),
                batch: None,
                shares: *shares,
                coins: Some(*amount),
                fee: Some(*fee),
            },
            HubFact::Claimed {
                user,
                receiver,
                batch,
                shares,
                amount,
                ..
            } => Flow {
                kind: "claim",
                account: user,
                other: Some(receiver),
                batch: Some(*batch),
                shares: *shares,
                coins: Some(*amount),
                fee: None,
            },
            HubFact::LossCovered {
                guarantor,
                operator,
                shares,
                native,
                ..
            } => guaranteed("cover", guarantor, operator.as_deref(), *shares, *native),
            HubFact::CoverReturned {
                guarantor,
                operator,
                shares,
                native,
            } => guaranteed("cover_returned", guarantor, operator.as_deref(), *shares, *native),
            _ => return,
        };
        changes.put(
            FLOWS,
            row![
                at.height,
                at.tx,
                at.idx,
                at.seq,
                at.time,
                flow.kind,
                flow.account,
                flow.other.filter(|other| *other != flow.account),
                flow.batch,
                flow.shares,
                flow.coins,
                flow.fee,
            ],
        );
    }

    fn fee_paid(&mut self, at: Place<'_>, receiver: &str, shares: Shares, changes: &mut Changes) {
        changes.put(
            FEES,
            row![at.height, at.tx, at.idx, at.seq, at.time, receiver, shares],
        );
        let all = self.receivers.entry(receiver.to_owned()).or_default();
        *all = all.more(shares);
        changes.put(FEE_RECEIVERS, row![receiver, *all]);
    }
}

/// What is the same in every contract.
pub(crate) fn shell(at: Place<'_>, fact: &ShellFact, changes: &mut Changes) {
    let mut changed = |name: &str, old: &str, new: &str| {
        changes.put(
            PARAMS,
            row![
                at.height,
                at.tx,
                at.idx,
                at.seq,
                at.time,
                at.contract,
                name,
                old,
                new
            ],
        );
    };
    match fact {
        ShellFact::ConfigChanged { name, old, new } => changed(name, old, new),
        ShellFact::OwnershipUpdated { old_owner, owner, .. } => changed("owner", old_owner, owner),
        ShellFact::Migrated { from, to } => changed("version", from, to),
    }
}

/// An event of a module, as it came.
pub(crate) fn named(at: Place<'_>, name: &str, attributes: &[(String, String)], changes: &mut Changes) {
    let attributes = serde_json::to_string(attributes).unwrap_or_default();
    changes.put(
        MODULE_FACTS,
        row![at.height, at.tx, at.idx, at.time, at.contract, name, attributes],
    );
}
