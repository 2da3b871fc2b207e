//! Who holds the token, how long exits take, and how much of them needs no undelegation.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Uint128};
use floe_api::events::{HubEvent, HubFact};
use floe_client::history::Past;
use floe_client::replay::Replay;
use floe_client::when;
use floe_core::units::Seconds;
use serde::Serialize;

use crate::see::{counted, share};
use crate::units::Unit;

/// How many holders are many.
const TOP: usize = 10;

/// Of the whole history up to now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HolderCrowd {
    /// Accounts that hold the token now, the hub's own seed not counted.
    pub holders: usize,
    /// Parts of what they hold.
    pub largest: Decimal,
    pub ten_largest: Decimal,
    /// Batches that have been closed and settled, and how long that took, in seconds; none before the first.
    pub settled: usize,
    pub mean_wait: Option<Seconds>,
    pub longest_wait: Option<Seconds>,
    /// Base units that closed batches were owed, and that were undelegated since the beginning, for whatever reason.
    pub priced: Uint128,
    pub undelegated: Uint128,
    /// The part of what batches were owed that was paid without undelegating, by deposits and rewards; none before the first batch.
    pub netted: Option<Decimal>,
}

/// How exits have gone so far.
#[derive(Default)]
pub struct ExitsSoFar {
    /// When those batches were closed that are not settled.
    closed: BTreeMap<u64, Seconds>,
    settled: usize,
    waited: Seconds,
    longest: Option<Seconds>,
    priced: Uint128,
    undelegated: Uint128,
}

impl ExitsSoFar {
    /// The next transaction.
    pub fn step(&mut self, past: &Past) {
        for event in &past.facts {
            let HubEvent::Fact(fact) = event else { continue };
            if let HubFact::BatchClosed { batch, payable, .. } = fact {
                self.closed.insert(*batch, past.time);
                self.priced = self.priced.saturating_add((*payable).into());
            } else if let HubFact::BatchSettled { batch, .. } = fact {
                if let Some(since) = self.closed.remove(batch) {
                    let wait = past.time.saturating_sub(since);
                    self.settled = self.settled.saturating_add(1);
                    self.waited = self.waited.saturating_add(wait);
                    self.longest = self.longest.max(Some(wait));
                }
            } else if let HubFact::UndelegationEntered { amount, .. } = fact {
                self.undelegated = self.undelegated.saturating_add((*amount).into());
            }
        }
    }
}

impl HolderCrowd {
    pub fn of(exits: &ExitsSoFar, replay: &Replay, hub: &str) -> Self {
        let held = replay
            .balances
            .iter()
            .filter(|(holder, _)| holder.as_str() != hub);
        let mut held: Vec<u128> = held
            .map(|(_, shares)| shares.units())
            .filter(|shares| *shares > 0)
            .collect();
        held.sort_unstable_by(|a, b| b.cmp(a));
        let sum = |shares: &[u128]| shares.iter().fold(0_u128, |sum, one| sum.saturating_add(*one));
        let all = sum(&held);
        let part = |some: usize| {
            let top = sum(held.get(..some.min(held.len())).unwrap_or_default());
            Decimal::checked_from_ratio(top, all).unwrap_or_default()
        };
        let count = u64::try_from(exits.settled).unwrap_or(u64::MAX);
        let (priced, undelegated) = (exits.priced, exits.undelegated);
        Self {
            holders: held.len(),
            largest: part(1),
            ten_largest: part(TOP),
            settled: exits.settled,
            mean_wait: exits.waited.checked_div(count),
            longest_wait: exits.longest,
            priced,
            undelegated,
            netted: Decimal::checked_from_ratio(priced.saturating_sub(undelegated), priced).ok(),
        }
    }

    pub fn lines(&self, coin: &Unit) -> Vec<String> {
        let mut lines = vec![match self.holders {
            0 => "Nobody holds the token but the hub itself.".to_owned(),
            holders => format!(
                "Held by {}: the largest has {}, the ten largest have {}",
                counted(holders, "account"),
                share(self.largest),
                share(self.ten_largest)
            ),
        }];
        if let (Some(mean), Some(longest)) = (self.mean_wait, self.longest_wait) {
            let batches = match self.settled {
                1 => "1 batch of exits was paid".to_owned(),
                settled => format!("{settled} batches of exits were paid"),
            };
            lines.push(format!(
                "{batches}, {} after their close on the average, {} at the longest",
                when::span(mean),
                when::span(longest)
            ));
        }
        if let Some(netted) = self.netted {
            lines.push(format!(
                "exits of {} needed undelegations of {}; {} was paid by deposits and rewards",
                coin.show(self.priced),
                coin.show(self.undelegated),
                share(netted)
            ));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use floe_core::units::{Native, Shares};

    use super::*;

    fn past(time: Seconds, facts: Vec<HubFact>) -> Past {
        Past {
            height: time,
            time,
            hash: String::new(),
            paid: None,
            facts: facts.into_iter().map(HubEvent::Fact).collect(),
            unreadable: Vec::new(),
            before: None,
        }
    }

    fn closed(batch: u64, payable: u128) -> HubFact {
        HubFact::BatchClosed {
            batch,
            shares: Shares::new(payable),
            payable: Native::new(payable),
            estimate: 0,
        }
    }

    fn settled(batch: u64) -> HubFact {
        HubFact::BatchSettled {
            batch,
            shares: Shares::new(1),
            payable: Native::new(1),
        }
    }

    #[test]
    fn holders_waits_and_netting_follow_from_the_history() {
        let mut replay = Replay::after_deployment("hub", Shares::new(1_000_000));
        replay.balances.insert("alice".into(), Shares::new(600));
        replay.balances.insert("bob".into(), Shares::new(400));
        replay.balances.insert("gone".into(), Shares::new(0));
        let entered = HubFact::UndelegationEntered {
            validator: "v".into(),
            completion: 0,
            amount: Native::new(75),
            asked: Native::new(75),
        };
        let history = [
            past(100, vec![closed(1, 60), closed(2, 240), entered]),
            past(300, vec![settled(1)]),
            past(700, vec![settled(2), settled(9)]),
        ];
        let mut exits = ExitsSoFar::default();
        history.iter().for_each(|past| exits.step(past));
        let crowd = HolderCrowd::of(&exits, &replay, "hub");
        assert_eq!((crowd.holders, crowd.settled), (2, 2));
        assert_eq!(
            (crowd.largest, crowd.ten_largest),
            (Decimal::percent(60), Decimal::one())
        );
        assert_eq!((crowd.mean_wait, crowd.longest_wait), (Some(400), Some(600)));
        assert_eq!(crowd.netted, Some(Decimal::percent(75)));
        let text = crowd.lines(&Unit::guess("stake")).join("\n");
        assert!(
            text.contains("exits of 300 stake needed undelegations of 75 stake; 75.00 %"),
            "{text}"
        );
    }

    #[test]
    fn a_new_protocol_has_no_holders_and_no_waits() {
        let replay = Replay::after_deployment("hub", Shares::new(1_000_000));
        let crowd = HolderCrowd::of(&ExitsSoFar::default(), &replay, "hub");
        assert_eq!((crowd.holders, crowd.mean_wait, crowd.netted), (0, None, None));
        assert_eq!(crowd.lines(&Unit::guess("stake")).len(), 1);
    }
}
