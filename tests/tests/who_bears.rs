//! Who bears a loss and who gets a gain: each event, by the state in which a person's money is, and by whether anybody
//! has looked at the chain since. Every cell is a life of its own, and what the person takes out in the end is compared
//! to the unit. The table in docs/govern/security-model.md is this one.

use floe_tests::prelude::*;
use floe_tests::staking::*;

/// What happens to 90,000,000 of which 80,000,000 are the holders' and 10,000,000 are owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Nothing,
    /// 5 % of what val1 has, the entry in flight too: 999,000 and 499,500.
    Slash,
    /// The same for an infraction after the undelegation: the entry is provisioned, and comes whole.
    SlashOfStake,
    /// 5 % of the entry alone, which nothing shows: 499,500.
    SlashOfEntry,
    /// 200,000, of which the treasury gets a tenth in shares.
    Reward,
    /// 3 units that the chain rounded away.
    Dust,
    /// 1,000,000 that nobody asked for.
    Donation,
}

/// Where the 10,000,000 of the person are when it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Shares in a wallet, which then go into the queue.
    Delegated,
    /// Shares in the queue, of a batch that closes after the event.
    Open,
    /// A batch that has closed and waits.
    Unbonding,
    /// A batch that is ready to be claimed.
    Settled,
    /// Coins that are deposited after the event, and leave again a day after somebody has looked.
    ComingIn,
}

/// Whether the first message after the event is the person's own, or somebody has looked (and harvested) a day before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Acts {
    First,
    AfterASync,
}

const PEOPLE: [(State, &str); 5] = [
    (State::Delegated, "hanna"),
    (State::Open, "olga"),
    (State::Unbonding, "ulla"),
    (State::Settled, "stina"),
    (State::ComingIn, "nils"),
];

fn name(state: State) -> &'static str {
    PEOPLE.iter().find(|(s, _)| *s == state).unwrap().1
}

/// Five people with 10,000,000 each and one in every state, 59,000,000 of others, the seed of 1,000,000.
fn scene() -> Suite {
    let plan = PEOPLE
        .iter()
        .fold(setup(3), |plan, (_, who)| plan.user(who, 10_000_000));
    let mut s = Suite::new(plan.user("crowd", 59_000_000));
    for who in ["hanna", "olga", "ulla", "stina"] {
        s.bond(who, 10_000_000);
    }
    s.bond("crowd", 59_000_000);
    s.queue("stina", 10_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.rebalance();
    s.pass_secs(10);
    s.queue("ulla", 10_000_000);
    s.submit_batch();
    s.pass_secs(10);
    s.queue("olga", 10_000_000);
    s.sync();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (19_980_000, vec![(9_990_000, 9_990_000)])
    );
    let books = s.books();
    assert_eq!(
        (books.pool(), books.owed(), books.reserved, books.escrow()),
        (80_000_000, 10_000_000, 10_000_000, 10_000_000)
    );
    s.next_block();
    s
}

fn happen(s: &mut Suite, event: Event) {
    match event {
        Event::Nothing => {}
        Event::Slash => slash_since_start(s, "val1", 5),
        Event::SlashOfStake => s.slash("val1", 5),
        Event::SlashOfEntry => {
            // With no more power than the entry has, the chain takes from what is unbonding first.
            let operator = s.operator("val1");
            let slash = Slash::new(&operator, Decimal::percent(5))
                .at_height(1)
                .with_power(9_990_000);
            let outcome = s.chain.slash(&slash).unwrap();
            assert_eq!((outcome.entries, outcome.bonded), (499_500, 0));
        }
        Event::Reward => s.rewards(200_000),
        Event::Dust => dent(s, "val1", 3),
        Event::Donation => s.gift("hub", 1_000_000),
    }
}

fn somebody_looks(s: &mut Suite) {
    s.harvest();
    s.pass_days(1);
}

/// What the person has in the end who takes everything out.
fn takes(event: Event, state: State, acts: Acts) -> u128 {
    let mut s = scene();
    let who = name(state);
    happen(&mut s, event);
    if acts == Acts::AfterASync {
        somebody_looks(&mut s);
    }
    match state {
        State::Settled => return s.claim(who),
        State::Delegated => s.queue(who, 10_000_000),
        State::ComingIn => {
            let shares = s.bond(who, 10_000_000);
            somebody_looks(&mut s);
            s.queue(who, shares);
        }
        State::Open | State::Unbonding => {}
    }
    if state != State::Unbonding {
        let report = s.submit_batch();
        assert_eq!(report.closed, Some(3));
    }
    // Whoever waits may claim without anybody else; where coins are late, it takes the grace and a second look.
    for _ in 0..4 {
        pass_unbonding(&mut s);
        let paid = s.claim(who);
        if paid > 0 {
            return paid;
        }
    }
    panic!("{who} is never paid: {:#?}", s.books().summary());
}

const STATES: [State; 5] = [
    State::Delegated,
    State::Open,
    State::Unbonding,
    State::Settled,
    State::ComingIn,
];

