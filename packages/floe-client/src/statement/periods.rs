//! What happened between two looks.

use cosmwasm_std::{Decimal, Int128, SignedDecimal, Uint128};
use floe_core::units::{Native, Seconds};
use serde::Serialize;

use super::pace::{growth, pace};
use super::walk::{AccountsAt, HolderAt};
use crate::replay::signed;

/// The protocol between two moments. The coins add up:
/// `closing = opening + deposits + rewards + other gains − losses − rounding − claimed − instant exits + unexplained`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    pub from: Seconds,
    pub to: Seconds,
    pub opening_rate: Decimal,
    pub closing_rate: Decimal,
    /// Growth of the rate as a fraction, losses included; none for a moment.
    #[serde(rename = "return")]
    pub growth: Option<SignedDecimal>,
    /// By what part losses lowered the rate; zero or negative.
    pub lost: SignedDecimal,
    /// Growth before losses, times a year over the period, as a fraction; none from less than a day.
    pub apr: Option<SignedDecimal>,
    pub opening_pool: Uint128,
    pub closing_pool: Uint128,
    pub opening_supply: Uint128,
    pub closing_supply: Uint128,
    /// All coins: stake, undelegations, free and set aside for claims.
    pub opening_coins: Uint128,
    pub closing_coins: Uint128,
    pub deposits: Uint128,
    /// Harvested, before fees.
    pub gross_rewards: Uint128,
    /// Part of the rewards that became new shares of the fee's receivers.
    pub fees: Uint128,
    /// Gifts, returns and late arrivals.
    pub other_gains: Uint128,
    pub losses: Uint128,
    /// Part of the losses that guarantors paid: neither the rate nor exits bear it.
    pub covered: Uint128,
    /// Part of the other gains that went back to guarantors.
    pub given_back: Uint128,
    /// Units that undelegations brought less than asked.
    pub rounding: Uint128,
    /// Fixed for exits when their batches were closed, corrected by losses since. Negative where losses of older
    /// batches outweigh what was closed.
    pub exits: Int128,
    pub claimed: Uint128,
    pub instant_exits: Uint128,
    pub instant_fees: Uint128,
    /// Zero unless the history is incomplete.
    pub unexplained: Int128,
}

/// A holder between two moments. The value adds up:
/// `closing = opening + deposited + received + returned + fee income − given − lodged − claimed − instant exits − instant
/// fees + rewards − losses`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HolderPeriod {
    pub from: Seconds,
    pub to: Seconds,
    pub opening_rate: Decimal,
    pub closing_rate: Decimal,
    /// Of wallet and unpaid exits.
    pub opening_value: Uint128,
    pub closing_value: Uint128,
    /// In the wallet at the end.
    pub shares: Uint128,
    /// In unpaid exits at the end.
    pub leaving: Uint128,
    pub deposited: Uint128,
    /// Shares from others, at the rate of the moment.
    pub received: Uint128,
    /// Shares from contracts that kept them for the holder, at the rate of the moment.
    pub returned: Uint128,
    pub fee_income: Uint128,
    /// Shares to others, at the rate of the moment.
    pub given: Uint128,
    /// Shares to contracts that keep them for the holder, at the rate of the moment: not in the values here.
    pub lodged: Uint128,
    pub claimed: Uint128,
    /// Paid out by instant exits, after their fee.
    pub instant_exits: Uint128,
    pub instant_fees: Uint128,
    /// The change of value that no flow and no loss explains. Negative by units of rounding at most.
    pub rewards: Int128,
    /// The holder's part of losses, what rounding took in observations included.
    pub losses: Uint128,
}

impl HolderPeriod {
    /// Several accounts over the same time. What went from one to another is in both `given` and `received`.
    pub fn with(mut self, other: &Self) -> Self {
        let own = [
            &mut self.opening_value,
            &mut self.closing_value,
            &mut self.shares,
            &mut self.leaving,
            &mut self.deposited,
            &mut self.received,
            &mut self.returned,
            &mut self.fee_income,
            &mut self.given,
            &mut self.lodged,
            &mut self.claimed,
            &mut self.instant_exits,
            &mut self.instant_fees,
            &mut self.losses,
        ];
        let more = [
            other.opening_value,
            other.closing_value,
            other.shares,
            other.leaving,
            other.deposited,
            other.received,
            other.returned,
            other.fee_income,
            other.given,
            other.lodged,
            other.claimed,
            other.instant_exits,
            other.instant_fees,
            other.losses,
        ];
        for (sum, more) in own.into_iter().zip(more) {
            *sum = sum.saturating_add(more);
        }
        self.rewards = Int128::new(self.rewards.i128().saturating_add(other.rewards.i128()));
        self
    }
}

