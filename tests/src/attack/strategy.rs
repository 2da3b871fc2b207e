//! What an attacker may try, and the honest life around it.

use proptest::option;
use proptest::prelude::*;

use crate::attack::guarded::{self, BackstopMove, Guarded, Operating, OwnSlash};
use crate::life::plan;
use crate::life::plan::{Part, Single, Start, Step, To, USERS};
use crate::prelude::*;

/// The attacker's number among the users; those below are honest.
pub const ATTACKER: u8 = 3;
/// Units of the attacker's largest single deposit: it has a thousand times as much as the honest users ever bond.
const MOST: u128 = 100_000_000_000_000;

/// What the chain does to stake in a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Neither rewards nor slashes: nothing but the attacker can move anybody's wealth.
    Calm,
    /// Rewards and gifts.
    Rain,
    /// Slashes too, on bonded stake and on entries alone, seen late, with jailing and holds.
    Storm,
}

/// An amount of coins.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    Units(u128),
    /// Thousandths of the pool.
    Pool(u32),
    /// The fewest coins that mint this many shares, less some units: the edges of rounding.
    Edge {
        shares: u8,
        less: u8,
    },
}

/// How shares leave.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    Queue,
    Instant,
    /// Into the queue and back.
    Cancel,
    /// Queued, closed in the same block by the attacker's own message.
    Close,
}

/// One thing that the attacker does; everything between two slots of time happens in one block if the life has it so.
#[derive(Clone, Copy, Debug)]
pub enum Attack {
    Bond(Size),
    BondFor(u8, Size),
    Leave(Way, Part),
    QueueFor(u8, Part),
    /// In and out in the same block.
    Flash(Size, Way),
    /// The same in this many equal pieces.
    Pieces(u8, Way),
    Many(u8, Size),
    Claim,
    ClaimFor(u8),
    /// Exits of the smallest move each, and so many units more.
    Smallest(u8, Way, u8),
    /// Deposits and requests as small as they may be.
    Dust(u8),
    Crank(Option<u8>),
    /// Leaving validators out, by position, as bits.
    Skip(u16),
    HarvestOne(u8),
    Alone(Single),
    Forward,
    /// To hub, registry or collector.
    Donate(u8, Size),
    /// Another denom, to the same.
    Foreign(u8),
    Transfer(u8, Part),
    /// At the backstop, perhaps by the account of its operator.
    Back {
        second: bool,
        backing: BackstopMove,
    },
    Operate(Operating),
    /// Out of everything between a slash of its own validator and the look that finds it.
    Flee(OwnSlash),
}

/// When somebody cranks beside the slots that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeeperHabit {
    /// Every batch interval.
    Prompt,
    /// Every so many batch intervals.
    Rare(u8),
    None,
}

impl KeeperHabit {
    /// Seconds between two cranks, if there is a keeper.
    pub fn gap(self, interval: u64) -> Option<u64> {
        match self {
            KeeperHabit::Prompt => Some(interval + 1),
            KeeperHabit::Rare(times) => Some(interval * u64::from(times) + 1),
            KeeperHabit::None => None,
        }
    }
}

/// What the attacker does first, and what then happens to everybody.
#[derive(Clone, Debug)]
pub struct Slot {
    pub moves: Vec<Attack>,
    /// What an honest user does at the backstop before the step.
    pub backer: Option<(u8, BackstopMove)>,
    pub step: Step,
}

#[derive(Clone, Debug)]
pub struct Plot {
    pub start: Start,
    /// None: there is no guarantor.
    pub guarded: Option<Guarded>,
    pub weather: Weather,
    pub keeper: KeeperHabit,
    /// Whether the attacker cranks after each of its actions.
    pub eager: bool,
    pub slots: Vec<Slot>,
}

/// Protocols in which time is short enough for many batches to be in flight, and entries few enough to run out.
pub fn start() -> impl Strategy<Value = Start> {
    (plan::start(), 1..=4usize, 600..=6_000u64, 3..=20u64).prop_map(
        |(start, validators, unbonding, parts)| Start {
            guarantors: Default::default(),
            validators,
            unbonding,
            batch_interval: (unbonding / parts).max(10),
            harvest_interval: start.harvest_interval.min(unbonding),
            grace: start.grace.clamp(600, unbonding),
            estimate: unbonding,
            entries: (start.entries.0.max(2), start.entries.0.max(2)),
            msgs: start.msgs.max(2),
            cap: None,
            receivers: (1, 0, 0),
            ..start
        },
    )
}

fn size() -> impl Strategy<Value = Size> {
    prop_oneof![
        2 => plan::amount().prop_map(Size::Units),
        4 => (1..=2_000u32).prop_map(Size::Pool),
        2 => (2_000..=100_000u32).prop_map(Size::Pool),
        2 => (1..=20u8, 0..=2u8).prop_map(|(shares, less)| Size::Edge { shares, less }),
    ]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![3 => Just(Way::Queue), 4 => Just(Way::Instant), 1 => Just(Way::Cancel), 3 => Just(Way::Close)]
}