// Of what is not settled, 90,000,000, a slash takes 1.665 %; with somebody who comes in before anybody has looked, of
// 100,000,000. Whoever closes at the loss has sold the return; who waited since before gets back ⌊499,500 / 9⌋. A loss
// that only an entry knows of is seen when its coins lack: by then the older batch has been paid from the younger one's
// coins, where there is one, and 80,000,000 bear it. A reward and a gift drip to those who stay: 10,000,000 ·
// 80,200,000 / 80,020,000 with the treasury's 20,000 shares, and an eightieth of the gift for each million.
#[rstest]
#[case::nothing(Event::Nothing, [0; 5], [0; 5])]
#[case::slash(Event::Slash, [-166_500, -166_500, -166_500, 0, -149_850], [-166_500, -166_500, -166_500, 0, -1])]
#[case::slash_of_stake(Event::SlashOfStake, [-166_500, -166_500, -111_000, 0, -149_850], [-166_500, -166_500, -111_000, 0, -1])]
#[case::slash_of_entry(Event::SlashOfEntry, [-62_438, -62_438, -55_500, 0, -55_500], [-62_438, -62_438, -55_500, 0, -55_500])]
#[case::reward(Event::Reward, [0, 0, 0, 0, 19_995], [22_494, 22_494, 0, 0, -1])]
#[case::dust(Event::Dust, [-1, -1, 0, 0, -1], [-1, -1, 0, 0, -1])]
#[case::donation(Event::Donation, [0, 0, 0, 0, 111_111], [125_000, 125_000, 0, 0, -1])]
fn each_state_of_the_money_bears_its_part_of_each_event_and_no_more(
    #[case] event: Event,
    #[case] acting_first: [i128; 5],
    #[case] after_a_sync: [i128; 5],
) {
    let row = |acts: Acts| STATES.map(|state| takes(event, state, acts) as i128 - 10_000_000);
    assert_eq!(
        (row(Acts::First), row(Acts::AfterASync)),
        (acting_first, after_a_sync),
        "{event:?}: what each person takes out, less 10,000,000, of {STATES:?}"
    );
}

/// What the holders, those who wait, those who may claim, and the drip have more or less by an event.
#[rstest]
#[case::slash(Event::Slash, [-1_332_000, -166_500, 0, 0])]
#[case::slash_of_stake(Event::SlashOfStake, [-1_332_000, -166_500, 0, 0])]
#[case::slash_of_entry(Event::SlashOfEntry, [0, 0, 0, 0])]
// The treasury's tenth is in the pool, and it has shares for it.
#[case::reward(Event::Reward, [20_000, 0, 0, 180_000])]
#[case::dust(Event::Dust, [-3, 0, 0, 0])]
#[case::donation(Event::Donation, [0, 0, 0, 1_000_000])]
fn a_look_shares_an_event_in_full_and_before_it_nothing_has_moved(
    #[case] event: Event,
    #[case] shared: [i128; 4],
) {
    let mut s = scene();
    let parts = |s: &Suite| {
        let books = s.books();
        [books.pool(), books.owed(), books.reserved, books.unreleased()].map(|part| part as i128)
    };
    let before = parts(&s);
    happen(&mut s, event);
    assert_eq!(parts(&s), before, "before anybody looks");
    s.harvest();
    let after = parts(&s);
    let moved: Vec<i128> = after
        .iter()
        .zip(before)
        .map(|(after, before)| after - before)
        .collect();
    assert_eq!(moved, shared, "pool, owed, K, unreleased");
}

/// The classical theft from the first depositor: a small deposit and a great gift, so that the next deposit buys a rounded
/// number of very dear shares. Here a gift waits for an observation and then drips, and nearly all of it is the seed's.
#[rstest]
#[case::before_anybody_has_looked(false)]
#[case::after_a_look(true)]
fn a_gift_before_the_first_deposit_takes_nothing_from_it_and_is_lost_to_the_giver(#[case] looked: bool) {
    let mut s = Suite::new(setup(3).user("mallory", 1_000_010_000).user("vera", 5_000_000));
    let shares = s.bond("mallory", 10_000);
    let (mallory, hub) = (s.addr("mallory"), s.hub.clone());
    let gift = coins(1_000_000_000, &s.denom);
    s.send(&mallory, &hub, &gift).unwrap();
    if looked {
        s.sync();
    }
    assert_eq!(s.bond("vera", 5_000_000), 5_000_000);
    s.pass_days(30);
    for (who, shares) in [("mallory", shares), ("vera", 5_000_000)] {
        s.queue(who, shares);
    }
    s.submit_batch();
    for _ in 0..3 {
        s.crank();
        pass_unbonding(&mut s);
    }
    s.crank();
    let (back, taken) = (s.claim("mallory"), s.claim("vera"));
    assert!(taken >= 5_000_000, "{taken} of 5,000,000 deposited");
    // 10,000 of 6,010,000 shares.
    assert!(
        back < 10_000 + 1_000_000_000 / 601,
        "{back} of 1,000,010,000 spent"
    );
}
