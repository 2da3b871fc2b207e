//! What the engine intends, as the chain runs it after the contract has returned, each with its answer booked.

use anyhow::Result;
use floe_core::allocation::Lock;
use floe_core::engine::{redelegated, Intent, Message, Report, Rest, Sent, Undelegated};
use floe_core::units::{Native, NANOS};

use super::world::Loaded;
use super::Sim;

impl Sim {
    /// Returns the report of what followed a refresh of the registry, if there was one: that is then the whole.
    pub(super) fn run(&mut self, messages: Vec<Message>) -> Result<Option<Report>> {
        let mut report = None;
        for Message { sent, .. } in messages {
            if !sent.intent.validators().is_empty() {
                self.seen = None;
            }
            report = self.run_one(&sent)?.or(report);
        }
        self.recount();
        Ok(report)
    }

    fn run_one(&mut self, sent: &Sent) -> Result<Option<Report>> {
        let (at, now) = (self.moment(), self.now());
        match &sent.intent {
            Intent::Delegate { validator, amount } => {
                let place = self.chain.place(validator)?;
                let refused = self.chain.delegate(place, amount.units())?.is_err();
                self.answer(sent, refused)?;
            }
            Intent::Undelegate {
                validator,
                amount,
                last,
            } => {
                let place = self.chain.place(validator)?;
                let answer = self.chain.undelegate(place, amount.units())?;
                if let Ok((came, completion)) = answer {
                    let answer = Undelegated {
                        validator,
                        asked: *amount,
                        last: *last,
                        amount: Some(Native::new(came)),
                        completion: Some(completion),
                    };
                    let accounts = self.state.accounts_mut();
                    accounts.undelegated(&answer, at, &self.params, &Loaded)?;
                }
                self.answer(sent, answer.is_err())?;
            }
            Intent::Redelegate { step } => {
                let (from, to) = (self.chain.place(&step.from)?, self.chain.place(&step.to)?);
                let answer = self.chain.redelegate(from, to, step.amount.units())?;
                if let Ok(completion) = answer {
                    let completion = completion.unwrap_or(0).div_ceil(NANOS);
                    let (until, _) = redelegated(step, Some(completion), 0, now);
                    if until > now {
                        Lock::add(self.locks.or_default(step.to.clone()), step, until, now);
                    }
                }
                self.answer(sent, answer.is_err())?;
            }
            Intent::Harvest { validator } | Intent::Withdraw { validator } => {
                let place = self.chain.place(validator)?;
                let refused = self.chain.withdraw(place)?.is_err();
                self.answer(sent, refused)?;
            }
            Intent::Forward { .. } => self.forward()?,
            Intent::Refresh(rest) => return self.go_on((**rest).clone()).map(Some),
        }
        Ok(None)
    }

    /// A refused message is taken back and marks validators. A successful one clears marks and has paid out, whatever an
    /// earlier message has left.
    fn answer(&mut self, sent: &Sent, refused: bool) -> Result<()> {
        let now = self.now();
        if refused {
            self.usage.failures += 1;
            let mut stakes = std::mem::take(&mut self.state.ledger_mut().positions);
            let accounts = self.state.accounts_mut();
            accounts.failed(sent, &mut stakes, now, &self.params, &Loaded)?;
            self.state.ledger_mut().positions = stakes;
            for (validator, refused_by) in sent.intent.blamed() {
                let mark = self.marks.entry(validator.to_owned()).or_default();
                mark.note(refused_by, now);
            }
            return Ok(());
        }
        for validator in sent.intent.validators() {
            self.marks.remove(validator);
            if sent.follows_another() {
                let positions = &mut self.state.ledger_mut().positions;
                positions.or_default(validator.to_owned()).harvested_at = now;
            }
        }
        Ok(())
    }

    /// The registry looks at the chain, and the hub goes on by what it wants then.
    fn go_on(&mut self, rest: Rest) -> Result<Report> {
        self.recount();
        self.refresh()?;
        let mut work = self.begin();
        work.go_on(rest, &self.world())?;
        let (report, messages) = self.end(work)?;
        self.run(messages)?;
        Ok(report)
    }

    /// What the hub counts anew whenever it loads its positions.
    fn recount(&mut self) {
        let ledger = self.state.ledger_mut();
        for (validator, position) in ledger.positions.iter_mut() {
            position.marked_until = self.marks.get(validator).map_or(0, |mark| mark.until.max(1));
            position.entries = 0;
            position.pending = 0;
        }
        for key in ledger.entries.keys() {
            let position = ledger.positions.or_default(key.validator.clone());
            position.entries = position.entries.saturating_add(1);
        }
    }

    /// The collector sends what it has, and the hub compounds it; the crank has observed in this block.
    fn forward(&mut self) -> Result<()> {
        let amount = Native::new(std::mem::take(&mut self.chain.collector));
        if amount.is_zero() {
            return Ok(());
        }
        self.chain.bank += amount.units();
        let (now, accounts) = (self.now(), self.state.accounts_mut());
        accounts.earned = false;
        let harvest = accounts.compound(now, amount, self.fee_bps, &self.params)?;
        self.fees = self.fees.plus(harvest.fee_shares)?;
        Ok(())
    }
}
