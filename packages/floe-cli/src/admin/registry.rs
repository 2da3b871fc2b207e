//! Messages to the validator registry. What they do to an entry is asked from the registry's own pure functions.

use std::collections::BTreeMap;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::{Addr, Decimal, QuerierWrapper};
use floe_api::registry::{
    ExecuteMsg, RegistryParam, RegistryParams, RegistrySettings, ValidatorClass, ValidatorResponse,
    ValidatorStatus, ValidatorWeight, MAX_VALIDATORS, MIN_SET,
};
use floe_client::protocol::small_param;
use floe_client::views::ChainValidator;
use floe_client::{when, ContractKind};
use floe_core::params::Param;
use floe_validator_registry::bonds::Bonds;
use floe_validator_registry::entry::{
    check_weight, find, ListedClass, ListedPause, ListedStatus, ListedValidator, OpenTerms,
};
use floe_validator_registry::record::Record;
use floe_validator_registry::state::Config;
use floe_validator_registry::{class, hub};

use super::plan::{refuse, AdminPlan, RuleChange, Situation};
use super::power::{is_owner, Power};
use super::reading::ChainReader;
use super::targets;
use crate::input::cited;

#[derive(clap::Args)]
pub struct RegistryFlags {
    /// Commission above which a validator receives no stake, such as 0.2.
    #[arg(long)]
    max_commission: Option<Decimal>,
    /// Largest share of one validator in basis points.
    #[arg(long)]
    max_share_bps: Option<u64>,
    /// Seconds outside the bonded set after which a validator's stake is moved on.
    #[arg(long)]
    inactive_grace: Option<u64>,
    /// Largest share of all open validators together in basis points.
    #[arg(long)]
    open_share_bps: Option<u64>,
}

impl From<RegistryFlags> for RegistryParams {
    fn from(params: RegistryFlags) -> Self {
        Self {
            max_commission: params.max_commission,
            max_share_bps: params.max_share_bps,
            inactive_grace: params.inactive_grace,
            open_share_bps: params.open_share_bps,
        }
    }
}

/// What is to become of the registry.
pub enum ListChange {
    Add { operator: String, weight: u64 },
    Weights(Vec<ValidatorWeight>),
    Remove(String),
    Pause(String),
    Resume(String),
    Params(RegistryParams),
    Refresh,
}

/// Entries and parameters, before and after.
#[derive(Clone)]
pub struct Book {
    pub entries: Vec<ListedValidator>,
    pub params: RegistrySettings,
}

pub fn change(at: &Situation<'_>, change: ListChange) -> Result<AdminPlan> {
    let before = book(at)?;
    let mut after = before.clone();
    let mut facts = Vec::new();
    let (title, msg) = apply(at, change, &mut after, &mut facts)?;
    let mut plan = AdminPlan::new(
        title,
        Power::of_registry(&msg),
        &at.protocol.contracts.registry,
        &msg,
    )?;
    plan.facts = facts;
    targets::preview(at, &before, &after, &mut plan)?;
    plan.change = Some(RuleChange::Registry(after));
    Ok(plan)
}

/// As the registry is now.
pub fn book(at: &Situation<'_>) -> Result<Book> {
    Ok(Book {
        entries: at.protocol.registry().listed()?.into_iter().map(entry).collect(),
        params: at.protocol.registry().config()?.settings(),
    })
}

fn entry(listed: ValidatorResponse) -> ListedValidator {
    ListedValidator {
        operator: listed.operator,
        weight: listed.weight,
        status: match listed.status {
            ValidatorStatus::Active => ListedStatus::Active,
            ValidatorStatus::Paused { until: None } => ListedStatus::Paused(ListedPause::Owner),
            ValidatorStatus::Paused { until: Some(until) } => {
                ListedStatus::Paused(ListedPause::Guardian { until })
            }
            ValidatorStatus::Draining => ListedStatus::Draining,
        },
        commission: listed.commission,
        bonded: listed.bonded,
        since: listed.since,
        dear_since: listed.dear_since,
        listed_at: listed.listed_at,
        base: listed.base,
        class: match listed.class {
            ValidatorClass::Curated => ListedClass::Curated,
            ValidatorClass::Open => ListedClass::Open(OpenTerms {
                unlisted: false,
                short: listed.short,
            }),
        },
        // What they say of the past decides nothing here.
        record: Record::default(),
    }
}

