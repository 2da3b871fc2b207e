//! How much gas a keeper's transactions may use.

use floe_api::hub::CrankReport;

/// In per cent of the simulation: between it and the block time passes, and rewards and entries change.
const PERCENT: u64 = 150;

/// What one undelegation or redelegation of somebody else in the same block adds to each of ours. No simulation knows
/// them.
const CROWDING: u64 = 4_000;

/// A crank with a message that came due since, and what further messages cost at most when nobody else is in the block. A
/// simulation knows it better, unless it ran on a state in which another keeper had just done the work. In half an hour with
/// two keepers and four validators, where a crank took 460,000 on average, 300,000 ran out four times in 406 cranks, 420,000
/// once in 397, and 700,000 never in 410, for a third more fees.
const CRANK: u64 = 700_000;
const UNDELEGATION: u64 = 320_000;
const REDELEGATION: u64 = 400_000;
const DELEGATION: u64 = 120_000;
const HARVEST: u64 = 80_000;
const FORWARD: u64 = 200_000;

/// An undelegation or redelegation that came due after the simulation.
const MOVE: u64 = 450_000;

/// What a limit has to allow for beyond the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Others that undelegate in the same block.
    pub crowd: u64,
    /// Further messages to the staking module; more than none after a crank ran out of gas.
    pub surprises: u64,
}

/// The limit of a crank that does what was previewed, or of anything else.
pub fn limit(simulated: u64, preview: Option<&CrankReport>, allowance: Allowance) -> u64 {
    let simulated = simulated.saturating_mul(PERCENT).div_ceil(100);
    let Some(preview) = preview else {
        return simulated;
    };
    let moves = count(preview.undelegations.len()).saturating_add(count(preview.redelegations.len()));
    simulated
        .max(usual(preview))
        .saturating_add(CROWDING.saturating_mul(allowance.crowd).saturating_mul(moves))
        .saturating_add(MOVE.saturating_mul(allowance.surprises))
}

/// What the previewed messages cost.
fn usual(preview: &CrankReport) -> u64 {
    let parts = [
        (count(preview.undelegations.len()), UNDELEGATION),
        (count(preview.redelegations.len()), REDELEGATION),
        (count(preview.delegations.len()), DELEGATION),
        (count(preview.harvests.len()), HARVEST),
        (u64::from(preview.forwarded), FORWARD),
    ];
    let cost = |(n, each): (u64, u64)| n.saturating_mul(each);
    parts.into_iter().map(cost).fold(CRANK, u64::saturating_add)
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use floe_core::allocation::Portion;
    use floe_core::units::Native;
    use rstest::rstest;

    #[rstest]
    #[case::half_more(1_000_001, 0, 50, 0, 1_500_002)]
    #[case::as_previewed_at_least(200_000, 0, 50, 0, 700_000)]
    #[case::one_alone(200_000, 1, 0, 0, 1_020_000)]
    #[case::one_in_a_crowd(200_000, 1, 50, 0, 1_220_000)]
    #[case::a_page_in_a_crowd(2_000_000, 8, 50, 0, 4_860_000)]
    #[case::after_running_out(200_000, 1, 50, 8, 4_820_000)]
    fn undelegations_have_gas_for_those_of_others(
        #[case] simulated: u64,
        #[case] undelegations: usize,
        #[case] crowd: u64,
        #[case] surprises: u64,
        #[case] expected: u64,
    ) {
        let portion = Portion {
            validator: String::new(),
            amount: Native::new(1),
        };
        let preview = CrankReport {
            undelegations: vec![portion; undelegations],
            ..CrankReport::default()
        };
        let allowance = Allowance { crowd, surprises };
        assert_eq!(limit(simulated, Some(&preview), allowance), expected);
    }

    #[test]
    fn every_message_that_was_previewed_counts() {
        let preview = CrankReport {
            harvests: vec![String::new(); 3],
            forwarded: true,
            ..CrankReport::default()
        };
        let allowance = Allowance {
            crowd: 50,
            surprises: 0,
        };
        assert_eq!(limit(0, Some(&preview), allowance), 1_140_000);
    }

    #[test]
    fn what_is_no_crank_needs_nothing_for_others() {
        let allowance = Allowance {
            crowd: 50,
            surprises: 8,
        };
        assert_eq!(limit(100_001, None, allowance), 150_002);
    }
}
