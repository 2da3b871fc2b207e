//! Records of the modules as bytes.

use super::*;

/// Fixed-width binary records: a hundred of them are read per query, JSON would dominate.
#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    pub fn flag(mut self, value: bool) -> Self {
        self.0.push(u8::from(value));
        self
    }

    pub fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub fn u128(mut self, value: u128) -> Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub fn dec(mut self, value: Dec) -> Self {
        self.0.extend(value.atomics().to_be_bytes());
        self
    }

    pub fn decimal(self, value: Decimal) -> Self {
        self.u128(value.atomics().u128())
    }

    pub fn time(self, value: Timestamp) -> Self {
        self.u64(value.nanos())
    }
}

/// Reads what [`Writer`] wrote, in the same order.
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (head, rest) = self.0.split_at(N);
        self.0 = rest;
        head.try_into().unwrap()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn flag(&mut self) -> bool {
        self.take::<1>() != [0]
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    pub fn u128(&mut self) -> u128 {
        u128::from_be_bytes(self.take())
    }

    pub fn dec(&mut self) -> Dec {
        Dec::from_atomics(Uint256::from_be_bytes(self.take()))
    }

    pub fn decimal(&mut self) -> Decimal {
        Decimal::new(Uint128::new(self.u128()))
    }

    pub fn time(&mut self) -> Timestamp {
        Timestamp::from_nanos(self.u64())
    }
}
