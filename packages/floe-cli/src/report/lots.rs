//! What was got when and for how much, and what of it went: lots, first in, first out.

use std::collections::VecDeque;

use cosmwasm_std::{Int128, Uint128};
use floe_client::replay::signed;
use floe_core::units::Seconds;
use serde::Serialize;

use super::prices::{Money, Prices};
use floe_client::statement::{Movement, MovementKind};

/// Shares that came together. Amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lot {
    /// Unix seconds.
    pub acquired: Seconds,
    pub tx: String,
    pub kind: MovementKind,
    /// What is left of it.
    pub shares: Uint128,
    /// What that has cost: coins deposited, or the worth at the time.
    pub cost: Uint128,
    /// The same at the price of that time; none without a price.
    pub cost_money: Option<Money>,
    /// The contract that keeps them for the holder; none for those in the wallet or the queue.
    pub kept_by: Option<String>,
}

/// Shares of one lot that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disposal {
    pub time: Seconds,
    pub tx: String,
    pub kind: MovementKind,
    /// When the lot came; none for shares whose coming is not in the history.
    pub acquired: Option<Seconds>,
    pub shares: Uint128,
    /// Coins paid, or the worth at the time of shares that were given away.
    pub proceeds: Uint128,
    pub cost: Uint128,
    /// Proceeds less cost.
    pub gain: Int128,
    pub proceeds_money: Option<Money>,
    pub cost_money: Option<Money>,
}

/// Lots that are left, and what went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lots {
    pub left: Vec<Lot>,
    pub gone: Vec<Disposal>,
}

/// Whether shares come, go, or stay the holder's.
enum Way {
    In,
    Out,
    Stay,
    /// Into the keeping of a contract, and back.
    Away,
    Back,
}

const fn way(kind: MovementKind) -> Way {
    match kind {
        MovementKind::Deposit
        | MovementKind::TransferIn
        | MovementKind::FeeIncome
        | MovementKind::QueuedBy => Way::In,
        MovementKind::TransferOut
        | MovementKind::QueueFor
        | MovementKind::InstantExit
        | MovementKind::Claim => Way::Out,
        MovementKind::Lodged => Way::Away,
        MovementKind::Returned | MovementKind::ReturnedQueued => Way::Back,
        // Shares in the queue are the holder's until they are paid.
        MovementKind::Queue
        | MovementKind::Cancel
        | MovementKind::BatchClosed
        | MovementKind::Loss
        | MovementKind::DepositFor
        | MovementKind::ClaimReceived
        | MovementKind::InstantReceived => Way::Stay,
    }
}

/// Of all movements since the beginning, oldest first. Parts are rounded down, and what rounding leaves stays with the last.
/// What a contract keeps for the holder stays in its lots, and comes back out of those that it keeps, first in, first out; what
/// it pays beyond them is a lot of its own.
pub fn of(movements: &[Movement], prices: Option<&Prices>) -> Lots {
    let mut open: VecDeque<Lot> = VecDeque::new();
    let mut kept: VecDeque<Lot> = VecDeque::new();
    let mut gone = Vec::new();
    for movement in movements {
        let worth = movement.flow.unsigned_abs();
        match way(movement.kind) {
            Way::Stay => {}
            Way::In => open.push_back(acquired(movement, movement.shares, worth, prices)),
            Way::Out => dispose(movement, worth, &mut open, &mut gone, prices),
            Way::Away => {
                let (lots, _) = take(&mut open, movement.shares, |_| true);
                kept.extend(lots.into_iter().map(|lot| Lot {
                    kept_by: movement.with.clone(),
                    ..lot
                }));
            }
            Way::Back => {
                let (lots, more) = take(&mut kept, movement.shares, |lot| lot.kept_by == movement.with);
                let back = lots.into_iter().map(|lot| Lot { kept_by: None, ..lot });
                open.extend(back);
                // Stable: those of one moment stay in their order.
                open.make_contiguous().sort_by_key(|lot| lot.acquired);
                if !more.is_zero() {
                    let worth = worth.multiply_ratio(more, movement.shares);
                    open.push_back(acquired(movement, more, worth, prices));
                }
            }
        }
    }
    Lots {
        left: open.into_iter().chain(kept).collect(),
        gone,
    }
}

