//! Without a slash, with free entries and a keeper, an exit takes one interval, one unbonding time, and as long as the
//! keeper stays away.

use std::collections::BTreeMap;

use floe_core::batch::{Cover, Unbonding};

use super::effects::Effects;
use super::snapshot::Snapshot;

/// What is remembered of the exits under way.
#[derive(Clone, Debug, Default)]
pub struct Exits {
    open: Option<Open>,
    waiting: BTreeMap<u64, Wait>,
    looked: Option<Looked>,
    /// Block in which the last message was seen, and a time that the chain had reached in a block before it.
    block: (u64, u64),
    passed: u64,
    /// The longest unbonding time of the chain so far: entries of an earlier time may be part of a batch's cover.
    unbonding: u64,
    pub longest: Longest,
    /// Undisturbed exits settled.
    pub settled: u64,
}

/// The longest waits of undisturbed exits, from the first request of their batch to its settlement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Longest {
    /// In seconds.
    pub wait: u64,
    /// In per mille of the interval then in force and the unbonding time together.
    pub per_mille: u64,
    /// Beyond both, in seconds: what the keeper took.
    pub beyond: u64,
    /// The longest interval in force, in seconds.
    pub interval: u64,
}

/// What the last message that could close has seen: the validators that stay, before or after the registry was refreshed in
/// it, and whether a wind-down had begun.
#[derive(Clone, Copy, Debug)]
struct Looked {
    validators: u64,
    winding_down: bool,
}

/// The open batch: its number, its first request, and the interval in force then.
#[derive(Clone, Copy, Debug)]
struct Open {
    id: u64,
    since: u64,
    interval: u64,
}

/// A closed batch. Times in unix seconds.
#[derive(Clone, Copy, Debug)]
struct Wait {
    since: u64,
    interval: u64,
    closed: u64,
    /// The longest unbonding time of the chain meanwhile.
    unbonding: u64,
    /// Whether something has happened that excuses any delay.
    excused: bool,
}

impl Exits {
    /// Exits that are later than they may be, once a message has closed or settled what it could.
    pub fn late(&mut self, before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
        let now = after.seconds();
        if told.closes {
            self.looked = Some(Looked {
                validators: before.terms.validators.min(after.terms.validators),
                winding_down: before.terms.winding_down,
            });
        }
        if after.at.height != self.block.0 {
            self.passed = self.block.1;
            self.block = (after.at.height, now);
        }
        self.unbonding = self.unbonding.max(after.terms.unbonding);
        let mut found = Vec::new();
        found.extend(self.close(after, told));
        self.excuse(after, told);
        self.settle(after);
        found.extend(self.unsettled(after, told));
        found
    }

    /// The interval that the first request of a batch fixes: by the parameters of now and the last look (docs/adr/0140).
    fn in_force(&self, after: &Snapshot) -> u64 {
        let terms = &after.terms;
        match self.looked {
            Some(looked) => after.interval_for(
                looked.validators.min(terms.validators),
                looked.winding_down && terms.winding_down,
            ),
            None => after.interval(),
        }
    }

    /// Notes a close, and tells of an open batch that should have closed.
    fn close(&mut self, after: &Snapshot, told: &Effects) -> Option<String> {
        let now = after.seconds();
        let (id, shares) = after.open;
        if let Some(open) = self.open.filter(|open| open.id != id) {
            if after.batches.contains_key(&open.id) {
                let wait = Wait {
                    since: open.since,
                    interval: open.interval,
                    closed: now,
                    unbonding: self.unbonding,
                    excused: after.short,
                };
                self.waiting.insert(open.id, wait);
            }
        }
        self.open = match self.open.filter(|open| open.id == id && shares > 0) {
            Some(open) => Some(open),
            None if shares > 0 => Some(Open {
                id,
                since: now,
                interval: self.in_force(after),
            }),
            None => None,
        };
        let open = self.open?;
        let late = told.closes && now >= open.since.saturating_add(open.interval);
        late.then(|| {
            format!(
                "batch {id} is open although its first request is {} seconds old, the interval was {}",
                now - open.since,
                open.interval
            )
        })
    }

    /// Whatever is not as it should be excuses those who wait: coins that do not come, messages that fail, losses, and
    /// a need that no entry was free for. So does a wind-down that has given a batch more than it was to be paid at its
    /// close, for it is settled whole and what came on top is still delegated. A batch waits for those before it.
    fn excuse(&mut self, after: &Snapshot, told: &Effects) {
        let late_coins = after.waits_for_coins(self.passed);
        let all = told.trouble || told.failed > 0 || after.short || late_coins;
        let needy = after.need(true) >= after.amounts().min_move;
        let covers = told.closes;
        let missing = |batch: &Unbonding| batch.cover == Cover::Missing;
        let mut before = false;
        for (id, wait) in &mut self.waiting {
            let uncovered = covers && needy && after.batches.get(id).is_some_and(missing);
            let grown = after
                .batches
                .get(id)
                .is_some_and(|batch| batch.payable > batch.ceiling);
            wait.excused |= all || before || uncovered || grown;
            wait.unbonding = wait.unbonding.max(self.unbonding);
            before = wait.excused && after.batches.contains_key(id);
        }
    }

    fn settle(&mut self, after: &Snapshot) {
        let now = after.seconds();
        let gone: Vec<u64> = self
            .waiting
            .keys()
            .filter(|id| !after.batches.contains_key(id))
            .copied()
            .collect();
        for id in gone {
            if let Some(wait) = self.waiting.remove(&id).filter(|wait| !wait.excused) {
                let took = now - wait.since;
                let whole = (wait.interval + wait.unbonding).max(1);
                let longest = &mut self.longest;
                longest.wait = longest.wait.max(took);
                longest.per_mille = longest.per_mille.max(took * 1_000 / whole);
                longest.beyond = longest.beyond.max(took.saturating_sub(whole));
                longest.interval = longest.interval.max(wait.interval);
                self.settled += 1;
            }
        }
    }

    /// Batches whose unbonding time was over in an earlier block than this message's, which settles.
    fn unsettled(&self, after: &Snapshot, told: &Effects) -> Vec<String> {
        if !told.settles {
            return Vec::new();
        }
        let over = |wait: &Wait| wait.closed.saturating_add(wait.unbonding) < self.passed;
        self.waiting
            .iter()
            .filter(|(_, wait)| !wait.excused && over(wait))
            .map(|(id, wait)| {
                format!(
                    "batch {id} is not settled {} seconds after its close, the unbonding time is {}",
                    after.seconds() - wait.closed,
                    wait.unbonding
                )
            })
            .collect()
    }
}