fn found<'b>(book: &'b mut Book, operator: &str) -> Result<&'b mut ListedValidator> {
    find(&mut book.entries, operator).or_else(refuse)
}

type Facts = Vec<(String, String)>;

/// Changes the book as the message would.
fn apply(
    at: &Situation<'_>,
    change: ListChange,
    book: &mut Book,
    facts: &mut Facts,
) -> Result<(String, ExecuteMsg)> {
    Ok(match change {
        ListChange::Add { operator, weight } => add(at, book, facts, operator, weight)?,
        ListChange::Weights(weights) => {
            set_weights(&weights, book, facts)?;
            ("set weights".to_owned(), ExecuteMsg::SetWeights { weights })
        }
        ListChange::Remove(operator) => {
            let entry = found(book, &operator)?;
            let curated = !entry.is_open();
            entry.drain().or_else(refuse)?;
            let stay = |entry: &&ListedValidator| !entry.is_open() && !entry.is_draining();
            let left = book.entries.iter().filter(stay).count();
            if curated && (left == 0 || left.saturating_add(1) == MIN_SET) {
                return refuse(format!(
                    "without {operator} {left} would be left that are not draining, too few to share the stake; add another first"
                ));
            }
            tell(
                facts,
                "effect",
                "its stake is moved on and its entry dropped once nothing is left there",
            );
            (
                format!("remove {operator}"),
                ExecuteMsg::RemoveValidator { operator },
            )
        }
        ListChange::Pause(operator) => pause(at, book, facts, operator)?,
        ListChange::Resume(operator) => {
            found(book, &operator)?.resume(at.now).or_else(refuse)?;
            (
                format!("resume {operator}"),
                ExecuteMsg::ResumeValidator { operator },
            )
        }
        ListChange::Params(update) => {
            let old = book.params.clone();
            book.params = old.updated(&update).or_else(refuse)?;
            let changes = old.changes(&book.params);
            if changes.is_empty() {
                bail!("nothing would change; give --max-commission, --max-share-bps, --inactive-grace or --open-share-bps");
            }
            for (name, old, new) in changes {
                tell(facts, name, &format!("{old} -> {new}; {}", bounds(name)));
            }
            (
                "set the registry's parameters".to_owned(),
                ExecuteMsg::UpdateParams(update),
            )
        }
        ListChange::Refresh => {
            refresh(at, book, facts)?;
            ("refresh the registry".to_owned(), ExecuteMsg::Refresh {})
        }
    })
}

fn tell(facts: &mut Facts, name: &str, value: &str) {
    facts.push((name.to_owned(), value.to_owned()));
}

fn bounds(name: &str) -> String {
    let param = RegistryParam::ALL.into_iter().find(|param| param.name() == name);
    param.map_or_else(String::new, |param| {
        let bounds = param.bounds(0);
        format!(
            "it goes from {} to {}",
            param.shown(bounds.min),
            param.shown(bounds.max)
        )
    })
}

