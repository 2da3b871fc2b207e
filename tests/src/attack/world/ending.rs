//! How a life of the attackers ends: all rewards are released, everybody leaves, and everything is counted.

use super::*;

impl Arena {
    /// What has been earned is brought in, entries arrive, and the drip ends, before anybody leaves.
    pub(super) fn everything_is_released(&mut self) -> Agreement {
        for _ in 0..MOST_ROUNDS {
            self.take(Step::Crank { by: 0, page: None })?;
            self.take(Step::Alone {
                by: 0,
                step: Single::Harvest,
            })?;
            let model = &self.life.model;
            if model.entries.is_empty() && model.open.requests.is_empty() && model.owed() == 0 {
                break;
            }
            let secs = model
                .params
                .batch_interval
                .max(model.params.unbonding_estimate / 8)
                + 1;
            self.take(pass(secs))?;
        }
        let left = self.life.model.stream.end.saturating_sub(self.life.view().now());
        self.take(Step::Pass {
            secs: left,
            blocks: 1,
        })?;
        Ok(())
    }

    pub(super) fn everybody_leaves(&mut self) -> Agreement {
        let params = &self.life.model.params;
        let gap = params.batch_interval.max(params.unbonding_estimate / 8) + 7;
        for _ in 0..MOST_ROUNDS {
            for n in 0..USERS as u8 {
                let address = self.life.address(&user(n.into()));
                if self.life.model.balance(&address) > 0 {
                    self.take(Step::Queue {
                        user: n,
                        to: To::Self_,
                        part: Part::All,
                        by_send: false,
                    })?;
                }
            }
            self.take(Step::Crank { by: 0, page: None })?;
            self.take(pass(gap))?;
            for n in 0..USERS as u8 {
                self.take(Step::ClaimFor { by: 0, user: n })?;
            }
            if names().all(|name| !has_anything(&self.life.model, &self.life.address(&name))) {
                return Ok(());
            }
        }
        Err(format!(
            "not everybody has been paid: {:?}",
            self.life.suite.books().summary()
        ))
    }

    pub(super) fn ending(self) -> Ending {
        let bonded = self.bonded();
        let mut figures = self.figures;
        figures.best_life = self.earned;
        figures.messages = self.life.messages;
        let exits = &self.life.suite.promises.exits;
        figures.undisturbed = exits.settled;
        figures.beyond = exits.longest.beyond;
        figures.longest = (
            exits.longest.per_mille,
            exits.longest.beyond * 1_000 / self.cranked.1.max(1),
        );
        let mut coins: Vec<u128> = names().map(|name| self.life.suite.coins(&name)).collect();
        coins[usize::from(ATTACKER)] += bonded;
        let settled = &self.settled;
        let exits = self.exits.into_iter().map(|(n, exit)| {
            let settled = settled.get(&exit.batch).copied();
            (n, Leaver { settled, ..exit })
        });
        Ending {
            coins,
            exits: exits.collect(),
            accepted: self.accepted,
            invested: WEALTH - self.least_coins,
            share: worth(&self.life.model, 1, self.life.view().now()).div_ceil(MICRO),
            unit: self.unit,
            gap: self.cranked.1,
            interval: self.interval,
            figures,
        }
    }
}

/// Whether somebody has shares, queued or not, or a claim.
fn has_anything(model: &Model, who: &str) -> bool {
    let queued = model.open.requests.contains_key(who);
    let claims = model.batches.iter().any(|batch| batch.requests.contains_key(who));
    model.balance(who) > 0 || queued || claims
}
