//! What a scenario is played on.

use anyhow::Result;
use floe_core::units::{Native, Seconds, Shares};

use super::chain::Slash;
use super::sim::{Crank, Outcome, Sim};

/// The protocol on a chain, in the verbs of a scenario. The tests play scenarios on the contracts as well.
pub(crate) trait Stage {
    /// The simulation, which all figures are read from.
    fn sim(&mut self) -> &mut Sim;
    fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()>;
    /// Rewards of the hub at a validator in base units, commission taken.
    fn accrue(&mut self, place: usize, units: u128) -> Result<()>;
    fn slash(&mut self, slash: &Slash) -> Result<()>;
    fn jail(&mut self, place: usize) -> Result<()>;
    fn tombstone(&mut self, place: usize) -> Result<()>;
    fn unjail(&mut self, place: usize) -> Result<()>;
    fn refresh(&mut self) -> Result<()>;
    fn bond(&mut self, amount: Native) -> Outcome<Shares>;
    fn queue(&mut self, shares: Shares) -> Outcome<()>;
    fn instant(&mut self, shares: Shares) -> Outcome<Native>;
    fn crank(&mut self) -> Result<Crank>;
    /// Claims everything that is settled.
    fn claim(&mut self) -> Result<Native>;
}

impl Stage for Sim {
    fn sim(&mut self) -> &mut Sim {
        self
    }

    fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()> {
        self.chain.advance(secs, blocks)
    }

    fn accrue(&mut self, place: usize, units: u128) -> Result<()> {
        self.chain.accrue(place, units)
    }

    fn slash(&mut self, slash: &Slash) -> Result<()> {
        self.chain.slash(slash).map(|_| ())
    }

    fn jail(&mut self, place: usize) -> Result<()> {
        self.chain.jail(place)
    }

    fn tombstone(&mut self, place: usize) -> Result<()> {
        self.chain.tombstone(place)
    }

    fn unjail(&mut self, place: usize) -> Result<()> {
        self.chain.unjail(place)
    }

    fn refresh(&mut self) -> Result<()> {
        Sim::refresh(self)
    }

    fn bond(&mut self, amount: Native) -> Outcome<Shares> {
        Sim::bond(self, amount)
    }

    fn queue(&mut self, shares: Shares) -> Outcome<()> {
        Sim::queue(self, shares)
    }

    fn instant(&mut self, shares: Shares) -> Outcome<Native> {
        Sim::instant(self, shares)
    }

    fn crank(&mut self) -> Result<Crank> {
        Sim::crank(self)
    }

    fn claim(&mut self) -> Result<Native> {
        Sim::claim(self)
    }
}
