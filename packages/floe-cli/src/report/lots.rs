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
pub fn of(movements: &[Movement], prices: Option<&Prices>) -> Lots {
    let mut open: VecDeque<Lot> = VecDeque::new();
    let mut gone = Vec::new();
    for movement in movements {
        let worth = movement.flow.unsigned_abs();
        match way(movement.kind) {
            Way::Stay => {}
            Way::In => open.push_back(Lot {
                acquired: movement.time,
                tx: movement.tx.clone(),
                kind: movement.kind,
                shares: movement.shares,
                cost: worth,
                cost_money: prices.and_then(|prices| prices.worth(worth, movement.time)),
            }),
            Way::Out => dispose(movement, worth, &mut open, &mut gone, prices),
        }
    }
    Lots {
        left: open.into_iter().collect(),
        gone,
    }
}

fn dispose(
    movement: &Movement,
    worth: Uint128,
    open: &mut VecDeque<Lot>,
    gone: &mut Vec<Disposal>,
    prices: Option<&Prices>,
) {
    let (mut shares, mut proceeds) = (movement.shares, worth);
    while !shares.is_zero() {
        let taken = open.pop_front().map(|lot| split(lot, shares));
        let (part, rest) = match taken {
            Some((part, rest)) => (Some(part), rest),
            None => (None, None),
        };
        if let Some(rest) = rest {
            open.push_front(rest);
        }
        let of = part.as_ref().map_or(shares, |part| part.shares);
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