/// From the first look to the last, and from each to the next.
pub fn protocol(snapshots: &[AccountsAt]) -> (Option<Period>, Vec<Period>) {
    over(snapshots, |a, b| Some(period(a, b)))
}

pub fn holder(snapshots: &[AccountsAt]) -> (Option<HolderPeriod>, Vec<HolderPeriod>) {
    over(snapshots, |a, b| {
        let (opening, closing) = (a.holder.as_ref()?, b.holder.as_ref()?);
        Some(holder_period(a, b, opening, closing))
    })
}

fn over<T>(
    snapshots: &[AccountsAt],
    between: impl Fn(&AccountsAt, &AccountsAt) -> Option<T>,
) -> (Option<T>, Vec<T>) {
    let whole = snapshots
        .first()
        .zip(snapshots.last())
        .and_then(|(first, last)| between(first, last));
    let pairs = snapshots.iter().zip(snapshots.iter().skip(1));
    (whole, pairs.filter_map(|(a, b)| between(a, b)).collect())
}

fn period(a: &AccountsAt, b: &AccountsAt) -> Period {
    let (x, y) = (&a.flows, &b.flows);
    let grown = |from: Native, to: Native| Uint128::from(to.less(from));
    Period {
        from: a.time,
        to: b.time,
        opening_rate: a.rate,
        closing_rate: b.rate,
        growth: growth(a.rate, b.rate).filter(|_| b.time > a.time),
        lost: growth(a.kept, b.kept).unwrap_or_default(),
        apr: yearly(a, b),
        opening_pool: a.pool.into(),
        closing_pool: b.pool.into(),
        opening_supply: a.supply.into(),
        closing_supply: b.supply.into(),
        opening_coins: a.coins.into(),
        closing_coins: b.coins.into(),
        deposits: grown(x.deposits, y.deposits),
        gross_rewards: grown(x.rewards, y.rewards),
        fees: grown(x.fees, y.fees),
        other_gains: grown(x.other_gains, y.other_gains),
        losses: grown(x.losses, y.losses),
        covered: grown(x.covered, y.covered),
        given_back: grown(x.given_back, y.given_back),
        rounding: grown(x.rounding, y.rounding),
        exits: less(signed(y.exits.units()), signed(x.exits.units())),
        claimed: grown(x.claimed, y.claimed),
        instant_exits: grown(x.instant, y.instant),
        instant_fees: grown(x.instant_fees, y.instant_fees),
        unexplained: less(b.unexplained, a.unexplained),
    }
}

fn less(a: i128, b: i128) -> Int128 {
    Int128::new(a.saturating_sub(b))
}

fn yearly(a: &AccountsAt, b: &AccountsAt) -> Option<SignedDecimal> {
    let kept = b.kept.checked_div(a.kept).ok()?;
    pace(a.rate, b.rate, kept, b.time.saturating_sub(a.time))
}

fn holder_period(a: &AccountsAt, b: &AccountsAt, x: &HolderAt, y: &HolderAt) -> HolderPeriod {
    let (before, after) = (&x.sums, &y.sums);
    let grown = |from: u128, to: u128| to.saturating_sub(from);
    let brought = grown(before.inflow(), after.inflow());
    let took = grown(before.outflow(), after.outflow());
    let fees = grown(before.instant_fees, after.instant_fees);
    let lost = grown(before.losses, after.losses);
    let rewards = signed(y.value)
        .saturating_add(signed(lost))
        .saturating_sub(signed(x.value))
        .saturating_sub(signed(brought))
        .saturating_add(signed(took))
        .saturating_add(signed(fees));
    HolderPeriod {
        from: a.time,
        to: b.time,
        opening_rate: a.rate,
        closing_rate: b.rate,
        opening_value: x.value.into(),
        closing_value: y.value.into(),
        shares: y.wallet.into(),
        leaving: y.leaving.into(),
        deposited: grown(before.deposited, after.deposited).into(),
        received: grown(before.received, after.received).into(),
        returned: grown(before.returned, after.returned).into(),
        fee_income: grown(before.fee_income, after.fee_income).into(),
        given: grown(before.given, after.given).into(),
        lodged: grown(before.lodged, after.lodged).into(),
        claimed: grown(before.claimed, after.claimed).into(),
        instant_exits: grown(before.instant, after.instant).into(),
        instant_fees: fees.into(),
        rewards: Int128::new(rewards),
        losses: lost.into(),
    }
}
