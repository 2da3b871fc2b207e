//! One operation in progress.

use super::accounts::{Accounts, State};
use super::fact::Fact;
use super::gates::Phase;
use super::intent::{Answer, Intent, Message, Report, Sent};
use super::observe::{Point, ValidatorLoss};
use super::outside::{active, Outside};
use crate::allocation::{Locks, Targets};
use crate::batch::Settled;
use crate::error::CoreResult;
use crate::exits::Moment;
use crate::guarantee::{Burn, Debt, Mint};
use crate::ledger::{Ledger, Rules};
use crate::params::Params;
use crate::units::Seconds;

/// Staking messages that an operation may still send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Budget {
    pub(super) fn spend(&mut self, messages: usize) {
        self.0 = self.0.saturating_sub(messages);
    }
}

/// An operation: what it works on, and what it has decided so far.
#[derive(Clone, Debug)]
pub struct Work {
    pub at: Moment,
    pub params: Params,
    pub state: State,
    /// Unfinished redelegations, for the steps that steer around them.
    pub locks: Locks,
    /// Validators whose stake is written off: they get no message, and observations leave them out.
    pub(super) silent: Vec<String>,
    pub report: Report,
    pub messages: Vec<Message>,
    pub facts: Vec<Fact>,
    /// Batches settled, by number.
    pub settled: Vec<(u64, Settled)>,
    /// Losses by validator, to be added to what is known.
    pub losses: Vec<(String, ValidatorLoss)>,
    /// What guarantors lost and got back, to be booked in their balances and accounts.
    pub burns: Vec<Burn>,
    pub mints: Vec<Mint>,
    /// All that may come back to guarantors, if that has changed.
    pub debts: Option<Vec<Debt>>,
    /// The point of history that the observation made, by number.
    pub point: Option<(u64, Point)>,
    /// Whether a validator is skipped that may only be slow, for which cover spares the others.
    pub(super) half_only: bool,
    /// Whether delegation changes pay out rewards that had waited for a harvest.
    pub(super) pays_out: bool,
    /// Validators of the messages, and when their rewards had been paid out before, unix seconds.
    pub(super) sent: Vec<(String, Seconds)>,
}

impl Work {
    pub fn new(at: Moment, params: Params, state: State) -> Self {
        Self {
            at,
            params,
            state,
            locks: Locks::default(),
            silent: Vec::new(),
            report: Report::default(),
            messages: Vec::new(),
            facts: Vec::new(),
            settled: Vec::new(),
            losses: Vec::new(),
            burns: Vec::new(),
            mints: Vec::new(),
            debts: None,
            point: None,
            half_only: false,
            pays_out: false,
            sent: Vec::new(),
        }
    }

    /// Leaves a validator out whose stake is written off.
    pub fn leave_out(&mut self, validator: String) {
        self.ledger_mut().positions.or_default(validator.clone()).skipped = true;
        self.silent.push(validator);
    }

    pub const fn ledger(&self) -> &Ledger {
        self.state.ledger()
    }

    pub fn ledger_mut(&mut self) -> &mut Ledger {
        self.state.ledger_mut()
    }

    pub const fn accounts(&self) -> &Accounts {
        self.state.accounts()
    }

    pub fn accounts_mut(&mut self) -> &mut Accounts {
        self.state.accounts_mut()
    }

    pub fn rules(&self) -> Rules {
        self.accounts().rules(&self.params)
    }

    /// Unix seconds.
    pub fn now(&self) -> Seconds {
        self.at.seconds()
    }

    /// Staking messages in one operation.
    pub fn page(&self) -> usize {
        usize::try_from(self.params.staking.max_msgs).unwrap_or(usize::MAX)
    }

    /// Begins a wind-down. Follows an observation. Settles what can be, and shares what streams between those who still
    /// wait and those who hold, as nothing streams any more. In the other order a batch whose coins are there would be owed
    /// more than they are, and wait for the wind-down's own entries.
    pub fn wind_down(&mut self) -> CoreResult<()> {
        self.settle()?;
        let now = self.now();
        let accounts = self.accounts_mut();
        accounts.ledger.wind_down(now)?;
        accounts.gates.phase = Phase::WindingDown;
        self.facts.push(Fact::WindDownStarted);
        Ok(())
    }

    /// The registry's targets; none if it cannot answer or has none, so that a broken registry stops no exit.
    pub fn targets(&mut self, outside: &dyn Outside) -> Option<Targets> {
        let answer = outside.targets();
        let reason = if answer.is_some() {
            "the registry has no active validator"
        } else {
            "the registry did not answer"
        };
        let targets = active(answer);
        if targets.is_none() {
            self.facts.push(Fact::TargetsUnavailable { reason });
        }
        targets
    }

    /// Sends a message and books it as a payout of its validators, which its reply takes back if it fails. A change of a
    /// delegation may also round.
    pub(super) fn send(&mut self, intent: Intent, answer: Answer) {
        let now = self.now();
        let interval = self.params.reward.harvest_interval;
        let accounts = &mut self.state.accounts;
        let (mut paid, mut wanted) = (Vec::new(), answer);
        for validator in intent.validators() {
            let first = !self.sent.iter().any(|(sent, _)| sent == validator);
            let position = accounts.ledger.positions.or_default(validator.to_owned());
            if first {
                self.sent.push((validator.to_owned(), position.harvested_at));
            }
            paid.push(first.then_some(position.harvested_at));
            if answer == Answer::Failure && (!first || position.marked_until > 0) {
                wanted = Answer::Always;
            }
            if intent.changes_stake() {
                let is_new = position.harvested_at == 0;
                if !is_new && now.saturating_sub(position.harvested_at) >= interval {
                    self.pays_out = true;
                    accounts.earned = true;
                }
                position.messages = position.messages.saturating_add(1);
            }
            position.harvested_at = now;
        }
        self.messages.push(Message {
            sent: Sent { intent, paid },
            answer: wanted,
        });
    }
}
