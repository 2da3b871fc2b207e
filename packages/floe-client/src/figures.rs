//! Figures that several programs show, each computed in one place.

use floe_api::hub::GuaranteesResponse;

/// What bonds and backstop pay together of the worst loss, in basis points; above 10,000 where they reach farther.
pub fn coverage_bps(told: &GuaranteesResponse) -> u64 {
    let both = [&told.bonds, &told.backstop].into_iter().flatten();
    both.fold(0, |sum, one| sum.saturating_add(one.ratio_bps))
}

/// The smallest number of validators that together have a third or more of these stakes: enough to stop a chain that had no
/// other stake. None without stake.
pub fn fewest_with_a_third(stakes: impl IntoIterator<Item = u128>) -> Option<usize> {
    let mut stakes: Vec<u128> = stakes.into_iter().filter(|stake| *stake > 0).collect();
    stakes.sort_unstable_by(|a, b| b.cmp(a));
    let third = stakes
        .iter()
        .fold(0_u128, |sum, stake| sum.saturating_add(*stake))
        .div_ceil(3);
    let mut held = 0_u128;
    let reaches = |stake: &u128| {
        held = held.saturating_add(*stake);
        held >= third
    };
    stakes
        .iter()
        .position(reaches)
        .map(|before| before.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_of_the_stake_is_counted_from_the_largest() {
        let cases: [(&[u128], Option<usize>); 9] = [
            (&[], None),
            (&[0, 0], None),
            (&[5], Some(1)),
            (&[10, 10, 10], Some(1)),
            (&[10, 10, 10, 10], Some(2)),
            (&[33, 33, 34, 1], Some(1)),
            (&[1; 9], Some(3)),
            (&[1; 10], Some(4)),
            (&[1, 98, 1], Some(1)),
        ];
        for (stakes, fewest) in cases {
            assert_eq!(fewest_with_a_third(stakes.iter().copied()), fewest, "{stakes:?}");
        }
    }
}