fn step_alone() -> impl Strategy<Value = Single> {
    prop_oneof![
        2 => Just(Single::Sync),
        2 => Just(Single::Harvest),
        3 => Just(Single::Submit),
        2 => Just(Single::Reconcile),
        2 => Just(Single::Rebalance),
    ]
}

pub fn a_move() -> impl Strategy<Value = Attack> {
    let victim = 0..ATTACKER;
    prop_oneof![
        12 => size().prop_map(Attack::Bond),
        1 => (victim.clone(), size()).prop_map(|(n, size)| Attack::BondFor(n, size)),
        12 => (way(), plan::part()).prop_map(|(way, part)| Attack::Leave(way, part)),
        1 => (victim.clone(), plan::part()).prop_map(|(n, part)| Attack::QueueFor(n, part)),
        6 => (size(), way()).prop_map(|(size, way)| Attack::Flash(size, way)),
        2 => (2..=8u8, way()).prop_map(|(n, way)| Attack::Pieces(n, way)),
        5 => (1..=6u8, way(), 0..=2u8).prop_map(|(n, way, more)| Attack::Smallest(n, way, more)),
        2 => (1..=6u8).prop_map(Attack::Dust),
        2 => any::<u16>().prop_map(Attack::Skip),
        3 => (0..4u8).prop_map(Attack::HarvestOne),
        1 => (2..=8u8, size()).prop_map(|(n, size)| Attack::Many(n, size)),
        4 => Just(Attack::Claim),
        2 => victim.clone().prop_map(Attack::ClaimFor),
        5 => option::weighted(0.4, 1..=10u8).prop_map(Attack::Crank),
        6 => step_alone().prop_map(Attack::Alone),
        1 => Just(Attack::Forward),
        3 => (0..3u8, size()).prop_map(|(to, size)| Attack::Donate(to, size)),
        1 => (0..3u8).prop_map(Attack::Foreign),
        1 => (victim, plan::part()).prop_map(|(n, part)| Attack::Transfer(n, part)),
    ]
}

fn time() -> impl Strategy<Value = Step> {
    prop_oneof![4 => 1..=60u64, 6 => 60..=900u64, 2 => 900..=4_000u64].prop_map(pass)
}

/// Time passes in blocks of at most twenty seconds.
pub fn pass(secs: u64) -> Step {
    let blocks = u8::try_from(secs / 20 + 1).unwrap_or(u8::MAX);
    Step::Pass { secs, blocks }
}

fn people() -> impl Strategy<Value = Step> {
    let part = || prop_oneof![4 => (5..=90u8).prop_map(Part::Percent), 2 => Just(Part::All)];
    let amount = || prop_oneof![3 => 100_000..=100_000_000u128, 2 => 100_000_000..=100_000_000_000u128];
    prop_oneof![
        6 => (0..ATTACKER, amount()).prop_map(|(user, amount)| Step::Bond {
            user, to: To::Self_, amount, min_shares: None
        }),
        6 => (0..ATTACKER, part(), any::<bool>())
            .prop_map(|(user, part, by_send)| Step::Queue { user, to: To::Self_, part, by_send }),
        1 => (0..ATTACKER).prop_map(|user| Step::Cancel { user, part: None }),
        3 => (0..ATTACKER).prop_map(|user| Step::Withdraw { user, to: To::Self_ }),
    ]
}

fn keepers() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Crank { by: 0, page: None }),
        1 => step_alone().prop_map(|step| Step::Alone { by: 0, step }),
    ]
}

fn rain() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => plan::amount().prop_map(|amount| Step::Rewards { amount }),
        1 => (0..3u8, plan::amount()).prop_map(|(to, amount)| Step::Gift { to, amount }),
    ]
}

fn storm() -> impl Strategy<Value = Step> {
    let bps = prop_oneof![2 => 1..=100u16, 4 => 100..=1_000u16, 1 => 1_000..=9_999u16];
    let back = prop_oneof![2 => Just(None), 1 => Just(Some(0u16)), 4 => (1..=60u16).prop_map(Some)];
    let power = option::weighted(0.3, plan::amount());
    let v = 0..4u8;
    prop_oneof![
        8 => (v.clone(), bps, back, power, 0..20u8).prop_map(|(validator, bps, back, power, then)| {
            Step::Slash { validator, bps, back, power, then }
        }),
        1 => v.clone().prop_map(Step::Jail),
        1 => v.clone().prop_map(Step::Unjail),
        1 => (v, 0..=2_000u64).prop_map(|(validator, secs)| Step::Hold { validator, secs }),
        1 => Just(Step::Refresh),
    ]
}

