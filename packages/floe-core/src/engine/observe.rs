//! The observation, and what it leaves behind beside the books.

use cosmwasm_std::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounts::{Accounts, Totals};
use super::fact::Fact;
use super::gates::Domain;
use super::work::Work;
use crate::error::CoreResult;
use crate::guarantee::Guarantors;
use crate::map::SortedMap;
use crate::observe::{Observation, Sighting};
use crate::params::HALT_SECS;
use crate::units::{Native, Seconds};

/// A point of history.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Unix seconds.
    pub time: Seconds,
    pub rate: Decimal,
    /// `D + U + B` in base units.
    pub assets: Native,
    pub totals: Totals,
}

/// What slashes have cost on one validator.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidatorLoss {
    pub total: Native,
    /// Unix seconds.
    pub last: Seconds,
}

impl Work {
    /// The indivisible first step of everything that prices, closes, covers, settles, allocates or moves.
    ///
    /// `bank` is the hub's balance without the coins that came with the current message, which are left out of account;
    /// `delegations` are all that the chain shows.
    pub fn observe(
        &mut self,
        bank: Native,
        mut delegations: SortedMap<String, Native>,
        guarantors: &dyn Guarantors,
    ) -> CoreResult<()> {
        delegations.retain(|validator, _| !self.silent.contains(validator));
        let synced = self.accounts().synced;
        let looked_now = synced.height == self.at.height;
        let seen = Sighting {
            at: self.at,
            last_look: if looked_now { 0 } else { synced.nanos },
            bank,
            delegations,
        };
        let (now, rules) = (self.now(), self.rules());
        let ledger = self.ledger_mut();
        let found = ledger.observe(&seen, &rules, guarantors)?;
        ledger.prune(now);
        self.take_in(found)?;
        self.make_point();
        self.accounts_mut().synced = self.at;
        Ok(())
    }

    /// Books and reports what was found.
    pub(super) fn take_in(&mut self, found: Observation) -> CoreResult<()> {
        let totals = &mut self.accounts_mut().totals;
        totals.losses = totals.losses.plus(found.loss)?;
        totals.gains = totals.gains.plus(found.streamed)?.plus(found.restored)?;
        totals.gains = totals.gains.plus(found.given_back)?;
        totals.covered = totals.covered.plus(found.covered)?;
        totals.given_back = totals.given_back.plus(found.given_back)?;
        if found.halt {
            let now = self.now();
            let until = now.saturating_add(HALT_SECS);
            self.accounts_mut()
                .gates
                .pause(Domain::Deposits, now, Some(until));
            self.facts.push(Fact::DepositsHalted {
                until,
                loss: found.gross_loss,
            });
        }
        self.note_findings(found)
    }

    fn note_findings(&mut self, found: Observation) -> CoreResult<()> {
        let Observation {
            arrivals,
            slashes,
            loss,
            rounding,
            absorbed,
            covered,
            burns,
            borne_by_batches,
            mints,
            debts,
            risen,
            gift,
            restored,
            streamed,
            ..
        } = found;
        for arrivals in arrivals {
            for (key, entry) in arrivals.credited {
                self.facts.push(Fact::EntryCredited {
                    key,
                    amount: entry.amount,
                    expected: entry.expected,
                });
            }
            if let Some((key, lacking)) = arrivals.written_off {
                self.lose(key.validator.clone(), lacking);
                self.facts.push(Fact::EntryWrittenOff { key, lacking });
            }
        }
        for slash in slashes {
            let total = slash.bonded.plus(slash.provisioned)?;
            self.lose(slash.validator.clone(), total);
            self.facts.push(Fact::ValidatorSlashed { slash });
        }
        for burn in burns {
            self.facts.push(Fact::LossCovered { burn: burn.clone() });
            self.burns.push(burn);
        }
        for mint in mints {
            self.facts.push(Fact::CoverReturned { mint: mint.clone() });
            self.mints.push(mint);
        }
        self.debts = debts.or(self.debts.take());
        if !loss.is_zero() {
            self.facts.push(Fact::LossRecognised {
                loss,
                rounding,
                absorbed,
                covered,
                borne_by_batches,
            });
        }
        if !streamed.is_zero() || !restored.is_zero() {
            self.facts.push(Fact::GainRecognised {
                risen,
                gift,
                restored,
                streamed,
            });
        }
        Ok(())
    }

    /// Remembers what a validator has cost.
    pub(super) fn lose(&mut self, validator: String, total: Native) {
        let last = self.now();
        self.losses.push((validator, ValidatorLoss { total, last }));
    }

    /// Keeps the newest point of history at the last observation, and one point an interval behind it.
    fn make_point(&mut self) {
        let now = self.now();
        let interval = self.params.reward.harvest_interval;
        let accounts = self.accounts_mut();
        let newest = accounts.synced.seconds();
        let replaces = newest == now || accounts.replaces_newest(newest, interval);
        if !replaces {
            accounts.history.newest = accounts.history.newest.saturating_add(1);
            accounts.history.previous = newest;
        }
        let point = Point {
            time: now,
            rate: accounts.ledger.books.rate(now),
            assets: accounts.ledger.books.assets(),
            totals: accounts.totals,
        };
        self.point = Some((accounts.history.newest, point));
    }
}

impl Accounts {
    /// Whether an observation replaces the newest point instead of adding one: until a whole interval lies between the
    /// newest and the one before it.
    fn replaces_newest(&self, newest: Seconds, interval: Seconds) -> bool {
        self.history.newest > 0 && newest.saturating_sub(self.history.previous) < interval
    }
}
