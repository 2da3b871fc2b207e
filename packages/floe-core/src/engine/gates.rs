//! Pauses, the halt of deposits after a large loss (circuit breaker), and the phase of the protocol.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::deposit::Refusal;
use crate::units::{Native, Seconds};

/// What can be paused. Claims of settled batches, queueing, cancelling and token messages cannot.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    #[default]
    Deposits,
    Delegations,
    Rebalancing,
    InstantUnbond,
}

impl Domain {
    pub const ALL: [Self; 4] = [
        Self::Deposits,
        Self::Delegations,
        Self::Rebalancing,
        Self::InstantUnbond,
    ];

    /// As it is written in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Domain::Deposits => "deposits",
            Domain::Delegations => "delegations",
            Domain::Rebalancing => "rebalancing",
            Domain::InstantUnbond => "instant_unbond",
        }
    }
}

/// What a deposit has to know beside pauses. One byte, as long as nothing is silent.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    #[default]
    Open,
    WindingDown,
    /// Some validator is written off: what deposits are priced with beside the pool, which is zero once all is forgotten.
    Silent(Native),
}

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    pub domain: Domain,
    /// Unix seconds from which on it has lasted without a break.
    pub since: Seconds,
    /// Unix seconds; none = until lifted.
    pub until: Option<Seconds>,
}

/// Pauses and the phase.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Gates {
    pub pauses: Vec<Pause>,
    pub phase: Phase,
}

impl Gates {
    pub fn winding_down(&self) -> bool {
        self.phase == Phase::WindingDown
    }

    /// Silent stake that deposits are priced with beside the pool.
    pub const fn silent(&self) -> Native {
        match self.phase {
            Phase::Silent(amount) => amount,
            Phase::Open | Phase::WindingDown => Native::ZERO,
        }
    }

    /// Sets what is silent, and whether anything is written off at all. A wind-down takes no deposits.
    pub fn set_silent(&mut self, amount: Native, any: bool) {
        if !self.winding_down() {
            self.phase = if any { Phase::Silent(amount) } else { Phase::Open };
        }
    }

    pub fn paused(&self, domain: Domain, now: Seconds) -> bool {
        self.pauses
            .iter()
            .any(|pause| pause.domain == domain && pause.until.is_none_or(|until| now < until))
    }

    /// Refuses what a pause or the wind-down has closed to holders.
    ///
    /// # Errors
    /// [`Refusal::WindingDown`] for good, [`Refusal::Paused`] for a time.
    pub fn check(&self, domain: Domain, now: Seconds) -> Result<(), Refusal> {
        if self.winding_down() {
            return Err(Refusal::WindingDown);
        }
        if !self.paused(domain, now) {
            return Ok(());
        }
        let pause = self.pauses.iter().find(|pause| pause.domain == domain);
        Err(Refusal::Paused {
            domain,
            until: pause.and_then(|pause| pause.until),
        })
    }

    /// Pauses a domain; a pause that lasts longer stays.
    pub fn pause(&mut self, domain: Domain, now: Seconds, until: Option<Seconds>) {
        let mut new = Pause {
            domain,
            since: now,
            until,
        };
        if let Some(old) = self.pauses.iter().find(|pause| pause.domain == domain) {
            if self.paused(domain, now) {
                new.since = old.since;
            }
            new.until = old.until.zip(until).map(|(a, b)| a.max(b));
        }
        self.unpause(domain);
        self.pauses.push(new);
    }

    pub fn unpause(&mut self, domain: Domain) {
        self.pauses.retain(|pause| pause.domain != domain);
    }
}
