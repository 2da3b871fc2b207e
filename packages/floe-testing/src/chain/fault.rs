//! Faults that a test can give to a validator.

use super::*;

/// What a test can make the modules do wrong for one validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModuleFault {
    /// Refuses delegations to it.
    Delegate,
    /// Refuses undelegations from it.
    Undelegate,
    /// Refuses redelegations from it and to it.
    Redelegate,
    /// Refuses withdrawing rewards from it by message; those paid by other messages are not.
    Withdraw,
    /// Every staking message and withdrawal for it runs out of the gas limit of its sub-message.
    OutOfGas,
    /// Answers staking messages with bytes that are not protobuf.
    UnreadableResponse,
    /// Answers staking messages with an empty response.
    EmptyResponse,
    /// An undelegation yields one unit less than asked; the unit stays with the validator.
    ShortByOne,
}

/// How a module does not do what a message asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// An error, which a sub-message can catch.
    #[default]
    Error,
    /// A panic, which nothing catches: the whole transaction fails and leaves nothing. Only [refusals](ModuleFault::is_refusal)
    /// panic.
    Panic,
}

impl ModuleFault {
    /// Whether it refuses a message, rather than answering it wrongly.
    pub const fn is_refusal(self) -> bool {
        matches!(
            self,
            ModuleFault::Delegate | ModuleFault::Undelegate | ModuleFault::Redelegate | ModuleFault::Withdraw
        )
    }

    pub(crate) const ALL: [ModuleFault; 8] = [
        ModuleFault::Delegate,
        ModuleFault::Undelegate,
        ModuleFault::Redelegate,
        ModuleFault::Withdraw,
        ModuleFault::OutOfGas,
        ModuleFault::UnreadableResponse,
        ModuleFault::EmptyResponse,
        ModuleFault::ShortByOne,
    ];
}

/// The faults of a validator that are on, as a bit set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults(pub u64);

impl Faults {
    pub fn has(self, fault: ModuleFault) -> bool {
        self.0 & bit(fault) != 0
    }

    pub fn set(&mut self, fault: ModuleFault, on: bool) {
        if on {
            self.0 |= bit(fault);
        } else {
            self.0 &= !bit(fault);
        }
    }

    pub fn list(self) -> Vec<ModuleFault> {
        ModuleFault::ALL.into_iter().filter(|f| self.has(*f)).collect()
    }
}

fn bit(fault: ModuleFault) -> u64 {
    1 << (fault as u64)
}
