//! Silent stake, with validators to which no message succeeds: written off, and booked again when one does.

use super::fact::Fact;
use super::work::Work;
use crate::error::CoreResult;
use crate::silence::Silence;
use crate::units::Native;

impl Work {
    /// Books the stake with a validator as lost. Follows an observation. Returns what is remembered of it.
    pub fn write_off(&mut self, validator: &str, silence: Silence) -> CoreResult<Silence> {
        let (now, rules) = (self.now(), self.rules());
        let before = self.ledger().books.delegated;
        let found = self.ledger_mut().write_off_stake(now, validator, &rules)?;
        let amount = before.less(self.ledger().books.delegated);
        self.take_in(found)?;
        self.lose(validator.to_owned(), amount);
        let gates = &mut self.accounts_mut().gates;
        gates.set_silent(gates.silent().plus(amount)?, true);
        self.facts.push(Fact::StakeWrittenOff {
            validator: validator.to_owned(),
            amount,
        });
        Ok(Silence {
            written_off_at: now,
            amount,
            ..silence
        })
    }

    /// Books what the chain shows at a validator that was written off and has answered.
    pub fn bring_back(&mut self, validator: &str, shown: Native, silence: Silence) -> CoreResult<()> {
        let (now, rules) = (self.now(), self.rules());
        let found = self.ledger_mut().bring_back(now, validator, shown, &rules)?;
        self.take_in(found)?;
        self.silent.retain(|silent| silent != validator);
        let any = !self.silent.is_empty();
        let gates = &mut self.accounts_mut().gates;
        gates.set_silent(gates.silent().less(silence.counted()), any);
        self.facts.push(Fact::StakeReturned {
            validator: validator.to_owned(),
            amount: shown,
        });
        Ok(())
    }
}
