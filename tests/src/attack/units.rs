//! What units of a backstop are worth at a moment, from its page (docs/concepts/backstop.md) and from what an observation in
//! this block would find: the contract's books before it, and what the model's guarantor then has paid and got back.

use crate::attack::wealth::MICRO;
use crate::life::run::Life;
use crate::model::{mul_div, Model};
use crate::prelude::*;

/// Shares that a cover leaves a backstop.
const KEPT: u128 = 1_000_000;

/// The backstop as an observation now would leave it.
#[derive(Clone, Copy, Debug)]
pub struct Pooled {
    /// All units.
    pub units: u128,
    /// Those that nobody has.
    pub nobodys: u128,
    /// Shares that they are parts of.
    pub assets: u128,
    /// Where a slash has not been looked at: shares that stand before the units, and that a deposit now has pay with them. A
    /// cover spares a million and takes what is not yet released before the units, and the most that it takes is a part of all.
    pub shield: u128,
}

/// What somebody has in it, in units.
#[derive(Clone, Copy, Debug, Default)]
pub struct PooledUnits {
    pub units: u128,
    /// Of them those that cool, and the most shares that they are ever worth.
    pub cooling: Option<(u128, u128)>,
}

impl Pooled {
    /// `seen` is the model after an observation. None without a backstop.
    pub fn after(life: &Life, seen: &Model) -> Option<Self> {
        let guarantors = &seen.guarantors;
        let payer = (guarantors.backstop.clone()?, String::new());
        let of = |map: &BTreeMap<_, u128>| map.get(&payer).copied().unwrap_or(0);
        let state = life.suite.backstop_state();
        let covered = of(&guarantors.covered) - state.covered.u128();
        let returned = of(&guarantors.returned) - state.returned.u128();
        // A cover takes what is not yet released first.
        let of_units = covered.saturating_sub(state.unreleased.u128());
        Some(Self {
            shield: match guarantors.look.slashes.is_empty() {
                true => 0,
                false => KEPT + 2 * state.unreleased.u128(),
            },
            units: state.units.u128(),
            nobodys: state.nobodys.u128(),
            assets: (state.assets.u128() + returned).saturating_sub(of_units),
        })
    }

    /// Millionths of a share. What a cut would give to these units is not theirs before it is made (docs/adr/0161).
    pub fn worth(&self, position: PooledUnits) -> u128 {
        let (cooling, most) = position.cooling.unwrap_or((0, 0));
        self.plain(position.units - cooling) + self.plain(cooling).min(most * MICRO)
    }

    /// What so many units of others get of what is cut when this cooling ends, rounded up.
    pub fn of_a_cut(&self, cooling: Option<(u128, u128)>, others: u128) -> u128 {
        let Some((units, most)) = cooling else {
            return 0;
        };
        let cut = self.plain(units).saturating_sub(most * MICRO);
        match self.units - units {
            0 => 0,
            left => mul_div(cut, others, left) + 1,
        }
    }

    /// Shares that a unit is worth, rounded up: what a conversion may round.
    pub fn unit(&self) -> u128 {
        self.assets.div_ceil(self.units.max(1))
    }

    fn plain(&self, units: u128) -> u128 {
        match self.units {
            0 => 0,
            all => mul_div(units, self.assets * MICRO, all),
        }
    }
}

/// Shares that have come to the backstop but for what the hub gives back, less what has left it but for covers; and covers
/// that it has not booked yet. What comes before they are booked pays for them, so premium of the fee does.
pub fn unbooked(life: &Life) -> (u128, u128) {
    let guarantors = &life.model.guarantors;
    let Some(backstop) = guarantors.backstop.clone() else {
        return (0, 0);
    };
    let address = Addr::unchecked(&backstop);
    let storage = life.suite.chain.app().contract_storage(&address);
    let booked = floe_backstop::state::BOOKS.load(&*storage).unwrap_or_default();
    let balance = life.model.balance(&backstop);
    let payer = (backstop, String::new());
    let of = |map: &BTreeMap<_, u128>| map.get(&payer).copied().unwrap_or(0);
    let covered = of(&guarantors.covered);
    let came = (balance + covered).saturating_sub(of(&guarantors.returned));
    (came, covered.saturating_sub(booked.covered.units()))
}

/// Of the account of this name.
pub fn position(life: &Life, name: &str) -> PooledUnits {
    let told = life.suite.backstop_position(name);
    let cooling = told
        .cooling
        .map(|cooling| (cooling.units.u128(), cooling.most.u128()));
    PooledUnits {
        units: told.units.u128(),
        cooling,
    }
}
