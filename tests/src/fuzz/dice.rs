//! Chance: the same throws for the same number, on every machine and with every version of every crate.

/// SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        (self.throw() % end as u64) as usize
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Any 128 bits, of any length.
    pub fn wide(&mut self) -> u128 {
        let bits = (u128::from(self.throw()) << 64) | u128::from(self.throw());
        bits >> self.below(128)
    }

    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| self.throw() as u8).collect()
    }
}