fn add(
    at: &Situation<'_>,
    book: &mut Book,
    facts: &mut Facts,
    operator: String,
    weight: u64,
) -> Result<(String, ExecuteMsg)> {
    check_weight(&operator, weight).or_else(refuse)?;
    let known = at.protocol.chain.validators()?;
    let known = known.into_iter().find(|validator| validator.operator == operator);
    let Some(known) = known else {
        return refuse(format!(
            "the chain knows no validator {operator}; check the operator address"
        ));
    };
    let (bonded, listed) = (known.is_bonded(), book.entries.len());
    match book.entries.iter_mut().find(|entry| entry.operator == operator) {
        Some(entry) if entry.is_draining() || entry.is_open() => {
            let effect = if entry.is_draining() {
                "it is draining and becomes active again"
            } else {
                "it is open and becomes curated: its weight no longer follows its bond"
            };
            tell(facts, "effect", effect);
            entry.adopt(weight);
            entry.see_bonded(bonded, at.now);
            entry.see_commission(known.commission, at.now);
        }
        Some(_) => {
            return refuse(format!(
                "{operator} is listed already; change its weight with set-weights"
            ))
        }
        None if listed >= MAX_VALIDATORS => {
            return refuse(format!("the registry has {listed} validators, as many as it may"))
        }
        None => book.entries.push(ListedValidator::new(
            operator.clone(),
            weight,
            known.commission,
            bonded,
            at.now,
        )),
    }
    tell(facts, "validator", &describe(&known));
    if known.commission > book.params.max_commission {
        tell(
            facts,
            "bound",
            "its commission is above max_commission: it will receive no stake",
        );
    }
    if !bonded {
        tell(
            facts,
            "bound",
            "it is outside the bonded set: it will receive no stake",
        );
    }
    let title = format!("add {operator}");
    Ok((title, ExecuteMsg::AddValidator { operator, weight }))
}

fn describe(validator: &ChainValidator) -> String {
    let jailed = if validator.jailed { ", jailed" } else { "" };
    let bonded = if validator.is_bonded() {
        "bonded"
    } else {
        "not bonded"
    };
    format!(
        "{} {bonded}{jailed}, commission {}",
        validator.moniker, validator.commission
    )
    .trim_start()
    .to_owned()
}

fn set_weights(weights: &[ValidatorWeight], book: &mut Book, facts: &mut Facts) -> Result<()> {
    for (index, given) in weights.iter().enumerate() {
        let operator = &given.operator;
        if weights
            .iter()
            .take(index)
            .any(|earlier| earlier.operator == *operator)
        {
            return refuse(format!("{operator} is named twice"));
        }
        check_weight(operator, given.weight).or_else(refuse)?;
        let entry = found(book, operator)?;
        if entry.is_open() {
            return refuse(format!(
                "{operator} is open: its weight follows its bond; to weigh it add it with add-validator"
            ));
        }
        entry.refuse_draining().or_else(refuse)?;
        tell(
            facts,
            &format!("weight of {operator}"),
            &format!("{} -> {}", entry.weight, given.weight),
        );
        entry.weight = given.weight;
    }
    Ok(())
}

fn pause(
    at: &Situation<'_>,
    book: &mut Book,
    facts: &mut Facts,
    operator: String,
) -> Result<(String, ExecuteMsg)> {
    let entry = found(book, &operator)?;
    if is_owner(&at.protocol, ContractKind::Registry, &at.sender)? {
        entry.pause_by_owner().or_else(refuse)?;
        tell(facts, "ends", "when the owner resumes it");
    } else {
        let length = small_param(&at.protocol.hub().powers()?, Param::PauseSecs);
        let until = entry
            .pause_by_guardian(at.now.saturating_add(length))
            .or_else(refuse)?;
        tell(facts, "ends", &format!("at about {}", when::utc(until)));
        tell(
            facts,
            "afterwards",
            "the guardian cannot pause it again until the owner re-arms it",
        );
    }
    tell(
        facts,
        "effect",
        "it receives no new stake; its present stake stays",
    );
    Ok((
        format!("pause {operator}"),
        ExecuteMsg::PauseValidator { operator },
    ))
}

