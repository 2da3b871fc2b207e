//! Views of the staking, distribution, bank and wasm modules.

use std::collections::BTreeSet;

use cosmrs::proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
    QueryDenomMetadataRequest, QueryDenomMetadataResponse,
};
use cosmrs::proto::cosmos::base::query::v1beta1::{PageRequest, PageResponse};
use cosmrs::proto::cosmos::distribution::v1beta1 as distribution;
use cosmrs::proto::cosmos::staking::v1beta1 as staking;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Coin, HexBinary, Uint128};

use super::abci::Size;
use super::{numbers, Live};
use crate::text::{is_denom, plain};
use crate::views::{
    BondStatus, ChainValidator, Delegation, DisplayUnit, PendingReward, RedelegationEntry, StakingRules,
    UnbondingEntry,
};
use crate::{Error, Result};

/// Entries of one answer of a paged query.
const PAGE: u64 = 200;

/// Pages of one list at most.
const MAX_PAGES: usize = 1_000;

/// Bytes of all pages of one list at most: as they are written, and what their entries take by themselves.
const MAX_PAGED: usize = 32 * 1024 * 1024;

/// A list that is given in one piece: rewards of a hundred validators in four hundred denoms have 4 MB and 120,000 fields.
const WHOLE: Size = Size {
    bytes: 4 * 1024 * 1024,
    fields: 150_000,
};

/// The keys of a list's pages, which must come to an end.
struct Keys {
    what: &'static str,
    key: Vec<u8>,
    seen: BTreeSet<Vec<u8>>,
    bytes: usize,
}

impl Keys {
    fn new(what: &'static str) -> Self {
        Self {
            what,
            key: Vec::new(),
            seen: BTreeSet::new(),
            bytes: 0,
        }
    }

    fn request(&self) -> PageRequest {
        PageRequest {
            key: self.key.clone(),
            limit: PAGE,
            ..PageRequest::default()
        }
    }

    /// Whether another page follows one of so many bytes.
    ///
    /// # Errors
    /// For a list that repeats itself, or has more pages or bytes than any list of a chain.
    fn go_on(&mut self, page: Option<PageResponse>, bytes: usize) -> Result<bool> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.key = page.map(|page| page.next_key).unwrap_or_default();
        if self.key.is_empty() {
            return Ok(false);
        }
        let bad = |reason: String| Err(Error::unreadable(self.what, reason));
        if self.bytes > MAX_PAGED {
            return bad(format!("the list has more than {MAX_PAGED} bytes"));
        }
        if self.seen.len() >= MAX_PAGES {
            return bad(format!("the list has more than {MAX_PAGES} pages"));
        }
        if !self.seen.insert(self.key.clone()) {
            return bad("the list's pages repeat themselves".to_owned());
        }
        Ok(true)
    }
}

/// Asks page after page until one has no successor.
fn pages<A: Message, T>(
    what: &'static str,
    mut ask: impl FnMut(Option<PageRequest>) -> Result<A>,
    open: impl Fn(A) -> (Vec<T>, Option<PageResponse>),
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut keys = Keys::new(what);
    loop {
        let answer = ask(Some(keys.request()))?;
        let bytes = answer.encoded_len();
        let (found, page) = open(answer);
        let entries = found.len().saturating_mul(size_of::<T>());
        all.extend(found);
        if !keys.go_on(page, bytes.saturating_add(entries))? {
            return Ok(all);
        }
    }
}

