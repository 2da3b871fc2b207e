//! Whom a crank has to skip. A module that panics takes the whole transaction with it, so the validator whose message does
//! that is found by simulating cranks without one after the other.

use anyhow::Result;
use floe_chain::{Gas, Tx};
use floe_core::allocation::answers::{median, usual, MAX_SKIP};
use floe_core::params::Param;
use floe_core::{Position, SortedMap};

use crate::exit::Exit;
use crate::keeper::round::Keeper;
use crate::keeper::sending::crank_message;
use crate::keeper::sight::Sight;

/// Validators that the hub would skip if it were asked to, those that have not answered for the longest first, at most as
/// many as one transaction may skip.
pub fn candidates(sight: &Sight) -> Vec<String> {
    let position = |v: &floe_types::hub::ValidatorResponse| {
        let position = Position {
            booked: v.delegated.into(),
            harvested_at: v.harvested_at,
            ..Position::default()
        };
        (v.operator.clone(), position)
    };
    let positions: SortedMap<String, Position> = sight.booked.iter().map(position).collect();
    let oldest = median(&positions).saturating_sub(usual(sight.param(Param::HarvestInterval)));
    let answered = |operator: &String| positions.get(operator).map_or(0, |p| p.harvested_at);
    let listed = sight.registered.iter().map(|v| (v.operator.clone(), v.listed_at));
    let known = positions.keys().map(|operator| (operator.clone(), 0));
    let mut late: Vec<(u64, String)> = known
        .chain(listed)
        .map(|(operator, listed)| match answered(&operator) {
            0 => (listed, operator),
            at => (at, operator),
        })
        .filter(|(at, _)| *at < oldest)
        .collect();
    late.sort();
    late.dedup();
    late.into_iter()
        .map(|(_, operator)| operator)
        .take(MAX_SKIP)
        .collect()
}

/// Whom to try to skip, in this order: each alone, then more and more of them.
pub fn attempts(candidates: &[String]) -> Vec<Vec<String>> {
    let singly = candidates.iter().map(|operator| vec![operator.clone()]);
    let together = (2..=candidates.len()).filter_map(|n| candidates.get(..n).map(<[String]>::to_vec));
    singly.chain(together).collect()
}

impl Keeper<'_> {
    /// A crank that the chain does not refuse and its simulated gas: without skips, or else with the first that help.
    ///
    /// # Errors
    /// The refusal of the crank without skips when none helps.
    pub fn crank(&mut self, sight: &Sight) -> Result<(Tx, u64)> {
        let refusal = match self.simulated(None) {
            Err(error) if Exit::of(&error) == Exit::Refused => error,
            found => return found,
        };
        for skip in attempts(&candidates(sight)) {
            match self.simulated(Some(skip)) {
                Err(error) if Exit::of(&error) == Exit::Refused => {}
                found => return found,
            }
        }
        Err(refusal)
    }

    fn simulated(&mut self, skip: Option<Vec<String>>) -> Result<(Tx, u64)> {
        let tx = Tx::new(&self.signer, vec![crank_message(&self.contracts.hub, skip)?]);
        let used = self.ctx.chain.simulate(&tx)?.unwrap_or(0);
        Ok((tx.gas(Gas::Limit(used)), used))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeper::fixture::{at_rest, NOW};

    #[test]
    fn those_late_by_the_hubs_measure_are_tried_alone_and_then_together() {
        let mut sight = at_rest();
        assert_eq!(candidates(&sight), [""; 0]);
        let interval = sight.param(Param::HarvestInterval);
        // Of two the later is the median.
        let limit = sight.booked[1].harvested_at - interval - 86_400;
        sight.booked[0].harvested_at = limit;
        assert_eq!(candidates(&sight), [""; 0]);
        sight.booked[0].harvested_at = limit - 1;
        assert_eq!(candidates(&sight), ["val1"]);
        // One that never got a message counts from its listing.
        let mut new = sight.registered[0].clone();
        (new.operator, new.listed_at) = ("val9".into(), limit - 2);
        sight.registered.push(new.clone());
        (new.operator, new.listed_at) = ("val8".into(), NOW);
        sight.registered.push(new);
        let found = candidates(&sight);
        assert_eq!(found, ["val9", "val1"]);
        let lists = [vec!["val9"], vec!["val1"], vec!["val9", "val1"]];
        assert_eq!(attempts(&found), lists);
    }
}
