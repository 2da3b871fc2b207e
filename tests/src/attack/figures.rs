//! What an attacker may gain by one thing that it does, and the most extreme values seen.

/// What the attacker does, as far as it bears on what may come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Message,
    /// A message that ends cooling, and what other units of the attacker get of what is cut, in millionths of a unit.
    Cut(u128),
    /// A deposit into the backstop, and what that puts in reach of a slash that nobody has looked at.
    Deposit(u128),
    /// Of its own validator: the others lose by it, and it must not gain.
    Slash,
}

impl Deed {
    /// What the attacker may gain.
    pub fn excepted(self) -> i128 {
        match self {
            Deed::Cut(part) | Deed::Deposit(part) => part as i128,
            Deed::Message | Deed::Slash => 0,
        }
    }

    /// What others may lose by it.
    pub fn harm(self) -> i128 {
        match self {
            Deed::Deposit(part) => part as i128,
            Deed::Message | Deed::Cut(_) | Deed::Slash => 0,
        }
    }
}

/// The most extreme values seen; wealth in millionths of a unit.
#[derive(Clone, Debug, Default)]
pub struct AttackFigures {
    pub actions: u64,
    /// Gain of the attacker from one action of its own.
    pub best_action: i128,
    /// Loss of anybody else by one action of the attacker, for each staking message that it sent.
    pub worst_harm: i128,
    /// Gain from all actions of one life.
    pub best_life: i128,
    /// Gain of other units of the attacker from one end of its cooling (docs/adr/0161), and how often there was one.
    pub best_cut: i128,
    pub cuts: u64,
    /// The same from a deposit into the backstop between a slash and the look that finds it.
    pub best_shield: i128,
    pub shields: u64,
    /// Messages accepted from the attacker as a guarantor and as an operator.
    pub guaranteed: u64,
    /// Slashes of its own validator.
    pub slashed: u64,
    pub messages: u64,
    /// Exits that nothing disturbed: no loss, no refused message, free entries. How many, the longest wait of one in
    /// per mille of its interval and the unbonding time, and the longest beyond both in per mille of the longest time
    /// between two cranks.
    pub undisturbed: u64,
    pub longest: (u64, u64),
    /// The longest beyond both in seconds.
    pub beyond: u64,
}

impl AttackFigures {
    pub fn add(&mut self, other: &AttackFigures) {
        self.actions += other.actions;
        self.messages += other.messages;
        self.best_action = self.best_action.max(other.best_action);
        self.worst_harm = self.worst_harm.max(other.worst_harm);
        self.best_life = self.best_life.max(other.best_life);
        self.best_cut = self.best_cut.max(other.best_cut);
        self.cuts += other.cuts;
        self.best_shield = self.best_shield.max(other.best_shield);
        self.shields += other.shields;
        self.guaranteed += other.guaranteed;
        self.slashed += other.slashed;
        self.undisturbed += other.undisturbed;
        self.longest.0 = self.longest.0.max(other.longest.0);
        self.longest.1 = self.longest.1.max(other.longest.1);
        self.beyond = self.beyond.max(other.beyond);
    }

    /// What one thing that the attacker did has brought it.
    pub fn count(&mut self, deed: Deed, gained: i128, rounding: i128) {
        self.actions += 1;
        match deed {
            Deed::Cut(part) if part as i128 > rounding => {
                self.cuts += 1;
                self.best_cut = self.best_cut.max(gained);
            }
            Deed::Deposit(part) if part > 0 => {
                self.shields += 1;
                self.best_shield = self.best_shield.max(gained);
            }
            Deed::Message | Deed::Cut(_) | Deed::Deposit(_) | Deed::Slash => {
                self.best_action = self.best_action.max(gained);
            }
        }
    }
}
