//! A storage that counts what a message costs it.

use cosmwasm_std::Order;

use crate::prelude::*;

/// Counts every read, every record of a range, and every write, and what they would cost.
#[derive(Default)]
pub struct Counting {
    pub storage: MemoryStorage,
    pub reads: Cell<usize>,
    pub writes: usize,
    /// Gas by the chain's default schedule of storage.
    pub gas: Cell<usize>,
}

/// Bytes of a key and its value.
fn bytes(key: &[u8], value: &[u8]) -> usize {
    key.len() + value.len()
}

impl Counting {
    pub fn reset(&mut self) {
        self.reads.set(0);
        self.writes = 0;
        self.gas.set(0);
    }

    fn spend(&self, flat: usize, bytes: usize, a_byte: usize) {
        self.gas.set(self.gas.get() + flat + bytes * a_byte);
    }
}

impl Storage for Counting {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = self.storage.get(key);
        self.reads.set(self.reads.get() + 1);
        self.spend(1_000, bytes(key, value.as_deref().unwrap_or_default()), 3);
        value
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let count = |(key, value): &Record| {
            self.reads.set(self.reads.get() + 1);
            self.spend(30, bytes(key, value), 3);
        };
        Box::new(self.storage.range(start, end, order).inspect(count))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.writes += 1;
        self.spend(2_000, bytes(key, value), 30);
        self.storage.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.writes += 1;
        self.spend(1_000, 0, 0);
        self.storage.remove(key);
    }
}
