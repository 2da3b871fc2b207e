//! Whom a crank has to skip. A module that panics takes the whole transaction with it, so the validator whose message does
//! that is found by simulating cranks without one after the other.

use anyhow::Result;
use floe_api::hub::ExecuteMsg;
use floe_client::{Gas, Msg, Tx};
use floe_core::allocation::answers::{median, usual, MAX_SKIP};
use floe_core::params::Param;
use floe_core::{Position, SortedMap};

use crate::is_refusal;
use crate::round::Keeper;
use crate::sight::Sight;

/// Validators that the hub would skip if it were asked to, those that have not answered for the longest first, at most as
/// many as one transaction may skip.
pub fn candidates(sight: &Sight) -> Vec<String> {
    let position = |v: &floe_api::hub::ValidatorResponse| {
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

/// Withdrawals of one transaction at most.
const WITHDRAWALS: usize = 8;

/// The steps of the crank that are due, each alone, and withdrawals one by one.
pub fn steps(sight: &Sight) -> Vec<ExecuteMsg> {
    let due = &sight.preview;
    let mut steps = Vec::new();
    if !due.settled.is_empty() {
        steps.push(ExecuteMsg::Reconcile {});
    }
    if due.closed.is_some() || !due.undelegations.is_empty() {
        steps.push(ExecuteMsg::SubmitBatch { skip: None });
    }
    if !due.delegations.is_empty() || !due.redelegations.is_empty() {
        steps.push(ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
            skip: None,
        });
    }
    let withdrawals = due.harvests.iter().take(WITHDRAWALS);
    steps.extend(withdrawals.map(|operator| ExecuteMsg::Harvest {
        validator: Some(operator.clone()),
        skip: None,
    }));
    steps
}

impl Keeper<'_> {
    /// A crank that the chain does not refuse and its simulated gas: without skips, or else with the first that help, or
    /// else those of its steps that go alone. Whom nothing keeps from answering has to be heard first, before the hub
    /// believes that another is late.
    ///
    /// # Errors
    /// The refusal of the crank without skips when nothing helps.
    pub fn crank(&mut self, sight: &Sight) -> Result<(Tx, u64)> {
        let refusal = match self.simulated(None) {
            Err(error) if is_refusal(&error) => error,
            found => return found,
        };
        for skip in attempts(&candidates(sight)) {
            match self.simulated(Some(skip)) {
                Err(error) if is_refusal(&error) => {}
                found => return found,
            }
        }
        let mut alone = Vec::new();
        for step in steps(sight) {
            let message = Msg::execute(&self.contracts.hub, &step, &[])?;
            match self.tried(vec![message.clone()]) {
                Err(error) if is_refusal(&error) => {}
                Err(error) => return Err(error),
                Ok(_) => alone.push(message),
            }
        }
        if alone.is_empty() {
            return Err(refusal);
        }
        self.tried(alone)
    }

    fn simulated(&mut self, skip: Option<Vec<String>>) -> Result<(Tx, u64)> {
        let message = self.hub().crank(None, skip)?;
        self.tried(vec![message])
    }

    fn tried(&mut self, messages: Vec<Msg>) -> Result<(Tx, u64)> {
        let tx = Tx::new(&self.signer, messages);
        let used = self.chain.simulate(&tx)?.unwrap_or(0);
        Ok((tx.gas(Gas::Limit(used)), used))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at_rest, NOW};

    #[test]
    fn the_steps_of_a_crank_that_is_refused_are_those_that_are_due() {
        let mut sight = at_rest();
        assert_eq!(steps(&sight), []);
        sight.preview.closed = Some(4);
        sight.preview.settled = vec![3];
        sight.preview.harvests = vec!["val1".into(); 9];
        let names: Vec<String> = steps(&sight)
            .iter()
            .map(|step| serde_json::to_value(step).unwrap())
            .map(|step| step.as_object().unwrap().keys().next().unwrap().clone())
            .collect();
        assert_eq!(names[..2], ["reconcile", "submit_batch"]);
        assert_eq!(names[2..], ["harvest"; 8]);
    }

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