impl Live {
    pub(super) fn ask_contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let path = "/cosmwasm.wasm.v1.Query/AllContractState";
        let found = pages(
            path,
            |pagination| {
                let query = wasm::QueryAllContractStateRequest {
                    address: contract.to_owned(),
                    pagination,
                };
                self.ask(path, &query)
            },
            |answer: wasm::QueryAllContractStateResponse| (answer.models, answer.pagination),
        )?;
        let mut items: Vec<_> = found.into_iter().map(|model| (model.key, model.value)).collect();
        items.sort();
        Ok(items)
    }

    pub(super) fn ask_balance(&self, address: &str, denom: &str) -> Result<u128> {
        let query = QueryBalanceRequest {
            address: address.to_owned(),
            denom: denom.to_owned(),
        };
        let answer: QueryBalanceResponse = self.ask("/cosmos.bank.v1beta1.Query/Balance", &query)?;
        let amount = answer.balance.map(|coin| coin.amount).unwrap_or_default();
        numbers::amount("balance", &amount)
    }

    pub(super) fn ask_balances(&self, address: &str) -> Result<Vec<Coin>> {
        let path = "/cosmos.bank.v1beta1.Query/AllBalances";
        let found = pages(
            path,
            |pagination| {
                let query = QueryAllBalancesRequest {
                    address: address.to_owned(),
                    pagination,
                    resolve_denom: false,
                };
                self.ask(path, &query)
            },
            |answer: QueryAllBalancesResponse| (answer.balances, answer.pagination),
        )?;
        let coins = found.into_iter().map(|coin| {
            Ok(Coin {
                amount: Uint128::new(numbers::amount("balance", &coin.amount)?),
                denom: coin.denom,
            })
        });
        coins.collect()
    }

    /// None without metadata, or where they name a unit that they do not describe.
    pub(super) fn ask_display_unit(&self, denom: &str) -> Result<Option<DisplayUnit>> {
        let query = QueryDenomMetadataRequest {
            denom: denom.to_owned(),
        };
        let asked: Result<QueryDenomMetadataResponse> =
            self.ask("/cosmos.bank.v1beta1.Query/DenomMetadata", &query);
        let metadata = match asked {
            Ok(answer) => answer.metadata.unwrap_or_default(),
            Err(error) if error.is_silence() => return Err(error),
            Err(_) => return Ok(None),
        };
        let name = metadata.display;
        let described = metadata.denom_units.iter().find(|unit| unit.denom == name);
        if !is_denom(&name) {
            return Ok(None);
        }
        let exponent = described.and_then(|unit| u8::try_from(unit.exponent).ok());
        Ok(exponent.map(|exponent| DisplayUnit { name, exponent }))
    }

    pub(super) fn ask_delegations(&self, delegator: &str) -> Result<Vec<Delegation>> {
        let path = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
        let found = pages(
            path,
            |pagination| {
                let query = staking::QueryDelegatorDelegationsRequest {
                    delegator_addr: delegator.to_owned(),
                    pagination,
                };
                self.ask(path, &query)
            },
            |answer: staking::QueryDelegatorDelegationsResponse| {
                (answer.delegation_responses, answer.pagination)
            },
        )?;
        let delegations = found.into_iter().map(|found| {
            let amount = found.balance.map(|coin| coin.amount).unwrap_or_default();
            Ok(Delegation {
                operator: found.delegation.unwrap_or_default().validator_address,
                amount: numbers::amount("delegation", &amount)?,
            })
        });
        let mut delegations: Vec<Delegation> = delegations.collect::<Result<_>>()?;
        delegations.sort_by(|a, b| a.operator.cmp(&b.operator));
        Ok(delegations)
    }

    pub(super) fn ask_validators(&self) -> Result<Vec<ChainValidator>> {
        let path = "/cosmos.staking.v1beta1.Query/Validators";
        let found = pages(
            path,
            |pagination| {
                let query = staking::QueryValidatorsRequest {
                    status: String::new(),
                    pagination,
                };
                self.ask(path, &query)
            },
            |answer: staking::QueryValidatorsResponse| (answer.validators, answer.pagination),
        )?;
        let mut validators: Vec<ChainValidator> = found.into_iter().map(validator).collect::<Result<_>>()?;
        validators.sort_by(|a, b| a.operator.cmp(&b.operator));
        Ok(validators)
    }

    pub(super) fn ask_unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>> {
        let path = "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations";
        let found = pages(
            path,
            |pagination| {
                let query = staking::QueryDelegatorUnbondingDelegationsRequest {
                    delegator_addr: delegator.to_owned(),
                    pagination,
                };
                self.ask(path, &query)
            },
            |answer: staking::QueryDelegatorUnbondingDelegationsResponse| {
                (answer.unbonding_responses, answer.pagination)
            },
        )?;
        let entries = found.into_iter().flat_map(|unbonding| {
            let operator = unbonding.validator_address;
            unbonding.entries.into_iter().map(move |entry| {
                Ok(UnbondingEntry {
                    operator: operator.clone(),
                    creation_height: numbers::height("creation height", entry.creation_height)?,
                    initial: numbers::amount("initial balance", &entry.initial_balance)?,
                    balance: numbers::amount("balance", &entry.balance)?,
                    completion: numbers::time(entry.completion_time)?,
                })
            })
        });
        let mut entries: Vec<UnbondingEntry> = entries.collect::<Result<_>>()?;
        entries.sort_by(|a, b| a.operator.cmp(&b.operator));
        Ok(entries)
    }

    pub(super) fn ask_redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>> {
        let path = "/cosmos.staking.v1beta1.Query/Redelegations";
        let found = pages(
            path,
            |pagination| {
                let query = staking::QueryRedelegationsRequest {
                    delegator_addr: delegator.to_owned(),
                    pagination,
                    ..staking::QueryRedelegationsRequest::default()
                };
                self.ask(path, &query)
            },
            |answer: staking::QueryRedelegationsResponse| (answer.redelegation_responses, answer.pagination),
        )?;
        let mut entries = Vec::new();
        for response in found {
            let pair = response.redelegation.unwrap_or_default();
            for entry in response.entries {
                let entry = entry.redelegation_entry.unwrap_or_default();
                entries.push(RedelegationEntry {
                    source: pair.validator_src_address.clone(),
                    destination: pair.validator_dst_address.clone(),
                    creation_height: numbers::height("creation height", entry.creation_height)?,
                    initial: numbers::amount("initial balance", &entry.initial_balance)?,
                    shares: numbers::decimal("shares", &entry.shares_dst)?,
                    completion: numbers::time(entry.completion_time)?,
                });
            }
        }
        entries.sort_by(|a, b| (&a.source, &a.destination).cmp(&(&b.source, &b.destination)));
        Ok(entries)
    }

    pub(super) fn ask_staking_params(&self) -> Result<StakingRules> {
        let path = "/cosmos.staking.v1beta1.Query/Params";
        let answer: staking::QueryParamsResponse = self.ask(path, &staking::QueryParamsRequest {})?;
        let params = answer
            .params
            .ok_or_else(|| Error::unreadable("the staking parameters", "empty"))?;
        let unbonding = params.unbonding_time.unwrap_or_default();
        let secs = numbers::height("unbonding time", unbonding.seconds)?;
        Ok(StakingRules {
            unbonding_secs: secs.saturating_add(u64::from(unbonding.nanos > 0)),
            max_entries: params.max_entries,
            max_validators: Some(params.max_validators),
            denom: params.bond_denom,
        })
    }

    pub(super) fn ask_pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>> {
        let query = distribution::QueryDelegationTotalRewardsRequest {
            delegator_address: delegator.to_owned(),
        };
        let path = "/cosmos.distribution.v1beta1.Query/DelegationTotalRewards";
        let answer: distribution::QueryDelegationTotalRewardsResponse =
            self.ask_up_to(WHOLE, path, &query)?;
        let mut rewards = Vec::new();
        for reward in answer.rewards {
            for coin in reward.reward {
                rewards.push(PendingReward {
                    operator: reward.validator_address.clone(),
                    denom: coin.denom,
                    amount: numbers::decimal("reward", &coin.amount)?,
                });
            }
        }
        rewards.retain(|reward| !reward.amount.is_zero());
        rewards.sort_by(|a, b| (&a.operator, &a.denom).cmp(&(&b.operator, &b.denom)));
        Ok(rewards)
    }

    pub(super) fn ask_withdraw_address(&self, delegator: &str) -> Result<String> {
        let query = distribution::QueryDelegatorWithdrawAddressRequest {
            delegator_address: delegator.to_owned(),
        };
        let path = "/cosmos.distribution.v1beta1.Query/DelegatorWithdrawAddress";
        let answer: distribution::QueryDelegatorWithdrawAddressResponse = self.ask(path, &query)?;
        Ok(answer.withdraw_address)
    }
}

