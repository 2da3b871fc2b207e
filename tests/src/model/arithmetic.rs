//! Exact arithmetic: widen, multiply, divide once.

use crate::prelude::*;

pub const NANOS: u64 = 1_000_000_000;
pub const YEAR: u64 = 31_536_000;
pub const DAY: u64 = 86_400;
pub const BPS: u128 = 10_000;

/// `⌊a·b/c⌋`
pub fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    narrow(Uint256::from(a) * Uint256::from(b) / Uint256::from(c))
}

/// `⌈a·b/c⌉`
pub fn mul_div_up(a: u128, b: u128, c: u128) -> u128 {
    narrow(divide_up(Uint256::from(a) * Uint256::from(b), Uint256::from(c)))
}

/// `⌊(a·x + b·y)/(a + b)⌋`, with `a + b > 0`.
pub fn weighted(a: u128, x: u128, b: u128, y: u128) -> u128 {
    let sum = Uint256::from(a) * Uint256::from(x) + Uint256::from(b) * Uint256::from(y);
    narrow(sum / (Uint256::from(a) + Uint256::from(b)))
}

/// The same rounded up.
pub fn weighted_up(a: u128, x: u128, b: u128, y: u128) -> u128 {
    let sum = Uint256::from(a) * Uint256::from(x) + Uint256::from(b) * Uint256::from(y);
    narrow(divide_up(sum, Uint256::from(a) + Uint256::from(b)))
}

pub fn divide_up(a: Uint256, b: Uint256) -> Uint256 {
    let whole = a / b;
    if whole * b == a {
        whole
    } else {
        whole + Uint256::from(1u128)
    }
}

pub fn narrow(wide: Uint256) -> u128 {
    Uint128::try_from(wide).unwrap().u128()
}

/// Seconds that do not fit are for ever.
pub fn seconds(wide: Uint256) -> u64 {
    Uint128::try_from(wide)
        .ok()
        .and_then(|n| u64::try_from(n.u128()).ok())
        .unwrap_or(u64::MAX)
}

/// Lets two figures cancel each other as far as they go.
pub fn offset(a: &mut u128, b: &mut u128) {
    let common = (*a).min(*b);
    *a -= common;
    *b -= common;
}

/// Parts of `whole` by weight, rounded down.
pub fn parts(whole: u128, weights: &[u64]) -> Vec<u128> {
    let all: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    weights.iter().map(|w| mul_div(whole, (*w).into(), all)).collect()
}