/// A lot of shares that a movement has brought.
fn acquired(movement: &Movement, shares: Uint128, cost: Uint128, prices: Option<&Prices>) -> Lot {
    Lot {
        acquired: movement.time,
        tx: movement.tx.clone(),
        kind: movement.kind,
        shares,
        cost,
        cost_money: prices.and_then(|prices| prices.worth(cost, movement.time)),
        kept_by: None,
    }
}

/// So many shares out of lots, the first first, and how many are lacking.
fn take(lots: &mut VecDeque<Lot>, shares: Uint128, of: impl Fn(&Lot) -> bool) -> (Vec<Lot>, Uint128) {
    let (mut taken, mut rest, mut wanted) = (Vec::new(), VecDeque::new(), shares);
    for lot in lots.drain(..) {
        if wanted.is_zero() || !of(&lot) {
            rest.push_back(lot);
            continue;
        }
        let (part, left) = split(lot, wanted);
        wanted = wanted.saturating_sub(part.shares);
        taken.push(part);
        rest.extend(left);
    }
    *lots = rest;
    (taken, wanted)
}

fn dispose(
    movement: &Movement,
    worth: Uint128,
    open: &mut VecDeque<Lot>,
    gone: &mut Vec<Disposal>,
    prices: Option<&Prices>,
) {
    let (mut shares, mut proceeds) = (movement.shares, worth);
    let (parts, unknown) = take(open, shares, |_| true);
    let parts = parts.into_iter().map(Some);
    // What came before the history.
    for part in parts.chain((!unknown.is_zero()).then_some(None)) {
        let of = part.as_ref().map_or(unknown, |part| part.shares);
        let paid = match of == shares {
            true => proceeds,
            false => proceeds.multiply_ratio(of, shares),
        };
        let cost = part.as_ref().map(|part| part.cost).unwrap_or_default();
        gone.push(Disposal {
            time: movement.time,
            tx: movement.tx.clone(),
            kind: movement.kind,
            acquired: part.as_ref().map(|part| part.acquired),
            shares: of,
            proceeds: paid,
            cost,
            gain: Int128::new(signed(paid.u128()).saturating_sub(signed(cost.u128()))),
            proceeds_money: prices.and_then(|prices| prices.worth(paid, movement.time)),
            cost_money: part.and_then(|part| part.cost_money),
        });
        shares = shares.saturating_sub(of);
        proceeds = proceeds.saturating_sub(paid);
    }
}

