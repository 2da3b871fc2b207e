//! Counts the messages that the protocol sends, and makes chosen ones fail.

use floe_testing::chain::{Instant, Stage, Watcher};

use crate::prelude::*;

/// How a message goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Refuse,
    OutOfGas,
    /// It succeeds, and its answer is not protobuf.
    Unreadable,
    /// It succeeds, and its answer is empty.
    Empty,
}

/// A message of the hub or the collector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intercepted {
    pub kind: String,
    /// What the history was doing.
    pub phase: &'static str,
}

impl Intercepted {
    /// Messages of one class are alike.
    pub fn class(&self) -> String {
        format!("{} in {}", self.kind, self.phase)
    }
}

#[derive(Default)]
struct State {
    own: Vec<Addr>,
    faults: BTreeMap<usize, Mode>,
    sent: Vec<Intercepted>,
    phase: &'static str,
    /// The next call of a contract is the user's message itself.
    fresh: bool,
    stopped: bool,
}

#[derive(Clone, Default)]
pub struct Injector(Rc<RefCell<State>>);

impl Injector {
    pub fn new(faults: &[(usize, Mode)]) -> Self {
        let injector = Self::default();
        injector.0.borrow_mut().faults = faults.iter().copied().collect();
        injector
    }

    /// The watcher, for messages sent by these.
    pub fn watcher(&self, own: Vec<Addr>) -> Box<dyn Watcher> {
        self.0.borrow_mut().own = own;
        Box::new(self.clone())
    }

    /// A user's message begins.
    pub fn message(&self, phase: &'static str) {
        let mut state = self.0.borrow_mut();
        state.phase = phase;
        state.fresh = true;
    }

    /// Nothing fails any more, and nothing is counted.
    pub fn stop(&self) {
        self.0.borrow_mut().stopped = true;
    }

    pub fn sent(&self) -> Vec<Intercepted> {
        self.0.borrow().sent.clone()
    }
}

impl State {
    /// The kind of message that begins, if it is one of the protocol's own.
    fn kind(&mut self, now: &Instant<'_>) -> Option<String> {
        let own = self.own.contains(now.address);
        match now.stage {
            Stage::Module(name) if own => Some(name.to_owned()),
            Stage::Execute if !std::mem::take(&mut self.fresh) && own => {
                let what = if now.address == self.own[0] {
                    "deposit_rewards"
                } else {
                    "forward"
                };
                Some(what.to_owned())
            }
            _ => None,
        }
    }
}

impl Watcher for Injector {
    fn see(&mut self, now: &Instant<'_>) -> Option<ModuleFault> {
        let mut state = self.0.borrow_mut();
        if state.stopped {
            return None;
        }
        let kind = state.kind(now)?;
        let (number, phase) = (state.sent.len(), state.phase);
        let mode = state.faults.get(&number).copied();
        let refusal = match kind.as_str() {
            "undelegate" => ModuleFault::Undelegate,
            "redelegate" => ModuleFault::Redelegate,
            "withdraw" => ModuleFault::Withdraw,
            _ => ModuleFault::Delegate,
        };
        state.sent.push(Intercepted { kind, phase });
        Some(match mode? {
            Mode::Refuse => refusal,
            Mode::OutOfGas => ModuleFault::OutOfGas,
            Mode::Unreadable => ModuleFault::UnreadableResponse,
            Mode::Empty => ModuleFault::EmptyResponse,
        })
    }
}
