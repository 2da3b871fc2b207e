//! Votes in x/gov, as people write them.

use anyhow::{anyhow, Result};
use cosmwasm_std::Decimal;
use floe_api::hub::VoteChoice;

/// `yes`, `no`, `abstain` or `no_with_veto`.
pub fn choice(text: &str) -> Result<VoteChoice> {
    match text {
        "yes" => Ok(VoteChoice::Yes),
        "no" => Ok(VoteChoice::No),
        "abstain" => Ok(VoteChoice::Abstain),
        "no_with_veto" => Ok(VoteChoice::NoWithVeto),
        _ => Err(anyhow!("votes are yes, no, abstain and no_with_veto")),
    }
}

/// A part of a vote, such as `yes=0.7`.
pub fn weighted(text: &str) -> Result<(Decimal, VoteChoice)> {
    let (vote, weight) = text.split_once('=').ok_or_else(|| anyhow!("write yes=0.7"))?;
    let part = weight.parse();
    let part = part.map_err(|_| anyhow!("{weight:?} is no part of one; write such as 0.7"))?;
    Ok((part, choice(vote)?))
}

/// The same, where a choice alone is all of it.
pub fn whole_or_weighted(text: &str) -> Result<(Decimal, VoteChoice)> {
    match text.contains('=') {
        true => weighted(text),
        false => Ok((Decimal::one(), choice(text)?)),
    }
}

pub const fn choice_name(choice: VoteChoice) -> &'static str {
    match choice {
        VoteChoice::Yes => "yes",
        VoteChoice::No => "no",
        VoteChoice::Abstain => "abstain",
        VoteChoice::NoWithVeto => "no with veto",
    }
}
