//! Instant exit (instant unstake): paid from free coins, for a fee that rises as they run out.

use cosmwasm_std::{Uint128, Uint512};

use crate::convert::bps_of;
use crate::error::{CoreError, CoreResult};
use crate::ledger::{Ledger, Rules};
use crate::params::InstantParams;
use crate::units::{Nanos, Native, Seconds, Shares, BPS, NANOS};

/// What an instant exit pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstantQuote {
    /// Worth of the shares before the fee.
    pub value: Native,
    /// Goes to the stream; rounded up.
    pub fee: Native,
    /// Free coins that the exit may be paid from.
    pub available: Native,
}

impl InstantQuote {
    /// What the user receives.
    pub fn payout(&self) -> Native {
        self.value.less(self.fee)
    }
}

impl Ledger {
    /// Prices an instant exit against the free buffer `φ`. The caller checks that `value ≤ available`.
    pub fn quote_instant(
        &self,
        shares: Shares,
        at: Nanos,
        params: &InstantParams,
        rules: &Rules,
    ) -> CoreResult<InstantQuote> {
        let now = at / NANOS;
        let value = self.books.native_for(shares, now)?;
        let available = self.buffer(at, rules)?;
        let target = bps_of(self.books.pool(now), params.reserve_bps)?;
        let fee = mean_fee(available, value, target, params)?;
        Ok(InstantQuote {
            value,
            fee,
            available,
        })
    }

    /// Books an instant exit: the shares leave the supply, the fee drips to those who stay.
    pub fn exit_instantly(
        &mut self,
        shares: Shares,
        quote: &InstantQuote,
        now: Seconds,
        rules: &Rules,
    ) -> CoreResult<()> {
        self.books.supply = self.books.supply.minus(shares)?;
        self.books.free = self.books.free.minus(quote.payout())?;
        self.repay(quote.fee);
        let pool = self.books.pool(now).less(quote.fee);
        self.release(now, quote.fee, pool, rules)?;
        self.recap(now);
        self.shed_carry()
    }
}

