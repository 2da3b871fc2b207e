//! What a command of `floe admin` comes to: messages, who must send them, and what they will do.

use std::path::PathBuf;

use anyhow::Result;
use cosmwasm_std::{to_json_binary, WasmMsg};
use floe_client::{Error, Protocol};
use floe_core::units::Seconds;
use floe_core::Params;
use serde::Serialize;

use super::power::Power;
use super::registry::Book;
use crate::input;
use crate::units::Unit;

/// What the commands look at.
pub struct Situation<'c> {
    pub protocol: Protocol<'c>,
    /// Unix seconds of the newest block.
    pub now: Seconds,
    pub coin: Unit,
    pub token: Unit,
    /// Whose messages they will be.
    pub sender: String,
    /// Where files are.
    pub folder: PathBuf,
}

impl Situation<'_> {
    /// An address of this chain; `of` is where it was given.
    pub fn account(&self, of: &str, given: &str) -> Result<String> {
        input::account(self.protocol.chain, of, given)
    }

    /// The operator address of a validator, which may be named by its moniker.
    pub fn operator(&self, given: &str) -> Result<String> {
        input::operator(self.protocol.chain, given)
    }
}

/// What the contracts would refuse, said before anything is sent.
pub fn refuse<T>(reason: impl std::fmt::Display) -> Result<T> {
    Err(Error::not_signed(reason.to_string()).into())
}

/// What a plan changes of what the engine works by.
pub enum RuleChange {
    Params(Params),
    /// Basis points of the net profit.
    Fee(u64),
    Registry(Book),
}

/// Messages with a preview.
pub struct AdminPlan {
    /// In the infinitive.
    pub title: String,
    pub power: Power,
    pub msgs: Vec<WasmMsg>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// Words to repeat before something that cannot be undone.
    pub confirm: Option<String>,
    /// None for what cannot be played on.
    pub change: Option<RuleChange>,
}

impl AdminPlan {
    /// One message to one contract.
    pub fn new(title: impl Into<String>, power: Power, contract: &str, msg: &impl Serialize) -> Result<Self> {
        let mut plan = Self::empty(title, power);
        plan.send(contract, msg)?;
        Ok(plan)
    }

    /// One more message.
    pub fn send(&mut self, contract: &str, msg: &impl Serialize) -> Result<()> {
        self.msgs.push(WasmMsg::Execute {
            contract_addr: contract.to_owned(),
            msg: to_json_binary(msg)?,
            funds: Vec::new(),
        });
        Ok(())
    }

    pub fn empty(title: impl Into<String>, power: Power) -> Self {
        Self {
            title: title.into(),
            power,
            msgs: Vec::new(),
            facts: Vec::new(),
            confirm: None,
            change: None,
        }
    }

    pub fn tell(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.facts.push((name.into(), value.into()));
    }

    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.tell(name, value);
        self
    }

    #[must_use]
    pub fn confirmed_by(mut self, words: impl Into<String>) -> Self {
        self.confirm = Some(words.into());
        self
    }
}
