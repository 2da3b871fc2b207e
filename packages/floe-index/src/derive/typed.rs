//! Events read: the one reader of events, [`floe_api::events`], applied to the events of a block with their places.

use floe_api::events::{self, CollectorFact, HubEvent, HubFact, RegistryFact, ShellFact, TokenMove};

use super::{ModuleFact, Names, Place, RawBlock, RawEvent};

/// Whose events are read as what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexedContracts {
    pub hub: String,
    pub registry: String,
    pub collector: String,
    /// Contracts of modules.
    pub modules: Vec<String>,
}

impl IndexedContracts {
    /// Whether it is a contract of the protocol.
    pub fn has(&self, contract: &str) -> bool {
        [&self.hub, &self.registry, &self.collector]
            .into_iter()
            .chain(&self.modules)
            .any(|known| known == contract)
    }
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedFact {
    Hub(HubEvent),
    Registry(RegistryFact),
    Collector(CollectorFact),
    /// Of every contract but the hub.
    Shell(ShellFact),
    Module(ModuleFact),
    /// An event of a module, or of a name that this version does not know, as it came.
    Named {
        name: String,
        attributes: Vec<(String, String)>,
    },
    /// What is wrong with it.
    Unreadable(String),
}

/// Facts of a transaction, each with the place of its event and its own in the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedTx {
    pub tx: i64,
    pub hash: String,
    facts: Vec<(i64, i64, String, TypedFact)>,
}

/// Facts of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedBlock {
    pub height: u64,
    /// Unix nanoseconds.
    pub time: u64,
    pub txs: Vec<TypedTx>,
}

impl TypedBlock {
    pub fn read(block: &RawBlock, roles: &IndexedContracts) -> Self {
        let txs = block.txs.iter().map(|tx| {
            let mut facts = Vec::new();
            for (idx, event) in (0..).zip(&tx.events) {
                for (seq, fact) in (0..).zip(read(event, roles)) {
                    facts.push((idx, seq, event.contract.clone(), fact));
                }
            }
            TypedTx {
                tx: tx.tx,
                hash: tx.hash.clone(),
                facts,
            }
        });
        Self {
            height: block.height,
            time: block.time,
            txs: txs.collect(),
        }
    }
}

impl TypedTx {
    pub fn facts(&self) -> impl Iterator<Item = &TypedFact> {
        self.facts.iter().map(|(.., fact)| fact)
    }

    pub fn hub_events(&self) -> impl Iterator<Item = &HubEvent> {
        self.facts().filter_map(|fact| match fact {
            TypedFact::Hub(event) => Some(event),
            TypedFact::Registry(_)
            | TypedFact::Collector(_)
            | TypedFact::Shell(_)
            | TypedFact::Module(_)
            | TypedFact::Named { .. }
            | TypedFact::Unreadable(_) => None,
        })
    }

    pub fn hub_facts(&self) -> impl Iterator<Item = &HubFact> {
        self.hub_events().filter_map(|event| match event {
            HubEvent::Fact(fact) => Some(fact),
            HubEvent::Token(_) | HubEvent::Shell(_) => None,
        })
    }

    pub(crate) fn placed<'a>(
        &'a self,
        block: &TypedBlock,
    ) -> impl Iterator<Item = (Place<'a>, &'a TypedFact)> {
        let (height, time) = (block.height, block.time);
        self.facts.iter().map(move |(idx, seq, contract, fact)| {
            let place = Place {
                height,
                tx: self.tx,
                idx: *idx,
                seq: *seq,
                time,
                contract,
            };
            (place, fact)
        })
    }

    /// Accounts that it names.
    pub(crate) fn accounts(&self) -> Names<'_> {
        let mut names = Names::new();
        for event in self.hub_events() {
            names.extend(accounts(event).into_iter().flatten());
        }
        names
    }
}

/// Whom a fact is about.
pub(crate) fn accounts(event: &HubEvent) -> [Option<&str>; 2] {
    match event {
        HubEvent::Token(TokenMove::Minted { to, .. }) => [Some(to), None],
        HubEvent::Token(TokenMove::Burned { from, .. }) => [Some(from), None],
        HubEvent::Token(TokenMove::Moved { from, to, .. }) => [Some(from), Some(to)],
        HubEvent::Fact(
            HubFact::Bonded { sender, receiver, .. }
            | HubFact::UnbondQueued { sender, receiver, .. }
            | HubFact::InstantUnbonded { sender, receiver, .. },
        ) => [Some(sender), Some(receiver)],
        HubEvent::Fact(HubFact::UnbondCancelled { receiver, .. } | HubFact::FeePaid { receiver, .. }) => {
            [Some(receiver), None]
        }
        HubEvent::Fact(HubFact::LossCovered { guarantor, .. } | HubFact::CoverReturned { guarantor, .. }) => {
            [Some(guarantor), None]
        }
        HubEvent::Fact(HubFact::Claimed { user, receiver, .. }) => [Some(user), Some(receiver)],
        HubEvent::Fact(_) | HubEvent::Shell(_) => [None, None],
    }
}

fn read(event: &RawEvent, roles: &IndexedContracts) -> Vec<TypedFact> {
    let pairs: Vec<(&str, &str)> = event
        .attributes
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let found = if event.contract == roles.hub {
        events::read(&event.kind, pairs.iter().copied())
            .map(|facts| facts.into_iter().map(TypedFact::Hub).collect())
    } else if event.contract == roles.registry {
        or_shell(
            RegistryFact::read(&event.kind, &pairs).map(|fact| fact.map(TypedFact::Registry)),
            event,
            &pairs,
        )
    } else if event.contract == roles.collector {
        or_shell(
            CollectorFact::read(&event.kind, &pairs).map(|fact| fact.map(TypedFact::Collector)),
            event,
            &pairs,
        )
    } else {
        or_shell(
            ModuleFact::read(&event.kind, &pairs).map(|fact| fact.map(TypedFact::Module)),
            event,
            &pairs,
        )
    };
    let mut facts: Vec<TypedFact> = match found {
        Ok(facts) => facts,
        Err(error) => return vec![TypedFact::Unreadable(error.to_string())],
    };
    let of_a_module = facts.iter().any(|fact| matches!(fact, TypedFact::Module(_)));
    if let Some(name) = event.kind.strip_prefix("wasm-") {
        if facts.is_empty() || of_a_module {
            facts.push(TypedFact::Named {
                name: name.strip_prefix("floe/").unwrap_or(name).to_owned(),
                attributes: event.attributes.clone(),
            });
        }
    }
    facts
}

fn or_shell(
    own: Result<Option<TypedFact>, events::EventError>,
    event: &RawEvent,
    pairs: &[(&str, &str)],
) -> Result<Vec<TypedFact>, events::EventError> {
    let shared = ShellFact::read(&event.kind, pairs)?.map(TypedFact::Shell);
    Ok(own?.into_iter().chain(shared).collect())
}