/// What an owner within its bounds does: it is not the attacker, and does the same in every copy of the life.
fn owner() -> impl Strategy<Value = Step> {
    (any::<u8>(), any::<u8>()).prop_map(|(param, value)| Step::Params(param, value))
}

fn step(weather: Weather, is_guarded: bool) -> BoxedStrategy<Step> {
    let time = move || {
        if is_guarded {
            guarded::time().boxed()
        } else {
            time().boxed()
        }
    };
    let common = move || prop_oneof![18 => time(), 24 => people(), 18 => keepers(), 1 => owner()];
    match weather {
        Weather::Calm => common().boxed(),
        Weather::Rain => prop_oneof![5 => common(), 2 => rain()].boxed(),
        Weather::Storm => prop_oneof![
            20 => common(),
            5 => rain(),
            8 => storm(),
            1 => (0..ATTACKER, plan::part()).prop_map(|(user, part)| Step::Instant {
                user, to: To::Self_, part, min_out: None, by_send: false
            }),
        ]
        .boxed(),
    }
}

/// A life of so many slots at most.
pub fn plot(most: usize) -> impl Strategy<Value = Plot> {
    let weather = prop_oneof![Just(Weather::Calm), Just(Weather::Rain), Just(Weather::Storm)];
    let keeper = prop_oneof![
        4 => Just(KeeperHabit::Prompt),
        2 => (2..=12u8).prop_map(KeeperHabit::Rare),
        3 => Just(KeeperHabit::None),
    ];
    let start = prop_oneof![
        2 => start().prop_map(|start| (start, None)),
        1 => guarded::start().prop_map(|(start, guarded)| (start, Some(guarded))),
    ];
    let life = (weather, keeper, prop::bool::weighted(0.3), start);
    life.prop_flat_map(move |(weather, keeper, eager, (start, guarded))| {
        let a_move = move || match guarded {
            None => a_move().boxed(),
            Some(_) => guarded::a_move(weather).boxed(),
        };
        let moves = prop_oneof![1 => Just(0..=0usize), 2 => Just(1..=3usize)]
            .prop_flat_map(move |range| vec(a_move(), range));
        let step = prop_oneof![80 => step(weather, guarded.is_some()), 1 => Just(Step::WindDown)];
        let backer = option::weighted(0.25, guarded::backer(weather))
            .prop_map(move |backer| backer.filter(|_| guarded.is_some()));
        let slot = (moves, backer, step).prop_map(|(moves, backer, step)| Slot { moves, backer, step });
        let begins = match guarded {
            None => Just(vec![]).boxed(),
            Some(_) => guarded::opening().boxed(),
        };
        let opening = (vec(people(), 2..=4), begins).prop_map(|(steps, begins)| {
            // From the first crank on there is stake, so that rewards reach somebody in every copy of the life.
            let steps = steps.into_iter().chain([Step::Crank { by: 0, page: None }]);
            let slots = steps.map(|step| Slot {
                moves: vec![],
                backer: None,
                step,
            });
            let mut slots = slots.collect::<Vec<_>>();
            if let Some(last) = slots.last_mut() {
                last.moves = begins;
            }
            slots
        });
        (opening, vec(slot, 4..=most)).prop_map(move |(mut slots, rest)| {
            slots.extend(rest);
            Plot {
                start: start.clone(),
                guarded,
                weather,
                keeper,
                eager,
                slots,
            }
        })
    })
}

impl Attack {
    /// What the move does that anybody could and that uses no coins of the attacker.
    pub fn service(self) -> Option<Attack> {
        match self {
            Attack::Crank(_)
            | Attack::Skip(_)
            | Attack::HarvestOne(_)
            | Attack::Alone(_)
            | Attack::Forward
            | Attack::ClaimFor(_)
            | Attack::Operate(Operating::Refresh)
            | Attack::Back {
                backing: BackstopMove::Poke,
                ..
            } => Some(self),
            Attack::Leave(Way::Close, _)
            | Attack::Flash(_, Way::Close)
            | Attack::Pieces(_, Way::Close)
            | Attack::Smallest(_, Way::Close, _) => Some(Attack::Alone(Single::Submit)),
            _ => None,
        }
    }
}

impl Size {
    /// Coins, given what the pool and the supply are.
    pub fn coins(self, pool: u128, supply: u128) -> u128 {
        let coins = match self {
            Size::Units(units) => units,
            Size::Pool(part) => pool / 1_000 * u128::from(part),
            Size::Edge { shares, less } => {
                let wanted = u128::from(shares) * 1_000;
                crate::model::mul_div_up(wanted, pool, supply).saturating_sub(less.into())
            }
        };
        coins.min(MOST)
    }
}

/// The users' names, honest ones first.
pub fn names() -> impl Iterator<Item = String> {
    (0..USERS).map(plan::user)
}
