//! Random lives of a timelock at its hub: proposers, objectors, strangers and time.
//!
//! `FLOE_ACTIONS` actions in lives of [`LIFE`] from `FLOE_SEED` on. What each has locked is counted beside the contract, from the
//! answers of the messages alone.

use floe_testing::suite::TxResult;

use super::*;

/// Actions of a life.
const LIFE: u64 = 500;
const PEOPLE: [&str; 5] = ["ann", "ben", "cid", "dan", "eve"];
/// What each has at first.
const SHARES: u128 = 6_000_000;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

#[derive(Default)]
struct Happened {
    refused: u64,
    objected: u64,
    left: u64,
    postponed: u64,
    executed: u64,
    pending: u64,
}

struct Life {
    s: Suite,
    dice: Random,
    /// Shares by proposal and person.
    locked: BTreeMap<(u64, usize), u128>,
    left: BTreeMap<u64, u128>,
    due: BTreeMap<u64, u64>,
    /// Fee in basis points that each proposal would set, and what was executed last.
    fees: BTreeMap<u64, u64>,
    fee: u64,
    proposals: u64,
    happened: Happened,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut s = governed();
        s.depth = Depth::Light;
        for name in PEOPLE {
            give(&mut s, name, SHARES);
        }
        let mut life = Self {
            fee: 0,
            s,
            dice: Random::new(seed),
            locked: BTreeMap::new(),
            left: BTreeMap::new(),
            due: BTreeMap::new(),
            fees: BTreeMap::new(),
            proposals: 0,
            happened: Happened::default(),
        };
        life.fee = life.fee_now();
        life
    }

    /// The fee that was set, whether it counts already or later.
    fn fee_now(&self) -> u64 {
        let fee = floe_hub::state::FEE.load(&*self.s.storage()).unwrap();
        fee.rate.rise.map_or(fee.rate.bps, |rise| rise.bps)
    }

    fn any_proposal(&mut self) -> u64 {
        let newest = self.proposals.max(1);
        newest - self.dice.below(newest.min(4))
    }

    /// With what somebody objects, where anybody does.
    fn any_objection(&mut self, otherwise: (u64, usize)) -> (u64, usize) {
        let all: Vec<_> = self.locked.keys().copied().collect();
        match all.is_empty() || self.dice.once_in(4) {
            true => otherwise,
            false => *self.dice.one(&all),
        }
    }

    /// A proposal that is due, where there is one.
    fn any_due(&mut self, otherwise: u64) -> u64 {
        let open = |id: &u64| {
            let status = self.s.proposal(*id).status;
            [ProposalStatus::Due, ProposalStatus::ExitsPending].contains(&status)
        };
        let due: Vec<u64> = (1..=self.proposals).filter(open).collect();
        match due.is_empty() || self.dice.once_in(4) {
            true => otherwise,
            false => *self.dice.one(&due),
        }
    }

    fn propose(&mut self) -> TxResult {
        let bps = 1 + self.dice.below(1_000);
        let fee = calling(&self.s.hub, &json!({ "update_fee": { "bps": bps } })).unwrap();
        let guardian = json!({ "update_roles": { "guardian": null } });
        let second = match self.dice.below(3) {
            0 => Some(calling(&self.s.hub, &guardian).unwrap()),
            _ => None,
        };
        let msgs = [fee].into_iter().chain(second).collect();
        let msg = TimelockMsg::Queue {
            title: "a fee".into(),
            link: None,
            msgs,
        };
        let by = *self.dice.one(&["proposer", "proposer", "proposer", "ann"]);
        let queued = self.s.timelock(by, &msg);
        if queued.is_ok() {
            assert_eq!(by, "proposer");
            self.proposals += 1;
            self.fees.insert(self.proposals, bps);
        }
        queued
    }

    fn object(&mut self, id: u64, n: usize) -> TxResult {
        let has = self.s.shares(PEOPLE[n]);
        let most = u64::try_from(has).unwrap().max(1);
        let shares = match self.dice.below(3) {
            0 => has.max(1),
            _ => 1 + u128::from(self.dice.below(most)),
        };
        let objected = self.s.try_object(PEOPLE[n], id, shares);
        if objected.is_ok() {
            *self.locked.entry((id, n)).or_default() += shares;
            self.happened.objected += 1;
        }
        objected
    }

    /// All of it, to whom it belongs: back, or into the exit queue.
    fn take(&mut self, id: u64, n: usize, leaves: bool) -> TxResult {
        let (before, held) = (self.s.shares(PEOPLE[n]), self.s.shares(TIMELOCK));
        let outcome = match leaves {
            true => leave(&mut self.s, PEOPLE[n], id),
            false => retract(&mut self.s, PEOPLE[n], id),
        };
        if outcome.is_ok() {
            let shares = self.locked.remove(&(id, n)).unwrap();
            assert_eq!(self.s.shares(TIMELOCK), held - shares);
            if leaves {
                *self.left.entry(id).or_default() += shares;
                self.happened.left += 1;
            }
            let back = if leaves { 0 } else { shares };
            assert_eq!(self.s.shares(PEOPLE[n]), before + back);
        }
        outcome
    }

    fn execute(&mut self, id: u64) -> TxResult {
        let due = self.due.get(&id).copied();
        let outcome = self.s.try_enact(id);
        match &outcome {
            Ok(response) if told(response, "wasm-floe/proposal_executed") => {
                assert!(due.is_some_and(|due| due <= self.s.now()));
                self.fee = self.fees[&id];
                self.happened.executed += 1;
            }
            Ok(_) => self.happened.postponed += 1,
            Err(failure) => self.happened.pending += u64::from(failure.kind == "ExitsPending"),
        }
        outcome
    }

    /// What is the owner's to do, by others.
    fn usurp(&mut self) -> TxResult {
        let by = *self.dice.one(&["gov", "proposer", "canceller", "ann"]);
        let msg = match self.dice.below(3) {
            0 => ExecuteMsg::WindDown {},
            1 => ExecuteMsg::UpdateFee {
                bps: Some(999),
                receivers: None,
            },
            _ => ExecuteMsg::RearmGuardian {},
        };
        let outcome = self.s.hub(by, &msg);
        assert!(outcome.is_err());
        outcome
    }

    fn act(&mut self) {
        let (id, n) = (self.any_proposal(), self.dice.index(PEOPLE.len()));
        let outcome = match self.dice.below(16) {
            0 | 1 => self.propose(),
            2..=4 => self.object(id, n),
            5 => {
                let (id, n) = self.any_objection((id, n));
                self.take(id, n, false)
            }
            6 => {
                let (id, n) = self.any_objection((id, n));
                self.take(id, n, true)
            }
            7 | 8 => {
                let id = self.any_due(id);
                self.execute(id)
            }
            9 => {
                let by = *self.dice.one(&["canceller", "ann", "ben", "cid"]);
                self.s.timelock(by, &TimelockMsg::Cancel { id })
            }
            10 => self.usurp(),
            11 => {
                let by = *self.dice.one(&[PEOPLE[n], "alice"]);
                let shares = self.s.shares(by) / 8;
                self.s.try_queue(by, shares)
            }
            12 => {
                self.s.try_claim(PEOPLE[n]).ok();
                let amount = 1_000_000;
                self.s.gift(PEOPLE[n], amount);
                self.s.try_bond(PEOPLE[n], amount)
            }
            13 => {
                self.s.crank();
                return self.check();
            }
            _ => {
                let secs = *self.dice.one(&[3_600, DAY / 2, DAY, 2 * DAY, 6 * DAY]);
                self.s.pass_secs(secs);
                return self.check();
            }
        };
        self.happened.refused += u64::from(outcome.is_err());
        self.check();
    }

    fn check(&mut self) {
        let all: u128 = self.locked.values().sum();
        assert_eq!(self.s.shares(TIMELOCK), all, "what it holds is what objects");
        for id in 1..=self.proposals {
            let shown = self.s.proposal(id);
            let of = |(key, shares): (&(u64, usize), &u128)| if key.0 == id { *shares } else { 0 };
            let locked: u128 = self.locked.iter().map(of).sum();
            let left = self.left.get(&id).copied().unwrap_or_default();
            assert_eq!((shown.locked.units(), shown.left.units()), (locked, left));
            let due = self.due.insert(id, shown.due).unwrap_or_default();
            assert!(shown.due >= due, "proposal {id} is due earlier than it was");
        }
        for (n, name) in PEOPLE.iter().enumerate() {
            for id in 1..=self.proposals {
                let locked = self.locked.get(&(id, n)).copied().unwrap_or_default();
                assert_eq!(self.s.objection_of(id, name).locked.units(), locked);
            }
        }
        assert_eq!(self.fee_now(), self.fee, "the fee is what was executed last");
        let owner = floe_contract::ownership::owner(&*self.s.storage()).unwrap();
        assert_eq!(owner, Some(self.s.addr(TIMELOCK)));
    }
}

fn told(response: &AppResponse, kind: &str) -> bool {
    response.events.iter().any(|event| event.ty == kind)
}

#[test]
fn a_timelock_keeps_its_books_its_times_and_its_shares_in_random_lives() {
    let (actions, seed) = (number("FLOE_ACTIONS", 1_000), number("FLOE_SEED", 1));
    let mut all = Happened::default();
    for life in 0..actions.div_ceil(LIFE) {
        let mut one = Life::new(seed + life);
        for _ in 0..LIFE {
            one.act();
        }
        all.refused += one.happened.refused;
        all.objected += one.happened.objected;
        all.left += one.happened.left;
        all.postponed += one.happened.postponed;
        all.executed += one.happened.executed;
        all.pending += one.happened.pending;
    }
    let done = actions.div_ceil(LIFE) * LIFE;
    println!(
        "{done} actions of a timelock: {} refused, {} objections, {} left, {} executed, {} postponed by an execution, {} waited for exits",
        all.refused, all.objected, all.left, all.executed, all.postponed, all.pending
    );
    assert!(all.refused < done * 3 / 4, "most was refused");
    assert!(
        all.objected > 0 && all.left > 0 && all.executed > 0,
        "nothing happened"
    );
}