impl Live {
    /// Newest first, so that what was stored a moment ago is on the first page of a chain with many codes.
    pub(super) fn ask_for_code(&self, checksum: &HexBinary) -> Result<Option<u64>> {
        let path = "/cosmwasm.wasm.v1.Query/Codes";
        let mut keys = Keys::new(path);
        loop {
            let query = wasm::QueryCodesRequest {
                pagination: Some(PageRequest {
                    reverse: true,
                    ..keys.request()
                }),
            };
            let answer: wasm::QueryCodesResponse = self.ask(path, &query)?;
            let found = answer
                .code_infos
                .iter()
                .find(|code| code.data_hash == checksum.as_slice() && open_to_all(code));
            if let Some(code) = found {
                return Ok(Some(code.code_id));
            }
            if !keys.go_on(answer.pagination, 0)? {
                return Ok(None);
            }
        }
    }
}

fn open_to_all(code: &wasm::CodeInfoResponse) -> bool {
    let access = code.instantiate_permission.as_ref();
    access.is_some_and(|access| access.permission == i32::from(wasm::AccessType::Everybody))
}

fn validator(found: staking::Validator) -> Result<ChainValidator> {
    let rates = found
        .commission
        .and_then(|commission| commission.commission_rates);
    let status = match staking::BondStatus::try_from(found.status) {
        Ok(staking::BondStatus::Bonded) => BondStatus::Bonded,
        Ok(staking::BondStatus::Unbonding) => BondStatus::Unbonding,
        Ok(staking::BondStatus::Unbonded) => BondStatus::Unbonded,
        _ => return Err(Error::unreadable("a validator's status", found.status)),
    };
    Ok(ChainValidator {
        moniker: plain(&found.description.map(|text| text.moniker).unwrap_or_default()),
        status,
        jailed: found.jailed,
        tokens: numbers::amount("tokens", &found.tokens)?,
        shares: numbers::decimal("shares", &found.delegator_shares)?,
        commission: numbers::fraction("commission", &rates.unwrap_or_default().rate)?,
        operator: found.operator_address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(key: &[u8]) -> Option<PageResponse> {
        Some(PageResponse {
            next_key: key.to_vec(),
            total: 0,
        })
    }

    #[test]
    fn a_list_whose_pages_repeat_themselves_is_not_read_for_ever() {
        let mut keys = Keys::new("a list");
        assert!(keys.go_on(next(b"a"), 1).unwrap());
        assert!(keys.go_on(next(b"b"), 1).unwrap());
        let refused = keys.go_on(next(b"a"), 1).unwrap_err().to_string();
        assert!(refused.contains("repeat themselves"), "{refused}");
        assert!(!keys.go_on(None, 1).unwrap());
    }

    #[test]
    fn a_list_has_a_thousand_pages_at_most() {
        let mut keys = Keys::new("a list");
        for page in 0..MAX_PAGES {
            assert!(keys.go_on(next(&page.to_be_bytes()), 1).unwrap());
        }
        let refused = keys.go_on(next(b"last"), 1).unwrap_err().to_string();
        assert!(refused.contains("more than 1000 pages"), "{refused}");
    }

    #[test]
    fn all_pages_of_a_list_together_have_a_limit_of_bytes() {
        let mut keys = Keys::new("a list");
        assert!(keys.go_on(next(b"a"), MAX_PAGED).unwrap());
        let refused = keys.go_on(next(b"b"), 1).unwrap_err().to_string();
        assert!(refused.contains("bytes"), "{refused}");
    }
}