/// So many shares of a lot, and the rest of it.
fn split(lot: Lot, shares: Uint128) -> (Lot, Option<Lot>) {
    if lot.shares <= shares {
        return (lot, None);
    }
    let cost = lot.cost.multiply_ratio(shares, lot.shares);
    let money = lot.cost_money.map(|money| money.part(shares, lot.shares));
    let rest = Lot {
        shares: lot.shares.saturating_sub(shares),
        cost: lot.cost.saturating_sub(cost),
        cost_money: lot.cost_money.zip(money).map(|(all, part)| all.less(part)),
        ..lot.clone()
    };
    let part = Lot {
        shares,
        cost,
        cost_money: money,
        ..lot
    };
    (part, Some(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::Decimal;

    fn movement(time: u64, kind: MovementKind, shares: u128, flow: i128) -> Movement {
        Movement {
            time,
            height: time,
            tx: format!("T{time}"),
            kind,
            with: None,
            batch: None,
            shares: shares.into(),
            coins: Uint128::zero(),
            flow: Int128::new(flow),
            fee: Uint128::zero(),
            rate: Decimal::one(),
        }
    }

    #[test]
    fn the_first_that_came_goes_first_with_its_own_cost() {
        let movements = [
            movement(1, MovementKind::Deposit, 100, 100),
            movement(2, MovementKind::TransferIn, 50, 60),
            movement(3, MovementKind::Queue, 120, 0),
            movement(4, MovementKind::Claim, 120, -150),
        ];
        let lots = of(&movements, None);
        let gone: Vec<_> = lots
            .gone
            .iter()
            .map(|gone| {
                (
                    gone.acquired,
                    gone.shares.u128(),
                    gone.proceeds.u128(),
                    gone.cost.u128(),
                    gone.gain.i128(),
                )
            })
            .collect();
        assert_eq!(gone, [(Some(1), 100, 125, 100, 25), (Some(2), 20, 25, 24, 1)]);
        assert_eq!(lots.left.len(), 1);
        assert_eq!((lots.left[0].shares.u128(), lots.left[0].cost.u128()), (30, 36));
    }

    #[test]
    fn what_a_contract_keeps_stays_in_its_lots() {
        let with = |kind, time, shares, flow, other: &str| Movement {
            with: Some(other.to_owned()),
            ..movement(time, kind, shares, flow)
        };
        let movements = [
            movement(1, MovementKind::Deposit, 100, 100),
            movement(2, MovementKind::Deposit, 50, 60),
            with(MovementKind::Lodged, 3, 120, -130, "stake"),
            with(MovementKind::Lodged, 4, 10, -11, "timelock"),
            // Half of a reward is beyond what was lodged.
            with(MovementKind::Returned, 5, 60, 72, "stake"),
            with(MovementKind::Returned, 6, 100, 120, "stake"),
            with(MovementKind::ReturnedQueued, 7, 4, 5, "timelock"),
            movement(8, MovementKind::Claim, 90, -110),
        ];
        let lots = of(&movements, None);
        let gone: Vec<_> = lots
            .gone
            .iter()
            .map(|gone| (gone.acquired, gone.shares.u128()))
            .collect();
        assert_eq!(gone, [(Some(1), 60), (Some(1), 30)]);
        let left: Vec<_> = lots
            .left
            .iter()
            .map(|lot| {
                let (shares, cost) = (lot.shares.u128(), lot.cost.u128());
                (lot.acquired, shares, cost, lot.kept_by.as_deref())
            })
            .collect();
        let expected = [
            (1, 10, 10, None),
            (2, 20, 24, None),
            (2, 20, 24, None),
            (2, 4, 4, None),
            (6, 40, 48, None),
            (2, 6, 8, Some("timelock")),
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn nothing_is_lost_by_rounding() {
        let movements = [
            movement(1, MovementKind::Deposit, 3, 10),
            movement(2, MovementKind::TransferOut, 1, -4),
            movement(3, MovementKind::InstantExit, 1, -3),
            movement(4, MovementKind::Claim, 1, -5),
        ];
        let lots = of(&movements, None);
        let cost: u128 = lots.gone.iter().map(|gone| gone.cost.u128()).sum();
        let proceeds: u128 = lots.gone.iter().map(|gone| gone.proceeds.u128()).sum();
        assert_eq!((cost, proceeds, lots.left.len()), (10, 12, 0));
    }

    #[test]
    fn shares_whose_coming_is_not_known_have_no_cost() {
        let lots = of(&[movement(4, MovementKind::Claim, 7, -9)], None);
        assert_eq!((lots.gone[0].acquired, lots.gone[0].gain.i128()), (None, 9));
    }

    #[test]
    fn each_lot_keeps_the_price_of_its_time() {
        let prices = Prices::parse("date,EUR\n1970-01-01,2\n1970-01-02,3\n", 0).unwrap();
        let movements = [
            movement(5, MovementKind::Deposit, 10, 10),
            movement(86_405, MovementKind::InstantExit, 5, -6),
        ];
        let lots = of(&movements, Some(&prices));
        let gone = &lots.gone[0];
        let shown = |money: Option<Money>| money.unwrap().to_string();
        assert_eq!(
            (shown(gone.proceeds_money), shown(gone.cost_money)),
            ("18.00".to_owned(), "10.00".to_owned())
        );
        assert_eq!(shown(lots.left[0].cost_money), "10.00");
    }
}
