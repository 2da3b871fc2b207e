//! Numbers that a seed decides: SplitMix64, the same on every machine. Not for secrets.
#![forbid(unsafe_code)]
#![deny(clippy::wildcard_enum_match_arm)]

/// A generator. A clone repeats what the original gives from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number of 64 bits.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `end`; 0 for an end of 0. The remainder's bias is below `end` in 2^64.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number().checked_rem(end).unwrap_or(0)
    }

    /// A place in a list of `length`; 0 for an empty one.
    pub fn index(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(end)).unwrap_or(0)
    }

    /// From `low` to `high`, both included; `low` where they are the wrong way round.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// `low` to `high` percent of `amount`, rounded down; saturates above 2^128 hundredths.
    pub fn percent_of(&mut self, amount: u128, low: u64, high: u64) -> u128 {
        amount.saturating_mul(self.between(low, high).into()) / 100
    }

    /// One of a list, none of an empty one.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }

    /// One of a list that is known to have one.
    ///
    /// # Panics
    /// If it is empty; [`Random::pick`] does not.
    #[allow(clippy::indexing_slicing)]
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// Any 128 bits, of any length.
    pub fn wide(&mut self) -> u128 {
        let bits = (u128::from(self.number()) << 64) | u128::from(self.number());
        bits >> self.below(128)
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        let [low, ..] = self.number().to_le_bytes();
        low
    }

    /// Up to `most` bytes.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.index(most.saturating_add(1));
        (0..length).map(|_| self.byte()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = Random::new(0);
        assert_eq!(random.number(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.number(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn bounds_hold() {
        let mut random = Random::new(7);
        assert!((0..1_000).all(|_| (3..=5).contains(&random.between(3, 5))));
        assert!((0..1_000).all(|_| random.index(9) < 9 && random.bytes(3).len() <= 3));
        assert_eq!((random.below(0), random.index(0)), (0, 0));
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.percent_of(1_000, 50, 50), 500);
        assert!(!random.chance(0) && random.chance(100) && random.once_in(1));
    }
}
