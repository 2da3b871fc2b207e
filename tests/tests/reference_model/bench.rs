//! The model with a bank and a chain around it that do as the test says.

pub use std::collections::BTreeMap;

pub use floe_tests::model::*;

pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 86_400;
pub const UNBONDING: u64 = 21 * DAY;

/// The model, its chain and its bank.
pub struct Bench {
    pub model: Model,
    pub bank: u128,
    pub chain: BTreeMap<String, u128>,
    pub now_ns: u64,
    pub height: u64,
    pub targets: Targets,
}

impl Bench {
    pub fn new(seed: u128, validators: usize, params: Params, fee_bps: u64) -> Self {
        let now_ns = 1_755_000_000 * NANOS + 123_456_789;
        let fee = Fee {
            bps: fee_bps,
            receivers: vec![("treasury".into(), 1)],
        };
        let members = (1..=validators)
            .map(|i| Member {
                operator: format!("val{i}"),
                weight: 1,
                accepting: true,
                draining: false,
            })
            .collect();
        let mut model = Model::new("hub", &["registry", "collector"], params, fee, seed, now_ns);
        model.holding = validators as u64;
        Self {
            model,
            bank: seed,
            chain: BTreeMap::new(),
            now_ns,
            height: 1,
            targets: Targets {
                members,
                max_share_bps: 2_000,
            },
        }
    }

    pub fn plain(validators: usize) -> Self {
        Self::new(1_000_000, validators, Params::defaults(6), 1_000)
    }

    pub fn now(&self) -> u64 {
        self.now_ns / NANOS
    }

    pub fn view(&self) -> View {
        View {
            now_ns: self.now_ns,
            height: self.height,
            bank: self.bank,
            delegations: self.chain.clone(),
        }
    }

    pub fn pass(&mut self, secs: u64) {
        self.now_ns += secs * NANOS;
        self.height += (secs / 5).max(1);
    }

    pub fn checked(&self) {
        self.model.check(self.bank).unwrap();
    }

    pub fn bond(&mut self, who: &str, amount: u128) -> u128 {
        let shares = self.model.bond(&self.view(), who, amount, None).unwrap();
        self.bank += amount;
        self.checked();
        shares
    }

    pub fn sync(&mut self) {
        self.model.observe(&self.view());
        self.checked();
    }

    pub fn harvest(&mut self, amount: u128) -> u128 {
        let view = self.view();
        self.model.observe(&view);
        let shares = self.model.deposit_rewards(&view, amount, Some("keeper-address"));
        self.bank += amount;
        self.checked();
        shares
    }

    /// Delegates to the first validators in equal parts.
    pub fn stake(&mut self, parts: &[u128]) {
        let sent = Sent {
            delegations: parts
                .iter()
                .enumerate()
                .map(|(i, a)| (format!("val{}", i + 1), *a))
                .collect(),
            ..Sent::default()
        };
        let view = self.view();
        self.model.rebalance(&view, Some(&self.targets), &sent).unwrap();
        for (validator, amount) in &sent.delegations {
            *self.chain.entry(validator.clone()).or_default() += amount;
            self.bank -= amount;
            self.model.delegate_reply(&view, validator, *amount, true);
        }
        self.model.note_covered(view.now());
        self.checked();
    }

    pub fn submit(&mut self, undelegations: &[(&str, u128)]) -> Option<u64> {
        let sent = Sent {
            undelegations: undelegations.iter().map(|(v, a)| (v.to_string(), *a)).collect(),
            ..Sent::default()
        };
        let view = self.view();
        let done = self
            .model
            .submit_batch(&view, Some(&self.targets), &sent)
            .unwrap();
        let completion_ns = self.now_ns + UNBONDING * NANOS;
        for (validator, amount) in &sent.undelegations {
            *self.chain.get_mut(validator).unwrap() -= amount;
            let answer = Answer::Started {
                amount: Some(*amount),
                completion_ns: Some(completion_ns),
            };
            self.model.undelegate_reply(&view, validator, *amount, answer);
            self.model.note_covered(view.now());
        }
        self.checked();
        done.closed
    }

    pub fn queue(&mut self, holder: &str, receiver: &str, shares: u128) -> Result<(), Refusal> {
        self.model.queue_unbond(&self.view(), holder, receiver, shares)
    }

    pub fn set_aside(&self) -> u128 {
        self.model.set_aside(self.now_ns)
    }

    pub fn allocatable(&self) -> u128 {
        self.model.allocatable(self.now(), self.now_ns)
    }

    pub fn wind_down(&mut self) {
        let view = self.view();
        self.model.wind_down(&view).unwrap();
        self.checked();
    }

    pub fn reconcile(&mut self) -> Vec<u64> {
        let done = self.model.reconcile(&self.view());
        self.checked();
        done.settled
    }

    pub fn claim(&mut self, who: &str) -> Result<Claimed, Refusal> {
        let claimed = self.model.claim(&self.view(), who, None)?;
        self.bank -= claimed.paid;
        self.checked();
        Ok(claimed)
    }

    pub fn instant(&mut self, who: &str, shares: u128) -> Result<InstantExit, Refusal> {
        let exit = self.model.instant_unbond(&self.view(), who, shares, None)?;
        self.bank -= exit.paid;
        self.checked();
        Ok(exit)
    }

    /// A pool of 100 coins on `validators` equal validators, all of it delegated but the floor, and a
    /// tenth of it leaving from the first of them.
    pub fn leaving(validators: usize) -> Self {
        Self::leaving_with(validators, 10_000_000)
    }

    pub fn leaving_with(validators: usize, amount: u128) -> Self {
        let mut bench = Self::plain(validators);
        bench.targets.max_share_bps = 10_000;
        bench.model.params.max_msgs = 30;
        bench.bond("alice", 99_000_000);
        let part = 99_900_000 / validators as u128;
        bench.stake(&vec![part; validators]);
        bench.queue("alice", "alice", amount).unwrap();
        let need = amount - (100_000 - (100_000_000 - amount) / 1_000);
        bench.submit(&[("val1", need)]);
        bench
    }
}
