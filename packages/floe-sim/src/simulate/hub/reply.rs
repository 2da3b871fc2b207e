//! Messages as the chain runs them after the contract has returned, each with its answer booked. Counterpart:
//! `contracts/hub/src/reply.rs`.

use anyhow::Result;
use floe_core::allocation::{Lock, Move, Portion};
use floe_core::flight::EntryKey;
use floe_core::units::{Nanos, Native, Seconds, NANOS};

use super::Sim;

/// Counterpart: `Ticket` in `contracts/hub/src/staking.rs`.
#[derive(Clone)]
pub(super) enum Message {
    Undelegate { portion: Portion, last: bool },
    Delegate { portion: Portion },
    Redelegate { step: Move },
    Harvest { validator: String },
}

impl Message {
    /// Source and then destination of a redelegation.
    pub(super) fn validators(&self) -> Vec<String> {
        match self {
            Self::Undelegate { portion, .. } | Self::Delegate { portion } => vec![portion.validator.clone()],
            Self::Redelegate { step } => vec![step.from.clone(), step.to.clone()],
            Self::Harvest { validator } => vec![validator.clone()],
        }
    }
}

/// Counterpart: `Sent` in `contracts/hub/src/staking.rs`.
pub(super) struct Sent {
    pub message: Message,
    pub paid: Vec<Option<Seconds>>,
}

impl Sim {
    pub(super) fn run(&mut self, messages: Vec<Sent>) -> Result<()> {
        if !messages.is_empty() {
            self.books.seen = None;
        }
        for sent in messages {
            let failures = self.usage.failures;
            self.run_one(sent.message.clone())?;
            self.note_payouts(&sent, self.usage.failures > failures);
        }
        Ok(())
    }

    /// A failure is no payout, a success is one, whatever an earlier message has left.
    fn note_payouts(&mut self, sent: &Sent, failed: bool) {
        let now = self.now();
        for (validator, paid) in sent.message.validators().into_iter().zip(&sent.paid) {
            let position = self.books.ledger.positions.or_default(validator);
            position.harvested_at = match paid {
                Some(before) if failed => *before,
                None if !failed => now,
                _ => position.harvested_at,
            };
        }
    }

    fn run_one(&mut self, message: Message) -> Result<()> {
        match message {
            Message::Undelegate { portion, last } => self.run_undelegate(portion, last)?,
            Message::Delegate { portion } => self.run_delegate(portion)?,
            Message::Redelegate { step } => self.run_redelegate(&step)?,
            Message::Harvest { validator } => {
                let place = self.chain.place(&validator)?;
                let answer = self.chain.withdraw(place)?;
                self.mark(&[&validator], answer.is_err());
            }
        }
        Ok(())
    }

    /// A failed message marks its validator, of a redelegation the destination, and the source once one to another
    /// destination has failed, too. A successful one clears the marks.
    fn mark(&mut self, validators: &[&str], failed: bool) {
        let now = self.now();
        self.usage.failures += u64::from(failed);
        if !failed {
            for validator in validators {
                self.marks.remove(*validator);
                self.books
                    .ledger
                    .positions
                    .or_default((*validator).to_owned())
                    .marked_until = 0;
            }
            return;
        }
        let Some(to) = validators.last() else { return };
        self.marks.entry((*to).to_owned()).or_default().fail(now);
        if let [from, to] = validators {
            self.marks.entry((*from).to_owned()).or_default().fail_to(to, now);
        }
        for validator in validators {
            let until = self.marks.get(*validator).map_or(0, |mark| mark.until.max(1));
            self.books
                .ledger
                .positions
                .or_default((*validator).to_owned())
                .marked_until = until;
        }
    }

