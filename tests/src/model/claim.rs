//! Claim.

use super::arithmetic::mul_div;
use super::{Model, Refusal, View};

const CLAIM_PAGE: usize = 50;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claimed {
    pub paid: u128,
    /// Batches whose request was cleared.
    pub cleared: Vec<u64>,
    /// Batches settled on the way.
    pub settled: Vec<u64>,
    pub observed: bool,
    /// It looked for coins and the user still cannot be paid: the claim covers what is missing.
    pub covers: bool,
}

impl Model {
    /// `claim`, `withdraw_unbonded`, `claim_for`; `None` = everything claimable. Where the outcome covers, the messages
    /// that the claim sent go to [`Model::cover`].
    pub fn claim(&mut self, view: &View, user: &str, batches: Option<&[u64]>) -> Result<Claimed, Refusal> {
        self.whole(|model| {
            let wanted = |id: u64| batches.is_none_or(|list| list.contains(&id));
            let closed = model
                .batches
                .iter()
                .any(|b| wanted(b.id) && b.requests.contains_key(user));
            let open = wanted(model.open.id) && model.open.requests.contains_key(user);
            if !closed && !open {
                return Err(Refusal::NoRequest);
            }
            let mut done = Claimed::default();
            let head = model.unsettled().next();
            if head.is_some_and(|b| model.is_ready(b, view.now_ns)) {
                model.observe(view);
                done.observed = true;
                done.settled = model.settle(view);
            }
            let page: Vec<u64> = model
                .batches
                .iter()
                .filter(|b| wanted(b.id) && b.requests.contains_key(user))
                .take(CLAIM_PAGE)
                .filter(|b| b.settled)
                .map(|b| b.id)
                .collect();
            for id in page {
                done.paid += model.pay(id, user);
                done.cleared.push(id);
            }
            done.covers = done.observed && done.cleared.is_empty();
            if done.cleared.is_empty() && !done.observed {
                return Err(Refusal::NothingClaimable);
            }
            Ok(done)
        })
    }

    fn pay(&mut self, id: u64, user: &str) -> u128 {
        let at = self.batches.iter().position(|b| b.id == id).unwrap();
        let batch = &mut self.batches[at];
        let shares = batch.requests.remove(user).unwrap();
        let paid = mul_div(shares, batch.payable, batch.shares);
        batch.paid += paid;
        self.reserved -= paid;
        if batch.requests.is_empty() {
            let left = batch.payable - batch.paid;
            self.reserved -= left;
            self.free += left;
            self.batches.remove(at);
        }
        paid
    }
}
