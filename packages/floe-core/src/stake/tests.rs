//! Streams of rewards by hand, and at random.

use floe_random::Random;
use rstest::rstest;

use super::*;
use crate::units::{Native, DAY};

const WEEK: Seconds = 604_800;

/// A stream, its stakers by number, and the sum of what was paid.
struct Pool {
    stream: RewardStream,
    stakers: Vec<(Units, StakerReward)>,
    now: Seconds,
}

impl Pool {
    fn new(period: Seconds, stakers: usize) -> Self {
        Self {
            stream: RewardStream::new(period, 1_000),
            stakers: vec![Default::default(); stakers],
            now: 1_000,
        }
    }

    fn total(&self) -> Units {
        Units::sum(self.stakers.iter().map(|(staked, _)| *staked)).unwrap()
    }

    fn advance(&mut self) {
        let total = self.total();
        self.stream.advance(self.now, total).unwrap();
    }

    fn fund(&mut self, amount: u128) {
        self.advance();
        self.stream.fund(self.now, Native::new(amount)).unwrap();
    }

    fn stake(&mut self, who: usize, staked: u128) {
        self.advance();
        let (has, reward) = &mut self.stakers[who];
        reward.settle(self.stream.index, *has).unwrap();
        *has = Units::new(staked);
    }

    /// What each has due, without counting anybody.
    fn due(&self) -> Vec<u128> {
        let mut stream = self.stream;
        stream.advance(self.now, self.total()).unwrap();
        let due = |(staked, reward): &(Units, StakerReward)| {
            let mut reward = *reward;
            reward.settle(stream.index, *staked).unwrap();
            reward.due.units()
        };
        self.stakers.iter().map(due).collect()
    }

    /// What is neither due nor unreleased nor paid: fractions of units.
    fn rest(&self) -> u128 {
        let mut stream = self.stream;
        stream.advance(self.now, self.total()).unwrap();
        let unreleased = stream.stream.unreleased(self.now);
        stream.held().units() - unreleased.units() - self.due().iter().sum::<u128>()
    }
}

#[test]
fn a_million_a_week_is_divided_by_stake_and_from_whom_comes_later_on() {
    let mut pool = Pool::new(WEEK, 3);
    pool.stake(0, 3_000_000);
    pool.stake(1, 1_000_000);
    pool.fund(1_000_000);
    pool.now += DAY;
    assert_eq!((pool.due(), pool.rest()), (vec![107_142, 35_714, 0], 1));
    pool.stake(2, 4_000_000);
    pool.now += 6 * DAY;
    assert_eq!((pool.due(), pool.rest()), (vec![428_571, 142_857, 428_571], 1));
}

#[test]
fn dividing_in_every_block_gives_the_same_but_for_a_unit() {
    let mut often = Pool::new(WEEK, 2);
    often.stake(0, 3_000_000);
    often.stake(1, 1_000_000);
    often.fund(1_000_000);
    for _ in 0..DAY / 6 {
        often.now += 6;
        // Somebody has everybody counted, too.
        often.stake(0, 3_000_000);
        often.stake(1, 1_000_000);
    }
    for (due, once) in often.due().into_iter().zip([107_142, 35_714]) {
        assert!(due.abs_diff(once) <= 1, "{due} instead of {once}");
    }
}

#[test]
fn who_comes_at_minute_thirty_to_an_empty_stream_has_half_at_minute_sixty() {
    let mut pool = Pool::new(3_600, 2);
    pool.fund(100);
    pool.now += 1_800;
    pool.stake(0, 8);
    pool.now += 1_800;
    assert_eq!(pool.due(), [50, 0]);
    pool.now += 1_800;
    assert_eq!(pool.due(), [100, 0]);
}

#[test]
fn a_change_of_stake_at_minute_thirty_loses_nothing_of_the_half_hour_before() {
    let mut pool = Pool::new(3_600, 2);
    pool.stake(0, 5);
    pool.fund(100);
    pool.now += 1_800;
    pool.stake(1, 5);
    assert_eq!(pool.due(), [50, 0]);
    pool.now += 1_800;
    assert_eq!(pool.due(), [75, 25]);
}

#[test]
fn a_stream_waits_while_nobody_is_staked() {
    let mut pool = Pool::new(3_600, 1);
    pool.stake(0, 5);
    pool.fund(100);
    pool.now += 900;
    pool.stake(0, 0);
    pool.now += 1_000_000;
    pool.stake(0, 1);
    assert_eq!(pool.due(), [25]);
    pool.now += 2_700;
    assert_eq!(pool.due(), [100]);
}

#[rstest]
#[case(1, u128::MAX)]
#[case(u128::MAX, u128::MAX)]
#[case(u128::MAX, 1)]
fn no_amount_overflows(#[case] staked: u128, #[case] funded: u128) {
    let mut pool = Pool::new(MIN_PERIOD, 1);
    pool.stake(0, staked);
    pool.fund(funded);
    pool.now = u64::MAX;
    assert!(pool.due()[0].abs_diff(funded) <= 1);
}

#[test]
fn an_index_is_put_together_out_of_its_halves() {
    for halves in [[0, 1], [1, 0], [u128::MAX, 7], [7, u128::MAX]] {
        assert_eq!(RewardIndex::of(halves).halves(), halves);
    }
}

#[test]
fn a_time_outside_its_bounds_is_refused_by_name() {
    assert_eq!(
        check_secs("period", MIN_PERIOD, MIN_PERIOD, MAX_PERIOD),
        Ok(3_600)
    );
    let text = check_secs("period", 1, MIN_PERIOD, MAX_PERIOD)
        .unwrap_err()
        .to_string();
    assert_eq!(text, "period is 1, allowed is 3600 to 31536000");
}

#[test]
fn at_random_nothing_is_made_or_lost_but_fractions_of_a_unit_each() {
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let mut pool = Pool::new(random.between(3_600, 100_000), 5);
        for _ in 0..500 {
            pool.now += random.below(20_000);
            match random.below(4) {
                0 => pool.fund(random.below(1_000_000).into()),
                1 => pool.advance(),
                _ => {
                    let who = usize::try_from(random.below(5)).unwrap();
                    pool.stake(who, random.below(3) as u128 * u128::from(random.below(1_000_000)));
                }
            }
            let rest = pool.rest();
            assert!(rest <= 6, "seed {seed}: {rest} are nobody's");
        }
    }
}

#[test]
fn a_stream_holds_what_was_paid_in_and_has_not_left() {
    let stream = RewardStream {
        funded: Native::new(100),
        paid: Native::new(30),
        ..RewardStream::default()
    };
    assert_eq!(stream.held(), Native::new(70));
}