    fn run_undelegate(&mut self, portion: Portion, last: bool) -> Result<()> {
        let Portion { validator, amount } = portion;
        let place = self.chain.place(&validator)?;
        let answer = self.chain.undelegate(place, amount.units())?;
        self.mark(&[&validator], answer.is_err());
        match answer {
            Ok((came, completion)) => {
                let key = EntryKey {
                    completion,
                    validator,
                };
                self.enter(key, Native::new(came), amount)?;
            }
            Err(_) => self.books.ledger.undelegation_refused(&validator, amount)?,
        }
        if last {
            let (now, rules) = (self.now(), self.rules());
            self.books.ledger.note_cover(now, &rules)?;
        }
        Ok(())
    }

    /// Books the entry of an undelegation; what the chain rounded away is a loss.
    fn enter(&mut self, key: EntryKey, amount: Native, asked: Native) -> Result<()> {
        let (now, rules) = (self.now(), self.rules());
        let ledger = &mut self.books.ledger;
        ledger.answered(&key.validator);
        ledger.books.undelegating = ledger.books.undelegating.plus(amount)?.less(asked);
        if !amount.is_zero() {
            ledger.enter(key, amount, false)?;
        }
        let rounded = asked.less(amount);
        if !rounded.is_zero() {
            ledger.lose_to_rounding(now, rounded, &rules)?;
            let totals = &mut self.books.totals;
            totals.losses = totals.losses.plus(rounded)?;
        }
        Ok(())
    }

    fn run_delegate(&mut self, portion: Portion) -> Result<()> {
        let Portion { validator, amount } = portion;
        let place = self.chain.place(&validator)?;
        let failed = self.chain.delegate(place, amount.units())?.is_err();
        self.mark(&[&validator], failed);
        if failed {
            let ledger = &mut self.books.ledger;
            let position = ledger.positions.or_default(validator);
            position.booked = position.booked.less(amount);
            ledger.books.delegated = ledger.books.delegated.less(amount);
            ledger.books.free = ledger.books.free.plus(amount)?;
            let (now, rules) = (self.now(), self.rules());
            self.books.ledger.note_cover(now, &rules)?;
        }
        Ok(())
    }

    fn run_redelegate(&mut self, step: &Move) -> Result<()> {
        let (from, to) = (self.chain.place(&step.from)?, self.chain.place(&step.to)?);
        let answer = self.chain.redelegate(from, to, step.amount.units())?;
        self.mark(&[&step.from, &step.to], answer.is_err());
        match answer {
            Ok(completion) => self.lock(step, completion),
            Err(_) => {
                let positions = &mut self.books.ledger.positions;
                let to = positions.or_default(step.to.clone());
                to.booked = to.booked.less(step.amount);
                let from = positions.or_default(step.from.clone());
                from.booked = from.booked.plus(step.amount)?;
                self.moved.1 = self.moved.1.less(step.amount);
            }
        }
        Ok(())
    }

    /// Notes until when the destination's stake is locked.
    fn lock(&mut self, step: &Move, completion: Option<Nanos>) {
        let now = self.now();
        let until = completion.unwrap_or(0).div_ceil(NANOS);
        if until > now {
            let locks = self.locks.or_default(step.to.clone());
            locks.retain(|lock| lock.until > now);
            locks.push(Lock {
                from: step.from.clone(),
                until,
            });
        }
    }

    /// The collector sends what it has, and the hub compounds it. Counterparts: the collector's `forward.rs` and the hub's
    /// `execute/rewards.rs`; the crank has observed in this block.
    pub(super) fn forward(&mut self) -> Result<()> {
        let amount = Native::new(std::mem::take(&mut self.chain.collector));
        if amount.is_zero() {
            return Ok(());
        }
        self.chain.bank += amount.units();
        let (now, rules) = (self.now(), self.rules());
        let harvest = self.books.ledger.harvest(now, amount, self.fee_bps, &rules)?;
        self.fees = self.fees.plus(harvest.fee_shares)?;
        let totals = &mut self.books.totals;
        totals.rewards = totals.rewards.plus(amount)?;
        Ok(())
    }
}
