//! What a message may speak of: the people, amounts and numbers of one state, and the edges of every type.

use crate::fuzz::bench::{BACKSTOP, OPERATOR, PLEDGE};
use crate::prelude::*;
use floe_testing::suite::timelock::TIMELOCK;

pub struct Words {
    pub people: Vec<String>,
    /// Those with a role, by its name.
    pub named: BTreeMap<&'static str, Addr>,
    pub operators: Vec<String>,
    /// Those that refuse something.
    pub refusing: Vec<String>,
    pub denoms: Vec<String>,
    /// Batches, heights, seconds.
    pub numbers: Vec<u64>,
    pub amounts: Vec<u128>,
}

const AWKWARD: [&str; 14] = [
    "",
    " ",
    "\0",
    "\u{202e}gro",
    "é\u{301}🧊",
    "\"}{\"",
    "\\u0000",
    "keeper",
    "null",
    "-1",
    "1e9",
    "340282366920938463463374607431768211456",
    "wasm1",
    "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh",
];

impl Words {
    pub fn of(s: &Suite, people: &[&str], validators: usize) -> Self {
        let books = s.books();
        let backstop = s.addr(BACKSTOP);
        let pledge = s.addr(PLEDGE);
        let timelock = s.addr(TIMELOCK);
        let own = [&s.hub, &s.registry, &s.collector, &backstop, &pledge, &timelock].map(ToString::to_string);
        let held = balances(&*s.storage()).unwrap().into_values();
        let mut amounts = vec![books.pool(), books.free(), books.owed(), books.supply()];
        amounts.extend([
            books.reserved,
            books.unreleased(),
            books.escrow(),
            books.delegated(),
        ]);
        amounts.extend([
            books.params.deposit.min_bond.units(),
            books.params.exit.min_unbond.units(),
        ]);
        amounts.extend(held);
        let mut numbers: Vec<u64> = (books.queue.head.saturating_sub(3)..=books.queue.open + 1).collect();
        numbers.extend([books.now, books.now + 60, books.stock.synced_height]);
        // Proposals.
        numbers.extend([1, 2, 3]);
        Self {
            people: people
                .iter()
                .map(|name| s.addr(name).to_string())
                .chain(own)
                .collect(),
            named: [
                "gov",
                "council",
                "collector",
                "user1",
                "hub",
                BACKSTOP,
                PLEDGE,
                OPERATOR,
                TIMELOCK,
            ]
            .map(|name| (name, s.addr(name)))
            .into(),
            operators: (0..validators)
                .map(|n| s.operator(&format!("val{n}")))
                .chain([s.operator(OPERATOR)])
                .collect(),
            refusing: s
                .chain
                .validators()
                .into_iter()
                .filter(|validator| !validator.faults.is_empty())
                .map(|validator| validator.operator)
                .collect(),
            denoms: [s.denom.as_str(), "spam", "ibc/27394FB092D2ECCD", s.hub.as_str()]
                .map(str::to_owned)
                .into_iter()
                .chain([format!("cw20:{}", s.hub)])
                .collect(),
            numbers,
            amounts,
        }
    }

    pub fn person(&self, dice: &mut Random) -> String {
        dice.one(&self.people).clone()
    }

    /// Base units: those of the state, near them, a part of them, or an edge.
    pub fn amount(&self, dice: &mut Random) -> u128 {
        let known = *dice.one(&self.amounts);
        match dice.below(12) {
            0..=3 => known / (1 + dice.below(1_000) as u128),
            4 => known,
            5 => known.saturating_add(1),
            6 => known.saturating_sub(1),
            7 => *dice.one(&[0, 1, 2, 3, 999, 1_000, 9_999, 10_000, 1_000_000]),
            8 => *dice.one(&[
                u128::MAX,
                u128::MAX - 1,
                u128::MAX / 2,
                1 << 64,
                u64::MAX.into(),
                1 << 127,
            ]),
            9 => 10u128.pow(dice.below(39) as u32),
            _ => dice.wide(),
        }
    }

    pub fn number(&self, dice: &mut Random) -> u64 {
        match dice.below(6) {
            0 | 1 => *dice.one(&self.numbers),
            2 => *dice.one(&[0, 1, 2, 7, 10, 30, 31, 60, 100, 10_000, 86_400]),
            3 => *dice.one(&[u64::MAX, u64::MAX - 1, i64::MAX as u64, 1 << 32, u32::MAX.into()]),
            4 => dice.below(50),
            _ => dice.number() >> dice.below(64),
        }
    }

    /// Text for a field of this name.
    pub fn text(&self, field: &str, dice: &mut Random) -> String {
        if dice.once_in(12) {
            return self.awkward(dice);
        }
        match field {
            "validator" if !self.refusing.is_empty() && dice.once_in(2) => dice.one(&self.refusing).clone(),
            "operator" | "validator" | "skip" => dice.one(&self.operators).clone(),
            // It has given an allowance.
            "owner" if dice.once_in(2) => self.people[0].clone(),
            "start_after" if dice.once_in(2) => dice.one(&self.operators).clone(),
            "denom" | "denoms" | "rate_denoms" => dice.one(&self.denoms).clone(),
            "name" | "symbol" => ["Floe Stake", "flSTAKE"][dice.index(2)].to_owned(),
            "description" | "project" | "url" => "https://example.org/🧊".repeat(dice.index(4)),
            _ => self.person(dice),
        }
    }

    fn awkward(&self, dice: &mut Random) -> String {
        match dice.below(20) {
            0 => (*dice.one(&["a", "🧊", "\"", "\u{0}"])).repeat(1 + dice.index(20_000)),
            1 => String::from_utf8_lossy(&dice.bytes(40)).into_owned(),
            2 => self.person(dice).to_uppercase(),
            3 => self.person(dice) + " ",
            4 => Binary::from(dice.bytes(40)).to_base64(),
            _ => (*dice.one(&AWKWARD)).to_owned(),
        }
    }

    /// A decimal: a part, an edge, or none at all.
    pub fn decimal(&self, dice: &mut Random) -> String {
        match dice.below(4) {
            0 => (*dice.one(&["0", "1", "0.000000000000000001", "0.2", "1.000000000000000001"])).to_owned(),
            1 => "340282366920938463463.374607431768211455".to_owned(),
            2 => format!("0.{:018}", dice.number() % 1_000_000_000_000_000_000),
            _ => format!("{}.{}", dice.wide(), dice.number()),
        }
    }
}
