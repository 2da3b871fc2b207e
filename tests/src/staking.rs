//! What the tests of losses, validators and adversity look at and do beyond the suite's verbs.

use cosmwasm_std::Order;
use floe_core::units::DAY;
use floe_core::Batch;
use floe_hub::state::{BATCHES, LOSSES};
use floe_testing::suite::TxResult;

use crate::prelude::*;

pub const WEEK: u64 = 7 * DAY;
pub const UNBONDING: u64 = 21 * DAY;

/// Equal validators, rich people, a batch every ten seconds and a cap that stretches no stream.
pub fn setup(validators: usize) -> Setup {
    Setup::default()
        .validators(validators)
        .user("alice", 10_000_000_000_000)
        .user("bob", 10_000_000_000_000)
        .params(|p| {
            p.with(Param::MaxAprBps, 100_000u128)
                .with(Param::BatchInterval, 10u128)
                // So that it is the interval in force.
                .with(Param::UnbondingEstimate, 10u128)
                .with(Param::MaxMsgs, 30u128)
        })
}

/// A pool of 100,000,000, of which 99,900,000 are delegated in equal parts and 100,000 are free.
pub fn hundred_million(validators: usize) -> Suite {
    hundred_million_of(setup(validators))
}

pub fn hundred_million_of(setup: Setup) -> Suite {
    let mut s = Suite::new(setup);
    s.bond("alice", 99_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (99_900_000, 100_000));
    s
}

/// Booked delegation.
pub fn stake(s: &Suite, validator: &str) -> u128 {
    s.books()
        .positions
        .get(&s.operator(validator))
        .map_or(0, |p| p.booked.units())
}

/// Amount and expectation of a validator's entries, oldest first.
pub fn entries(s: &Suite, validator: &str) -> Vec<(u128, u128)> {
    let operator = s.operator(validator);
    let books = s.books();
    let of = books.entries.iter().filter(|(key, _)| key.validator == operator);
    of.map(|(_, entry)| (entry.amount.units(), entry.expected.units()))
        .collect()
}

/// Until when a validator is avoided.
pub fn marked_until(s: &Suite, validator: &str) -> u64 {
    s.books()
        .positions
        .get(&s.operator(validator))
        .map_or(0, |p| p.marked_until)
}

/// What a closed batch is to be paid, settled or not.
pub fn payable(s: &Suite, id: u64) -> u128 {
    match BATCHES.load(&*s.storage(), id).unwrap() {
        Batch::Unbonding(batch) => batch.payable.units(),
        Batch::Settled(batch) => batch.payable.units(),
    }
}

pub fn is_settled(s: &Suite, id: u64) -> bool {
    s.books().queue.head > id
}

/// Cumulative loss of a validator and the time of the last one.
pub fn loss(s: &Suite, validator: &str) -> (u128, u64) {
    let found = LOSSES
        .may_load(&*s.storage(), &s.operator(validator))
        .unwrap()
        .unwrap_or_default();
    (found.total.units(), found.last)
}

/// Ends of the unfinished redelegations into a validator.
pub fn locks(s: &Suite, validator: &str) -> Vec<u64> {
    let locks = LOCKS
        .may_load(&*s.storage(), &s.operator(validator))
        .unwrap()
        .unwrap_or_default();
    locks
        .into_iter()
        .map(|lock| lock.until)
        .filter(|until| *until > s.now())
        .collect()
}

/// Validators that the registry lists.
pub fn listed(s: &Suite) -> Vec<String> {
    let msg = registry::QueryMsg::Validators {
        start_after: None,
        limit: Some(100),
    };
    let listed: Vec<registry::ValidatorResponse> = s.query(&s.registry, &msg).unwrap();
    listed.into_iter().map(|v| v.operator).collect()
}

pub fn accepting(s: &Suite, validator: &str) -> bool {
    let msg = registry::QueryMsg::Validator {
        operator: s.operator(validator),
    };
    s.query::<registry::ValidatorResponse>(&s.registry, &msg)
        .unwrap()
        .accepting
}

pub fn remove(s: &mut Suite, validator: &str) -> TxResult {
    let operator = s.operator(validator);
    s.registry("gov", &registry::ExecuteMsg::RemoveValidator { operator })
}

pub fn set_weights(s: &mut Suite, weights: &[(&str, u64)]) {
    let weights = weights
        .iter()
        .map(|(validator, weight)| registry::ValidatorWeight {
            operator: s.operator(validator),
            weight: *weight,
        })
        .collect();
    s.registry("gov", &registry::ExecuteMsg::SetWeights { weights })
        .unwrap();
}

/// A step of a stranger with everything that it reports.
pub fn step(s: &mut Suite, msg: &ExecuteMsg) -> AppResponse {
    s.hub("stranger", msg).unwrap()
}

/// A crank with its own page.
pub fn crank_page(s: &mut Suite, max_msgs: u32) -> AppResponse {
    step(
        s,
        &ExecuteMsg::Crank {
            max_msgs: Some(max_msgs),
            skip: None,
        },
    )
}

pub fn rebalance_all(s: &mut Suite) -> AppResponse {
    step(
        s,
        &ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
            skip: None,
        },
    )
}

/// Events of the hub by name.
pub fn events<'a>(response: &'a AppResponse, name: &str) -> Vec<&'a Event> {
    let name = format!("wasm-floe/{name}");
    response.events.iter().filter(|event| event.ty == name).collect()
}

/// Values of one attribute of the hub's events of a name.
pub fn told(response: &AppResponse, name: &str, key: &str) -> Vec<String> {
    events(response, name)
        .into_iter()
        .flat_map(|event| {
            event
                .attributes
                .iter()
                .filter(|a| a.key == key)
                .map(|a| a.value.clone())
        })
        .collect()
}

/// Makes the hub's delegation to a validator read exactly this many units less; its entries are not touched.
pub fn dent(s: &mut Suite, validator: &str, units: u128) {
    let operator = s.operator(validator);
    let read = |s: &Suite| s.chain.delegations(&s.hub)[&s.operator(validator)];
    let (before, tokens) = (read(s), s.chain.validator(&operator).unwrap().tokens);
    let height = s.chain.block().height;
    let burn = units * tokens / before;
    s.slash_as(
        &Slash::new(&operator, Decimal::one())
            .at_height(height)
            .with_power(burn),
    );
    assert_eq!(before - read(s), units, "the dent");
}

/// Slashes everything on a validator that was there since the first block, entries included.
pub fn slash_since_start(s: &mut Suite, validator: &str, percent: u64) {
    let slash = Slash::new(&s.operator(validator), Decimal::percent(percent)).at_height(1);
    s.slash_as(&slash);
}

/// Passes the unbonding time and the block after it, in which the coins are there.
pub fn pass_unbonding(s: &mut Suite) {
    s.pass_secs(UNBONDING);
    s.next_block();
}

/// Numbers of all batches in storage.
pub fn batch_ids(s: &Suite) -> Vec<u64> {
    BATCHES
        .range(&*s.storage(), None, None, Order::Ascending)
        .map(|batch| batch.unwrap().0)
        .collect()
}
