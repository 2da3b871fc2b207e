//! The steps of the crank, up to the point where their messages run.

use super::{Breach, Model, Sent, Targets, View};

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub settled: Vec<u64>,
    pub closed: Option<u64>,
}

impl Model {
    /// `crank` up to the point where its messages run. `budget` is the page of cover and, apart from it, of
    /// the rest.
    pub fn crank(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
        budget: usize,
    ) -> Result<Done, Breach> {
        let done = self.crank_exits(view, targets, sent, budget)?;
        self.place_stake(view, targets, sent, budget)?;
        Ok(done)
    }

    /// The first half of a crank: observe, settle, close, cover, settle.
    pub fn crank_exits(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
        page: usize,
    ) -> Result<Done, Breach> {
        self.observe(view);
        let mut settled = self.settle(view);
        let closed = self.close(view);
        self.cover(view, targets, &sent.undelegations, page)?;
        settled.extend(self.settle(view));
        Ok(Done { settled, closed })
    }

    /// The second half: allocate, drain, rebalance. Also what `rebalance` does after its look.
    pub fn place_stake(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
        budget: usize,
    ) -> Result<(), Breach> {
        self.allocate(view, targets, &sent.delegations, budget)?;
        let left = budget.saturating_sub(sent.delegations.len());
        let undelegated: Vec<&String> = sent.undelegations.iter().map(|(v, _)| v).collect();
        self.move_stake(view, targets, &sent.redelegations, &undelegated, left)
    }

    /// `submit_batch`
    pub fn submit_batch(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
    ) -> Result<Done, Breach> {
        self.observe(view);
        let closed = self.close(view);
        self.cover(view, targets, &sent.undelegations, self.params.max_msgs)?;
        Ok(Done {
            settled: vec![],
            closed,
        })
    }

    /// `reconcile`
    pub fn reconcile(&mut self, view: &View) -> Done {
        self.observe(view);
        Done {
            settled: self.settle(view),
            closed: None,
        }
    }

    /// `rebalance`
    pub fn rebalance(&mut self, view: &View, targets: Option<&Targets>, sent: &Sent) -> Result<(), Breach> {
        self.observe(view);
        self.place_stake(view, targets, sent, self.params.max_msgs)
    }

    /// Books undelegations as sent, `D → U`, after checking them.
    pub fn cover(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_cover(view, targets, sent, page)?;
        for (validator, amount) in sent {
            *self.delegated.get_mut(validator).unwrap() -= amount;
            self.asked.push((validator.clone(), *amount));
            self.touch(view, validator);
        }
        self.note_covered(view.now());
        Ok(())
    }

    /// Books delegations as sent, `B → D`, after checking them.
    pub fn allocate(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_allocate(view, targets, sent, page)?;
        for (validator, amount) in sent {
            self.free -= amount;
            *self.delegated.entry(validator.clone()).or_default() += amount;
            self.touch(view, validator);
        }
        Ok(())
    }

    /// Books redelegations as sent after checking them; `undelegated` are the sources of this transaction's
    /// undelegations.
    pub fn move_stake(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, String, u128)],
        undelegated: &[&String],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_moves(view, targets, sent, undelegated, page)?;
        let budget = self.daily_moves();
        for (from, to, amount) in sent {
            *self.delegated.get_mut(from).unwrap() -= amount;
            *self.delegated.entry(to.clone()).or_default() += amount;
            self.touch(view, from);
            self.touch(view, to);
            self.moved.push((view.now(), *amount, budget));
        }
        Ok(())
    }

    /// A change of a delegation pays its rewards out, if it has any; that earns the keeper's part where they had waited.
    fn touch(&mut self, view: &View, validator: &str) {
        self.earned |= self.harvested.contains_key(validator) && self.has_waited(validator, view.now());
        *self.touched.entry(validator.into()).or_default() += 1;
    }
}
