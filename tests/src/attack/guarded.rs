//! Worlds with guarantors: a backstop and bonds that are the contracts themselves, and an attacker who may be guarantor,
//! operator and holder at once.

use proptest::option;
use proptest::prelude::*;

use crate::attack::strategy::{self, Attack, Size, Weather, ATTACKER};
use crate::life::plan::{Part, Pledged, Start, Step, Vouched, DAY};

/// What the guarantors of a world are beside their size.
#[derive(Clone, Copy, Debug)]
pub struct Guarded {
    /// The attacker's validator, by number.
    pub own: u8,
    /// Weight of the backstop among the receivers of the fee, beside the treasury's of one.
    pub premium: u64,
}

/// What somebody does at the backstop.
#[derive(Clone, Copy, Debug)]
pub enum BackstopMove {
    /// Of the shares that one has.
    Deposit(Part),
    /// Of the units that one has.
    Begin(Part),
    Stop,
    Withdraw,
    Poke,
    /// Shares without asking for units.
    Gift(Part),
}

/// Of the attacker's validator: basis points, blocks back, and whether that jails or tombstones, as for [`Step::Slash`].
#[derive(Clone, Copy, Debug)]
pub struct OwnSlash {
    pub bps: u16,
    pub back: Option<u16>,
    pub then: u8,
}

/// What the attacker does with its validator and the bond of it.
#[derive(Clone, Copy, Debug)]
pub enum Operating {
    /// Of the shares that it has.
    Post(Part),
    List,
    Unlist,
    Refresh,
    /// Of what is free.
    LetCool(Part),
    TakeOut,
    /// What its operator's account has goes to its own.
    Gather,
    /// Of the shares that its own account has, to its operator's.
    Supply(Part),
    BeSlashed(OwnSlash),
    BeJailed(bool),
}

/// The same protocols with guarantors: everything is slower, so that a cooldown is not forever, which is a day at least.
pub fn start() -> impl Strategy<Value = (Start, Guarded)> {
    let size = || prop_oneof![1 => Just(2_000_000u128), 3 => 1_000_000..=100_000_000u128, 2 => 100_000_000..=100_000_000_000u128];
    let pledged = (
        option::weighted(0.9, size()),
        size(),
        option::weighted(0.5, 1_000..=10_000u64),
        10..=1_000u64,
    );
    let times = (20_000..=43_200u64, 3..=5u64);
    let rest = (pledged, times, any::<bool>(), 1..=4u64);
    (strategy::start(), rest).prop_map(|(start, (pledged, (unbonding, parts), open, premium))| {
        let own = start.validators - 1;
        let other = start.validators.saturating_sub(2);
        let mut weights = start.weights.clone();
        if open && own > 0 {
            // The chain has it, and the registry is to list it.
            weights[own] = 0;
        }
        let (backstop, bond, cap_bps, bond_bps) = pledged;
        let start = Start {
            weights,
            unbonding,
            batch_interval: unbonding / parts,
            harvest_interval: start.harvest_interval.min(unbonding),
            grace: start.grace.clamp(600, unbonding),
            estimate: unbonding,
            guarantors: Pledged {
                backstop,
                // Where the attacker's is the only validator, the chain does not know this one, and nothing is posted.
                bonds: vec![(if own > 0 { other } else { 1 } as u8, bond)],
                cap_bps,
                vouched: Some(Vouched { bond_bps, days: 1 }),
                cooldown: Some(DAY),
            },
            ..start
        };
        (
            start,
            Guarded {
                own: own as u8,
                premium,
            },
        )
    })
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![6 => (1..=99u8).prop_map(Part::Percent), 5 => Just(Part::All), 1 => Just(Part::One), 1 => Just(Part::TooMuch)]
}

pub fn backing() -> impl Strategy<Value = BackstopMove> {
    prop_oneof![
        8 => part().prop_map(BackstopMove::Deposit),
        6 => part().prop_map(BackstopMove::Begin),
        1 => Just(BackstopMove::Stop),
        7 => Just(BackstopMove::Withdraw),
        2 => Just(BackstopMove::Poke),
        1 => part().prop_map(BackstopMove::Gift),
    ]
}

fn slash() -> impl Strategy<Value = OwnSlash> {
    let bps = prop_oneof![1 => 1..=100u16, 4 => 100..=1_000u16, 1 => 1_000..=9_999u16];
    let back = prop_oneof![2 => Just(None), 1 => Just(Some(0u16)), 4 => (1..=200u16).prop_map(Some)];
    (bps, back, 0..20u8).prop_map(|(bps, back, then)| OwnSlash { bps, back, then })
}

fn operating(weather: Weather) -> BoxedStrategy<Operating> {
    let calm = prop_oneof![
        5 => part().prop_map(Operating::Post),
        3 => Just(Operating::List),
        1 => Just(Operating::Unlist),
        3 => Just(Operating::Refresh),
        5 => part().prop_map(Operating::LetCool),
        4 => Just(Operating::TakeOut),
        2 => Just(Operating::Gather),
        2 => part().prop_map(Operating::Supply),
    ];
    if weather != Weather::Storm {
        return calm.boxed();
    }
    let slash = slash().prop_map(Operating::BeSlashed);
    prop_oneof![
        20 => calm,
        8 => slash,
        3 => any::<bool>().prop_map(Operating::BeJailed),
    ]
    .boxed()
}

/// Moves of an attacker in such a world: those of any other, and as a guarantor and an operator.
pub fn a_move(weather: Weather) -> impl Strategy<Value = Attack> {
    let flee = if weather == Weather::Storm { 2 } else { 0 };
    prop_oneof![
        flee => slash().prop_map(Attack::Flee),
        4 => strategy::a_move(),
        6 => (prop::bool::weighted(0.25), backing()).prop_map(|(second, backing)| Attack::Back { second, backing }),
        5 => operating(weather).prop_map(Attack::Operate),
    ]
}

/// What it begins with: a deposit, of which parts go to the backstop and to the bond.
pub fn opening() -> impl Strategy<Value = Vec<Attack>> {
    let size = prop_oneof![(100..=2_000u32), (2_000..=50_000u32)].prop_map(Size::Pool);
    let all = (size, part(), part(), any::<bool>()).prop_map(|(size, staked, posted, listed)| {
        let deposit = Attack::Back {
            second: false,
            backing: BackstopMove::Deposit(staked),
        };
        let mut moves = vec![
            Attack::Bond(size),
            deposit,
            Attack::Operate(Operating::Post(posted)),
        ];
        if listed {
            moves.extend([Operating::List, Operating::Refresh].map(Attack::Operate));
        }
        moves
    });
    prop_oneof![1 => Just(vec![]), 3 => all]
}

/// Time in which cooling ends, and the window in which it is paid out is met now and then.
pub fn time() -> impl Strategy<Value = Step> {
    let secs = prop_oneof![3 => 1..=900u64, 4 => 900..=20_000u64, 3 => DAY..=DAY + 26_000];
    secs.prop_map(strategy::pass)
}

/// What an honest user does at the backstop. In calm nobody but the attacker gives anything: a gift is premium, of which every
/// guarantor gets a part, the attacker too.
pub fn backer(weather: Weather) -> impl Strategy<Value = (u8, BackstopMove)> {
    (0..ATTACKER, backing()).prop_map(move |(user, backing)| match backing {
        BackstopMove::Gift(_) if weather == Weather::Calm => (user, BackstopMove::Poke),
        backing => (user, backing),
    })
}
