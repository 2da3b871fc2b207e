//! What users do, and what each of them has put in and taken out.

use cosmwasm_std::Uint128;
use floe_api::hub::{Cw20HookMsg, ExecuteMsg};
use floe_testing::suite::{Failure, TxResult};

use super::world::World;

/// One user's coins so far, in base units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Person {
    pub deposited: u128,
    pub paid: u128,
}

/// What a message brought, or why it was refused.
pub(crate) type Gain = Result<u128, Failure>;

impl World {
    /// Returns the shares minted.
    pub fn bond(&mut self, who: &str, amount: u128) -> Gain {
        let before = self.suite.shares(who);
        let outcome = self.suite.try_bond(who, amount);
        self.note(outcome)?;
        self.person(who).deposited += amount;
        Ok(self.suite.shares(who).saturating_sub(before))
    }

    pub fn queue(&mut self, who: &str, shares: u128) -> Gain {
        let outcome = self.suite.try_queue(who, shares);
        self.note(outcome)?;
        Ok(shares)
    }

    /// The same by a token `send`, as wallets do it.
    pub fn queue_by_send(&mut self, who: &str, shares: u128) -> Gain {
        let hook = Cw20HookMsg::QueueUnbond { receiver: None };
        let outcome = self.suite.send_shares(who, shares, &hook);
        self.note(outcome)?;
        Ok(shares)
    }

    /// Returns the shares that came back.
    pub fn cancel(&mut self, who: &str) -> Gain {
        let before = self.suite.shares(who);
        let outcome = self.suite.cancel(who, None);
        self.note(outcome)?;
        Ok(self.suite.shares(who).saturating_sub(before))
    }

    /// Returns the coins paid.
    pub fn instant(&mut self, who: &str, shares: u128) -> Gain {
        self.paid(who, |world| world.suite.try_instant(who, shares))
    }

    /// Returns the coins paid.
    pub fn claim(&mut self, who: &str) -> Gain {
        self.paid(who, |world| world.suite.try_claim(who))
    }

    /// Gives shares to another user.
    pub fn give(&mut self, who: &str, to: &str, shares: u128) -> Gain {
        let recipient = self.suite.addr(to).to_string();
        let msg = ExecuteMsg::Transfer {
            recipient,
            amount: Uint128::new(shares),
        };
        let outcome = self.suite.hub(who, &msg);
        self.note(outcome)?;
        Ok(shares)
    }

    fn paid(&mut self, who: &str, act: impl FnOnce(&mut Self) -> TxResult) -> Gain {
        let before = self.suite.coins(who);
        let outcome = act(self);
        self.note(outcome)?;
        let paid = self.suite.coins(who).saturating_sub(before);
        self.person(who).paid += paid;
        Ok(paid)
    }

    fn note(&mut self, outcome: TxResult) -> Result<(), Failure> {
        if let Err(failure) = &outcome {
            *self.refused.entry(failure.kind.clone()).or_default() += 1;
        }
        outcome.map(|_| ())
    }

    fn person(&mut self, who: &str) -> &mut Person {
        self.people.entry(who.to_owned()).or_default()
    }
}
