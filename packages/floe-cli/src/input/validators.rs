//! Validators, by operator address or by the name they give themselves.

use anyhow::Result;
use floe_client::views::ChainValidator;
use floe_client::{is_operator, Chain, ErrorCode};

use super::similar::hint;
use super::{cited, WrongInput};

/// The operator address of the validator that is meant. One that the chain does not know any more must be named by its
/// address.
///
/// # Errors
/// Where no validator has the name, or several have it, or an address is mistyped.
pub fn operator(chain: &dyn Chain, given: &str) -> Result<String> {
    found(&chain.validators()?, given, &chain.facts().prefix)
}

fn found(known: &[ChainValidator], given: &str, prefix: &str) -> Result<String> {
    if known.iter().any(|validator| validator.operator == given) {
        return Ok(given.to_owned());
    }
    let named = |same: &dyn Fn(&str) -> bool| -> Vec<&ChainValidator> {
        let ones = known.iter();
        ones.filter(|validator| !validator.moniker.is_empty() && same(&validator.moniker))
            .collect()
    };
    let exact = named(&|moniker| moniker == given);
    let candidates = match exact.is_empty() {
        true => named(&|moniker| moniker.to_lowercase() == given.to_lowercase()),
        false => exact,
    };
    match candidates.as_slice() {
        [one] => Ok(one.operator.clone()),
        [] => unknown(known, given, prefix),
        [one, other, ..] => WrongInput::refuse(
            ErrorCode::Validator,
            format!(
                "{} validators are called {}; name one by its address, such as {} or {}",
                candidates.len(),
                cited(given),
                one.operator,
                other.operator
            ),
        ),
    }
}

fn unknown(known: &[ChainValidator], given: &str, prefix: &str) -> Result<String> {
    match is_operator(given, prefix) {
        // A validator that is gone.
        Ok(true) => Ok(given.to_owned()),
        Err(reason) => WrongInput::refuse(ErrorCode::Validator, reason),
        Ok(false) => {
            let names = known.iter().map(|validator| validator.moniker.as_str());
            let hint = match hint(given, names.filter(|name| !name.is_empty())) {
                none if none.is_empty() => "; write its address, or the name that it gives itself".to_owned(),
                near => near,
            };
            WrongInput::refuse(
                ErrorCode::Validator,
                format!("no validator is called {:?}{hint}", cited(given)),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{Decimal, Decimal256};
    use floe_client::views::BondStatus;
    use rstest::rstest;

    const ONE: &str = "cosmosvaloper1clpqr4nrk4khgkxj78fcwwh6dl3uw4epsluffn";

    fn validator(operator: &str, moniker: &str) -> ChainValidator {
        ChainValidator {
            operator: operator.to_owned(),
            moniker: moniker.to_owned(),
            status: BondStatus::Bonded,
            jailed: false,
            tokens: 0,
            shares: Decimal256::zero(),
            commission: Decimal::zero(),
        }
    }

    fn known() -> Vec<ChainValidator> {
        vec![
            validator(ONE, "Node One"),
            validator("op2", "twin"),
            validator("op3", "twin"),
            validator("op4", ""),
        ]
    }

    #[rstest]
    #[case::address(ONE, ONE)]
    #[case::name("Node One", ONE)]
    #[case::small_letters("node one", ONE)]
    #[case::not_bech32_but_known("op4", "op4")]
    fn a_validator_is_found_by_address_or_name(#[case] given: &str, #[case] expected: &str) {
        assert_eq!(found(&known(), given, "cosmos").unwrap(), expected);
    }

    #[test]
    fn an_address_that_the_chain_does_not_know_any_more_is_taken_as_it_is() {
        assert_eq!(found(&[], ONE, "cosmos").unwrap(), ONE);
    }

    #[rstest]
    #[case::twins(
        "twin",
        "2 validators are called twin; name one by its address, such as op2 or op3"
    )]
    #[case::near("Node Oen", "did you mean Node One?")]
    #[case::far("somebody", "no validator is called \"somebody\"")]
    #[case::nothing("", "no validator is called")]
    #[case::typing_error("cosmosvaloper1clpqr4nrk4khgkxj78fcwwh6dl3uw4epsluffm", "typing error")]
    #[case::account(
        "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
        "is the address of an account"
    )]
    fn what_is_no_validator_is_said(#[case] given: &str, #[case] expected: &str) {
        let said = found(&known(), given, "cosmos").unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}
