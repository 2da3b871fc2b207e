//! Lives in which hub and model once parted, made short; which of the two was wrong stands above each.

use crate::agree;
use floe_tests::life::plan::Part::Percent;
use floe_tests::life::plan::Single::{Rebalance, Submit};
use floe_tests::life::plan::Start;
use floe_tests::life::plan::Step::{
    Alone, Bond, Crank, Fault, Forward, Gift, Jail, Pass, Queue, Refresh, Remove, Rewards, Slash, WindDown,
};
use floe_tests::life::plan::To::Self_;

/// The model left the fee out of the pool's part.
#[test]
fn a_wind_down_shares_a_harvest_by_what_each_has_after_the_fee() {
    let start = Start {
        guarantors: Default::default(),
        validators: 3,
        weights: vec![1, 4, 1, 1, 1, 4, 1, 1, 1, 417226, 3, 873960],
        seed: 1000000,
        unbonding: 24133,
        entries: (4, 3),
        msgs: 8,
        batch_interval: 83,
        harvest_interval: 72796,
        grace: 94,
        drip: 84009,
        apr: 62390,
        sync_age: 4952,
        reserve: 202,
        instant_fee: (181, 237),
        loss_halt: 9775,
        max_move: 608,
        estimate: 201,
        min_unbond: 1,
        cap: None,
        fee: 462,
        receivers: (5, 3, 3),
        max_share: 2000,
        inactive_grace: 259200,
        nanos: 628691079,
    };
    let steps = [
        Bond {
            user: 3,
            to: Self_,
            amount: 36750,
            min_shares: None,
        },
        WindDown,
        Gift {
            to: 2,
            amount: 63366842,
        },
    ];
    agree(&start, &steps);
}

/// The hub released the stream when the answer to an undelegation lacked a unit, before the others were answered.
#[test]
fn rounding_in_a_reply_releases_no_stream_of_a_wind_down() {
    let start = Start {
        guarantors: Default::default(),
        validators: 6,
        weights: vec![9, 18, 1, 209344, 1, 1, 1, 1, 14, 7, 8, 7],
        seed: 1000000,
        unbonding: 1814400,
        entries: (6, 6),
        msgs: 1,
        batch_interval: 18077,
        harvest_interval: 84293,
        grace: 294,
        drip: 11673,
        apr: 1383,
        sync_age: 84899,
        reserve: 0,
        instant_fee: (36, 148),
        loss_halt: 3235,
        max_move: 1575,
        estimate: 951,
        min_unbond: 1,
        cap: None,
        fee: 864,
        receivers: (4, 2, 0),
        max_share: 5366,
        inactive_grace: 259200,
        nanos: 795994301,
    };
    let steps = [
        Slash {
            validator: 1,
            bps: 39,
            back: Some(137),
            power: None,
            then: 8,
        },
        Crank { by: 3, page: None },
        Crank { by: 3, page: None },
        Fault {
            validator: 3,
            fault: 5,
            on: true,
        },
        Remove(0),
        Alone {
            by: 3,
            step: Rebalance,
        },
        Bond {
            user: 0,
            to: Self_,
            amount: 367122375569,
            min_shares: None,
        },
        WindDown,
        Crank { by: 2, page: None },
        Crank { by: 2, page: None },
    ];
    agree(&start, &steps);
}

/// The model judged the harvest before the delegations of the same crank, which pay rewards out too.
#[test]
fn validators_paid_out_in_the_same_crank_do_not_wait_for_a_harvest() {
    let start = Start {
        guarantors: Default::default(),
        validators: 4,
        weights: vec![840412, 1, 14, 18, 1, 305781, 1, 20, 3, 1, 1, 1],
        seed: 3860836926,
        unbonding: 336,
        entries: (5, 5),
        msgs: 2,
        batch_interval: 87,
        harvest_interval: 55062,
        grace: 551,
        drip: 337,
        apr: 1945,
        sync_age: 45575,
        reserve: 6,
        instant_fee: (83, 161),
        loss_halt: 3226,
        max_move: 994,
        estimate: 690,
        min_unbond: 1,
        cap: None,
        fee: 869,
        receivers: (7, 2, 2),
        max_share: 2000,
        inactive_grace: 237,
        nanos: 852052504,
    };
    let steps = [
        Alone {
            by: 1,
            step: Rebalance,
        },
        Pass {
            secs: 609476,
            blocks: 1,
        },
        Crank { by: 2, page: Some(5) },
    ];
    agree(&start, &steps);
}

