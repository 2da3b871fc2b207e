//! Validators as they are stored.

use super::rules::SharePool;
use super::*;

/// Where a validator stands; only bonded ones are listed by `AllValidators`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BondState {
    Bonded,
    /// Until `unbonding_time`.
    Unbonding,
    Unbonded,
}

/// A validator as the staking module stores it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Validator {
    pub pool: SharePool,
    pub status: BondState,
    pub jailed: bool,
    /// Jailed for good.
    pub tombstoned: bool,
    pub commission: Decimal,
    /// Height at which it left the bonded set.
    pub unbonding_height: u64,
    /// When it becomes unbonded, while it is unbonding.
    pub unbonding_time: Timestamp,
    /// How much later than their completion new unbonding entries are paid, in seconds.
    pub hold_secs: u64,
    pub faults: Faults,
    /// Those of the refusals that are panics.
    pub panics: Faults,
}

impl Validator {
    pub fn bonded(commission: Decimal, power: u128) -> Self {
        Validator {
            pool: SharePool::new(power),
            status: BondState::Bonded,
            jailed: false,
            tombstoned: false,
            commission,
            unbonding_height: 0,
            unbonding_time: Timestamp::default(),
            hold_secs: 0,
            faults: Faults::default(),
            panics: Faults::default(),
        }
    }

    pub fn find(storage: &dyn Storage, operator: &str) -> Option<Self> {
        Table::Validator
            .get(storage, &[operator])
            .map(|bytes| Self::decode(&bytes))
    }

    /// The validator a message names: `sdk 7` where that is no operator address, `staking 3`
    /// where there is none.
    pub fn named(storage: &dyn Storage, operator: &str) -> Result<Self, ChainError> {
        match Self::find(storage, operator) {
            Some(found) => Ok(found),
            None => {
                check_operator(operator)?;
                Err(ChainError::no_validator())
            }
        }
    }

    pub fn save(&self, storage: &mut dyn Storage, operator: &str) {
        Table::Validator.set(storage, &[operator], &self.encode());
    }

    /// Every validator, by operator address.
    pub fn all(storage: &dyn Storage) -> impl Iterator<Item = (String, Validator)> + '_ {
        Table::Validator
            .scan(storage, &[])
            .map(|(mut parts, bytes)| (parts.remove(0), Self::decode(&bytes)))
    }

    fn encode(&self) -> Vec<u8> {
        Writer::default()
            .u128(self.pool.tokens)
            .dec(self.pool.shares)
            .u64(self.status as u64)
            .flag(self.jailed)
            .flag(self.tombstoned)
            .decimal(self.commission)
            .u64(self.unbonding_height)
            .time(self.unbonding_time)
            .u64(self.hold_secs)
            .u64(self.faults.0)
            .u64(self.panics.0)
            .0
    }

    fn decode(bytes: &[u8]) -> Self {
        let mut reader = Reader(bytes);
        Validator {
            pool: SharePool {
                tokens: reader.u128(),
                shares: reader.dec(),
            },
            status: match reader.u64() {
                0 => BondState::Bonded,
                1 => BondState::Unbonding,
                _ => BondState::Unbonded,
            },
            jailed: reader.flag(),
            tombstoned: reader.flag(),
            commission: reader.decimal(),
            unbonding_height: reader.u64(),
            unbonding_time: reader.time(),
            hold_secs: reader.u64(),
            faults: Faults(reader.u64()),
            panics: Faults(reader.u64()),
        }
    }
}

/// Refuses what is not an operator address.
pub(crate) fn check_operator(operator: &str) -> Result<(), ChainError> {
    MockApiBech32::new(super::OPERATOR_PREFIX)
        .addr_validate(operator)
        .map(|_| ())
        .map_err(|_| ChainError::invalid_address(format!("invalid validator address: {operator}")))
}