/// The fee on `value` taken out of a buffer: the mean of `max − (max − min) · min(1, φ / target)` over the interval
/// from the buffer down to what is left of it, times the value, rounded up. Being a mean, it is the same for one exit
/// as for many small ones.
fn mean_fee(buffer: Native, value: Native, target: Native, params: &InstantParams) -> CoreResult<Native> {
    let upper = buffer.units();
    let lower = upper.saturating_sub(value.units());
    let beyond = value.units().saturating_sub(upper);
    let target = target.units();
    let max = u128::from(params.fee_max_bps);
    let min = u128::from(params.fee_min_bps);

    // In units of 2 · target · BPS, so that one division at the end suffices.
    let scale = target.max(1);
    let above = if target == 0 {
        0
    } else {
        upper.saturating_sub(lower.max(target))
    };
    let (low, high) = if target == 0 {
        (lower, upper)
    } else {
        (lower.min(target), upper.min(target))
    };
    let span = high.saturating_sub(low);
    let wide = |v: u128| Uint512::from(v);
    let area = || -> Option<Uint512> {
        let flat = wide(above).checked_mul(wide(min)).ok()?;
        let steep = wide(span.checked_add(beyond)?).checked_mul(wide(max)).ok()?;
        let doubled = flat
            .checked_add(steep)
            .ok()?
            .checked_mul(wide(2))
            .ok()?
            .checked_mul(wide(scale))
            .ok()?;
        if target == 0 {
            return Some(doubled);
        }
        // (max − min) · (high² − low²)
        let relief = wide(max.saturating_sub(min))
            .checked_mul(wide(span))
            .ok()?
            .checked_mul(wide(high).checked_add(wide(low)).ok()?)
            .ok()?;
        doubled.checked_sub(relief).ok()
    };
    let unit = wide(scale)
        .checked_mul(wide(2))
        .ok()
        .and_then(|v| v.checked_mul(wide(BPS)).ok());
    let fee = area().zip(unit).and_then(|(area, unit)| {
        let raised = area.checked_add(unit.checked_sub(Uint512::one()).ok()?).ok()?;
        raised.checked_div(unit).ok()
    });
    fee.and_then(|fee| Uint128::try_from(fee).ok())
        .map(Native::from)
        .ok_or(CoreError::Overflow {
            operation: "the instant exit fee",
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{ledger, rules};
    use crate::units::YEAR;
    use rstest::rstest;

    const PARAMS: InstantParams = InstantParams {
        reserve_bps: 1_000,
        fee_min_bps: 10,
        fee_max_bps: 100,
    };

    fn fee(buffer: u128, value: u128, target: u128) -> u128 {
        mean_fee(
            Native::new(buffer),
            Native::new(value),
            Native::new(target),
            &PARAMS,
        )
        .unwrap()
        .units()
    }

    #[rstest]
    #[case::no_target_costs_the_most(1_000_000, 100_000, 0, 1_000)]
    #[case::above_the_target_costs_the_least(3_000_000, 100_000, 1_000_000, 100)]
    #[case::the_whole_target_costs_the_mean(1_000_000, 1_000_000, 1_000_000, 5_500)]
    #[case::the_lower_half(500_000, 500_000, 1_000_000, 3_875)]
    #[case::across_the_target(1_500_000, 1_000_000, 1_000_000, 500 + 1_625)]
    #[case::rounded_up(1_000_000, 1, 0, 1)]
    #[case::nothing(1_000_000, 0, 1_000_000, 0)]
    fn the_fee_is_the_mean_of_the_rate(
        #[case] buffer: u128,
        #[case] value: u128,
        #[case] target: u128,
        #[case] expected: u128,
    ) {
        assert_eq!(fee(buffer, value, target), expected);
    }

    #[rstest]
    #[case::below_target(900_000, 1_000_000)]
    #[case::above_target(2_000_000, 1_000_000)]
    fn splitting_gains_nothing(#[case] buffer: u128, #[case] target: u128) {
        let value = buffer * 9 / 10;
        let whole = fee(buffer, value, target);
        let mut left = buffer;
        let mut pieces = 0;
        for _ in 0..200 {
            pieces += fee(left, value / 200, target);
            left -= value / 200;
        }
        assert!(
            pieces >= whole && pieces <= whole + 200,
            "{pieces} against {whole}"
        );
    }

    #[test]
    fn the_rate_of_those_who_stay_never_falls() {
        let mut l = ledger(1_000_003, 1_000_000);
        let before = l.books.rate(0);
        let shares = Shares::new(333_333);
        let quote = l.quote_instant(shares, 0, &PARAMS, &rules()).unwrap();
        l.exit_instantly(shares, &quote, 0, &rules()).unwrap();
        assert!(l.books.rate(0) >= before);
        // All above the target: 333,333 less ⌈0.1 %⌉.
        assert_eq!(quote.payout(), Native::new(332_999));
        assert_eq!(l.books.free, Native::new(1_000_003 - 332_999));
        assert_eq!(l.books.stream.amount, quote.fee);
    }

    #[test]
    fn the_growth_cap_of_a_fee_counts_the_pool_of_those_who_stay() {
        let mut l = ledger(1_000_000, 1_000_000);
        let slow = Rules {
            max_apr_bps: 100,
            ..rules()
        };
        let flat = InstantParams {
            reserve_bps: 0,
            ..PARAMS
        };
        let shares = Shares::new(200_000);
        let quote = l.quote_instant(shares, 0, &flat, &slow).unwrap();
        l.exit_instantly(shares, &quote, 0, &slow).unwrap();
        // 2,000 at a hundredth of 800,000 a year.
        assert_eq!(l.books.stream.end, YEAR / 4);
    }

    #[test]
    fn the_widest_amounts_do_not_overflow() {
        let wide = u128::MAX / 2;
        assert!(mean_fee(Native::new(wide), Native::new(wide), Native::new(wide), &PARAMS).is_ok());
    }
}