/// The model measured yesterday's redelegations by today's stake, of which most had left.
#[test]
fn the_moves_of_two_days_are_measured_by_the_stake_of_their_time() {
    let start = Start {
        guarantors: Default::default(),
        validators: 6,
        weights: vec![1, 18, 1, 16, 12, 12, 1, 1, 1, 1, 1, 1],
        seed: 1000000,
        unbonding: 379776,
        entries: (7, 7),
        msgs: 1,
        batch_interval: 26726,
        harvest_interval: 94780,
        grace: 384,
        drip: 62802,
        apr: 18044,
        sync_age: 37642,
        reserve: 156,
        instant_fee: (26, 140),
        loss_halt: 5281,
        max_move: 831,
        estimate: 193,
        min_unbond: 931283,
        cap: None,
        fee: 34,
        receivers: (6, 3, 1),
        max_share: 2000,
        inactive_grace: 259200,
        nanos: 913107462,
    };
    let steps = [
        Slash {
            validator: 2,
            bps: 73,
            back: None,
            power: None,
            then: 1,
        },
        Bond {
            user: 2,
            to: Self_,
            amount: 612572367923,
            min_shares: None,
        },
        Bond {
            user: 0,
            to: Self_,
            amount: 685901132047,
            min_shares: None,
        },
        Queue {
            user: 0,
            to: Self_,
            part: Percent(25),
            by_send: true,
        },
        Crank { by: 2, page: None },
        Crank { by: 3, page: None },
        Crank { by: 1, page: None },
        Crank { by: 3, page: None },
        Queue {
            user: 2,
            to: Self_,
            part: Percent(83),
            by_send: false,
        },
        Jail(0),
        Alone {
            by: 1,
            step: Rebalance,
        },
        Crank { by: 3, page: None },
        Refresh,
        Pass {
            secs: 1569338,
            blocks: 1,
        },
        Alone { by: 2, step: Submit },
        Alone {
            by: 2,
            step: Rebalance,
        },
        Pass {
            secs: 127821,
            blocks: 1,
        },
        Crank { by: 2, page: None },
        Pass {
            secs: 6973,
            blocks: 1,
        },
        Pass {
            secs: 3140,
            blocks: 1,
        },
        Crank { by: 1, page: None },
        Pass {
            secs: 71782,
            blocks: 1,
        },
        Pass {
            secs: 4620,
            blocks: 1,
        },
        Crank { by: 0, page: None },
    ];
    agree(&start, &steps);
}

/// The model did not count a failed message in the tolerance for rounding; the specification counts every message.
#[test]
fn a_failed_message_widens_the_tolerance_like_any_other() {
    let start = Start {
        guarantors: Default::default(),
        validators: 2,
        weights: vec![1, 1, 12, 1, 12, 8, 13, 19, 7, 1, 1, 1],
        seed: 1000000,
        unbonding: 171492,
        entries: (4, 4),
        msgs: 2,
        batch_interval: 115,
        harvest_interval: 59,
        grace: 511,
        drip: 588,
        apr: 70015,
        sync_age: 37350,
        reserve: 450,
        instant_fee: (145, 265),
        loss_halt: 2668,
        max_move: 2119,
        estimate: 1814400,
        min_unbond: 672097,
        cap: Some(2807657715),
        fee: 653,
        receivers: (3, 0, 0),
        max_share: 7723,
        inactive_grace: 641,
        nanos: 922836137,
    };
    let steps = [
        Crank { by: 2, page: None },
        Rewards { amount: 85858765 },
        Pass {
            secs: 1752432,
            blocks: 1,
        },
        Crank { by: 0, page: None },
        Fault {
            validator: 1,
            fault: 4,
            on: true,
        },
        Crank { by: 1, page: None },
        Slash {
            validator: 1,
            bps: 5762,
            back: None,
            power: Some(12526532),
            then: 0,
        },
    ];
    agree(&start, &steps);
}

/// The model did not know that the deployment is an observation of its block.
#[test]
fn rewards_in_the_block_of_the_deployment_are_booked_without_another_observation() {
    let start = Start {
        guarantors: Default::default(),
        validators: 2,
        weights: vec![1, 836391, 19, 13, 20, 1, 14, 4, 1, 16, 118595, 6],
        seed: 1000000,
        unbonding: 349,
        entries: (7, 7),
        msgs: 3,
        batch_interval: 69,
        harvest_interval: 159061,
        grace: 415,
        drip: 100747,
        apr: 16741,
        sync_age: 63949,
        reserve: 680,
        instant_fee: (165, 288),
        loss_halt: 2696,
        max_move: 311,
        estimate: 520,
        min_unbond: 403226,
        cap: None,
        fee: 683,
        receivers: (5, 0, 2),
        max_share: 3219,
        inactive_grace: 259200,
        nanos: 983691524,
    };
    agree(&start, &[Gift { to: 2, amount: 10107 }, Forward { by: 3 }]);
}
