//! How much gas a keeper's transactions may use.

use floe_types::hub::CrankReport;

/// In per cent of the simulation: between it and the block time passes, and rewards and entries change.
const PERCENT: u64 = 150;

/// What one undelegation or redelegation of somebody else in the same block adds to each of ours. No simulation knows
/// them.
const CROWDING: u64 = 4_000;

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
    let ours = preview.map_or(0, moves);
    let crowded = CROWDING.saturating_mul(allowance.crowd).saturating_mul(ours);
    let surprises = match preview {
        Some(_) => MOVE.saturating_mul(allowance.surprises),
        None => 0,
    };
    simulated
        .saturating_mul(PERCENT)
        .div_ceil(100)
        .saturating_add(crowded)
        .saturating_add(surprises)
}

fn moves(preview: &CrankReport) -> u64 {
    let count = preview
        .undelegations
        .len()
        .saturating_add(preview.redelegations.len());
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use floe_core::allocation::Portion;
    use floe_core::units::Native;
    use rstest::rstest;

    #[rstest]
    #[case::half_more(0, 50, 0, 300_000)]
    #[case::rounded_up(0, 0, 0, 300_000)]
    #[case::one_alone(1, 0, 0, 300_000)]
    #[case::one_in_a_crowd(1, 50, 0, 500_000)]
    #[case::a_page_in_a_crowd(8, 50, 0, 1_900_000)]
    #[case::after_running_out(1, 50, 8, 4_100_000)]
    fn undelegations_have_gas_for_those_of_others(
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
        assert_eq!(limit(200_000, Some(&preview), allowance), expected);
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
