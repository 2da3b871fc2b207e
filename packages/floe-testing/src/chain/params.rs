//! Parameters of the modules.

use super::*;

/// Parameters of the staking and distribution modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Params {
    pub unbonding_secs: u64,
    /// Most entries per (delegator, validator), and per (delegator, source, destination).
    pub max_entries: u64,
    pub withdraw_address_enabled: bool,
    pub denom: String,
}

impl Params {
    pub fn load(storage: &dyn Storage) -> Self {
        let bytes = Table::Params.get(storage, &[]).unwrap();
        let mut reader = Reader(&bytes);
        Params {
            unbonding_secs: reader.u64(),
            max_entries: reader.u64(),
            withdraw_address_enabled: reader.flag(),
            denom: String::from_utf8_lossy(reader.0).into_owned(),
        }
    }

    pub fn save(&self, storage: &mut dyn Storage) {
        let mut bytes = Writer::default()
            .u64(self.unbonding_secs)
            .u64(self.max_entries)
            .flag(self.withdraw_address_enabled)
            .0;
        bytes.extend_from_slice(self.denom.as_bytes());
        Table::Params.set(storage, &[], &bytes);
    }
}
