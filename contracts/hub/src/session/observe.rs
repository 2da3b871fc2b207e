use cosmwasm_std::StdResult;
use floe_core::observe::{Observation, Sighting};
use floe_core::params::HALT_SECS;
use floe_core::units::Native;
use floe_types::hub::Domain;

use crate::chain;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::session::Session;
use crate::state::{Point, ValidatorLoss};

impl Session<'_> {
    /// The indivisible first step of everything that prices, closes, covers, settles, allocates or moves.
    ///
    /// `funds` are the coins of the staking denom that came with the current message; they are left out of account.
    pub fn observe(&mut self, funds: Native) -> ContractResult<()> {
        let hub = &self.env.contract.address;
        let mut delegations = chain::delegations(&self.querier, hub, &self.wiring.denom)?;
        delegations.retain(|validator, _| !self.silent.contains(validator));
        let looked_now = self.now.synced_height == self.env.block.height;
        let seen = Sighting {
            at: self.moment(),
            last_look: if looked_now { 0 } else { self.now.synced_at.nanos() },
            bank: self.bank_balance()?.less(funds),
            delegations,
        };
        let rules = self.rules();
        let found = self.now.ledger.observe(&seen, &rules)?;
        self.now.ledger.prune(self.env.block.time.seconds());
        self.take_in(&found)?;
        self.make_point();
        self.now.synced_at = self.env.block.time;
        self.now.synced_height = self.env.block.height;
        Ok(())
    }

    /// Books and reports what was found.
    pub(super) fn take_in(&mut self, found: &Observation) -> ContractResult<()> {
        self.book_totals(found)?;
        self.remember_losses(found)?;
        if found.halt {
            self.halt_deposits(found.gross_loss);
        }
        self.note_findings(found);
        Ok(())
    }

    pub fn bank_balance(&self) -> StdResult<Native> {
        chain::balance(&self.querier, &self.env.contract.address, &self.wiring.denom)
    }

    fn book_totals(&mut self, found: &Observation) -> ContractResult<()> {
        let totals = &mut self.now.carry.totals;
        totals.losses = totals.losses.plus(found.loss)?;
        totals.gains = totals.gains.plus(found.streamed)?.plus(found.restored)?;
        Ok(())
    }

    fn remember_losses(&mut self, found: &Observation) -> ContractResult<()> {
        let last = self.seconds();
        for slash in &found.slashes {
            let total = slash.bonded.plus(slash.provisioned)?;
            self.losses
                .push((slash.validator.clone(), ValidatorLoss { total, last }));
        }
        let written_off = found.arrivals.iter().filter_map(|a| a.written_off.as_ref());
        for (key, lacking) in written_off {
            self.losses.push((
                key.validator.clone(),
                ValidatorLoss {
                    total: *lacking,
                    last,
                },
            ));
        }
        Ok(())
    }

    fn halt_deposits(&mut self, loss: Native) {
        let now = self.seconds();
        let until = now.saturating_add(HALT_SECS);
        self.now.controls.pause(Domain::Deposits, now, Some(until));
        self.note(Fact::DepositsHalted { until, loss });
    }

    fn note_findings(&mut self, found: &Observation) {
        for arrivals in &found.arrivals {
            for (key, entry) in &arrivals.credited {
                self.note(Fact::EntryCredited {
                    key,
                    amount: entry.amount,
                    expected: entry.expected,
                });
            }
            if let Some((key, lacking)) = &arrivals.written_off {
                self.note(Fact::EntryWrittenOff {
                    key,
                    lacking: *lacking,
                });
            }
        }
        for slash in &found.slashes {
            self.note(Fact::ValidatorSlashed { slash });
        }
        let Observation {
            loss,
            rounding,
            absorbed,
            borne_by_batches,
            ..
        } = *found;
        if !loss.is_zero() {
            self.note(Fact::LossRecognised {
                loss,
                rounding,
                absorbed,
                borne_by_batches,
            });
        }
        let Observation {
            risen,
            gift,
            restored,
            streamed,
            ..
        } = *found;
        if !streamed.is_zero() || !restored.is_zero() {
            self.note(Fact::GainRecognised {
                risen,
                gift,
                restored,
                streamed,
            });
        }
    }

    /// Keeps the newest point of history at the last observation, and one point an interval behind it.
    fn make_point(&mut self) {
        let seconds = self.seconds();
        let books = &self.now.ledger.books;
        let carry = &self.now.carry;
        let newest = self.now.synced_at.seconds();
        let replaces =
            newest == seconds || carry.replaces_newest(newest, self.params.reward.harvest_interval);
        let number = if replaces {
            carry.point
        } else {
            carry.point.saturating_add(1)
        };
        let point = Point {
            time: seconds,
            rate: books.rate(seconds),
            assets: books.assets(),
            totals: carry.totals,
        };
        self.point = Some((number, point));
        if !replaces {
            self.now.carry.point = number;
            self.now.carry.previous_point = newest;
        }
    }
}