/// What the registry would find, by its own functions.
fn refresh(at: &Situation<'_>, book: &mut Book, facts: &mut Facts) -> Result<()> {
    let before = book.entries.clone();
    let chain: BTreeMap<String, ChainValidator> = at
        .protocol
        .chain
        .validators()?
        .into_iter()
        .filter(ChainValidator::is_bonded)
        .map(|validator| (validator.operator.clone(), validator))
        .collect();
    for entry in &mut book.entries {
        let seen = chain.get(&entry.operator);
        entry.see_bonded(seen.is_some(), at.now);
        if let Some(seen) = seen {
            entry.see_commission(seen.commission, at.now);
        }
        entry.see_price(&book.params, at.now);
    }
    judge(at, book)?;
    for old in &before {
        let new = book.entries.iter().find(|entry| entry.operator == old.operator);
        for change in refreshed(old, new) {
            tell(facts, &old.operator, &change);
        }
    }
    if facts.is_empty() {
        tell(
            facts,
            "effect",
            "nothing has changed on the chain since the last refresh",
        );
    }
    Ok(())
}

/// The class of open validators by commissions and bonds, and what is forgotten as nothing is left there.
fn judge(at: &Situation<'_>, book: &mut Book) -> Result<()> {
    // What they report is told by comparing.
    let mut events = Vec::new();
    class::judge_commissions(&mut book.entries, &book.params, &mut events);
    let reader = ChainReader::new(at.protocol.chain);
    let querier = QuerierWrapper::new(&reader);
    let config = Config {
        hub: Addr::unchecked(&at.protocol.contracts.hub),
        params: book.params.clone(),
        steward: None,
        lister: at
            .protocol
            .registry()
            .config()?
            .lister
            .as_deref()
            .map(Addr::unchecked),
    };
    if book.entries.iter().any(ListedValidator::is_listed_open) {
        let backing = hub::backing(&querier, &config.hub, at.now)?;
        let bonds = Bonds::read(&querier, &config);
        class::judge_bonds(&mut book.entries, &bonds, &backing, &book.params, &mut events)?;
    }
    let draining = book.entries.iter().filter(|entry| entry.is_draining());
    let draining = draining.map(|entry| entry.operator.clone()).collect();
    let gone = hub::without_stake(&querier, &config.hub, draining);
    reader.finish()?;
    book.entries.retain(|entry| !gone.contains(&entry.operator));
    Ok(())
}

/// What a refresh makes of an entry, in words.
fn refreshed(old: &ListedValidator, new: Option<&ListedValidator>) -> Vec<String> {
    let Some(new) = new else {
        return vec!["nothing is left there, so its entry is dropped".to_owned()];
    };
    let mut changes = Vec::new();
    if old.bonded != new.bonded {
        changes.push(match new.bonded {
            true => "is bonded again".to_owned(),
            false => "has left the bonded set".to_owned(),
        });
    }
    if old.commission != new.commission {
        changes.push(format!("commission {} -> {}", old.commission, new.commission));
    }
    if old.dear_since.is_some() != new.dear_since.is_some() {
        changes.push(match new.dear_since {
            Some(_) => "is above max_commission: its stake leaves after inactive_grace".to_owned(),
            None => "is no longer above max_commission".to_owned(),
        });
    }
    if new.is_draining() && !old.is_draining() {
        changes
            .push("leaves the open class, without a bond or too expensive: its stake is moved on".to_owned());
        return changes;
    }
    let short = |entry: &ListedValidator| entry.terms().is_some_and(|terms| terms.short);
    if short(old) != short(new) {
        changes.push(match short(new) {
            true => "its bond is below half of what its stake requires: it receives no new stake".to_owned(),
            false => "its bond suffices again".to_owned(),
        });
    }
    if old.weight != new.weight {
        changes.push(format!("weight by its bond {} -> {}", old.weight, new.weight));
    }
    changes
}

/// `validator=weight`, each.
pub fn weights(at: &Situation<'_>, given: &[String]) -> Result<Vec<ValidatorWeight>> {
    given
        .iter()
        .map(|text| {
            let (validator, weight) = text
                .rsplit_once('=')
                .with_context(|| format!("{:?} is no weight; write validator=weight", cited(text)))?;
            Ok(ValidatorWeight {
                weight: weight
                    .parse()
                    .ok()
                    .with_context(|| format!("{:?} is no weight; write a whole number", cited(weight)))?,
                operator: at.operator(validator)?,
            })
        })
        .collect()
}
