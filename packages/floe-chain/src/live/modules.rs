//! Views of the staking, distribution, bank and wasm modules.

use cosmrs::proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
    QueryDenomMetadataRequest, QueryDenomMetadataResponse,
};
use cosmrs::proto::cosmos::base::query::v1beta1::{PageRequest, PageResponse};
use cosmrs::proto::cosmos::distribution::v1beta1 as distribution;
use cosmrs::proto::cosmos::staking::v1beta1 as staking;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmwasm_std::{Coin, HexBinary, Uint128};

use super::{numbers, Live};
use crate::views::{
    Delegation, DisplayUnit, PendingReward, RedelegationEntry, StakingParams, UnbondingEntry, Validator,
    ValidatorStatus,
};
use crate::{Error, Result};

/// Entries of one answer of a paged query.
const PAGE: u64 = 200;

/// Asks page after page until one has no successor.
fn pages<T>(
    mut ask: impl FnMut(Option<PageRequest>) -> Result<(Vec<T>, Option<PageResponse>)>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut key = Vec::new();
    loop {
        let request = PageRequest {
            key,
            limit: PAGE,
            ..PageRequest::default()
        };
        let (found, page) = ask(Some(request))?;
        all.extend(found);
        key = page.map(|page| page.next_key).unwrap_or_default();
        if key.is_empty() {
            return Ok(all);
        }
    }
}

impl Live {
    pub(super) fn ask_contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let found = pages(|pagination| {
            let query = wasm::QueryAllContractStateRequest {
                address: contract.to_owned(),
                pagination,
            };
            let path = "/cosmwasm.wasm.v1.Query/AllContractState";
            let answer: wasm::QueryAllContractStateResponse = self.ask(path, &query)?;
            Ok((answer.models, answer.pagination))
        })?;
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
        let found = pages(|pagination| {
            let query = QueryAllBalancesRequest {
                address: address.to_owned(),
                pagination,
                resolve_denom: false,
            };
            let answer: QueryAllBalancesResponse =
                self.ask("/cosmos.bank.v1beta1.Query/AllBalances", &query)?;
            Ok((answer.balances, answer.pagination))
        })?;
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
            Err(error @ Error::Unreachable { .. }) => return Err(error),
            Err(_) => return Ok(None),
        };
        let name = metadata.display;
        let described = metadata.denom_units.iter().find(|unit| unit.denom == name);
        let exponent = described.and_then(|unit| u8::try_from(unit.exponent).ok());
        Ok(exponent.map(|exponent| DisplayUnit { name, exponent }))
    }

    pub(super) fn ask_delegations(&self, delegator: &str) -> Result<Vec<Delegation>> {
        let found = pages(|pagination| {
            let query = staking::QueryDelegatorDelegationsRequest {
                delegator_addr: delegator.to_owned(),
                pagination,
            };
            let path = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
            let answer: staking::QueryDelegatorDelegationsResponse = self.ask(path, &query)?;
            Ok((answer.delegation_responses, answer.pagination))
        })?;
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

    pub(super) fn ask_validators(&self) -> Result<Vec<Validator>> {
        let found = pages(|pagination| {
            let query = staking::QueryValidatorsRequest {
                status: String::new(),
                pagination,
            };
            let answer: staking::QueryValidatorsResponse =
                self.ask("/cosmos.staking.v1beta1.Query/Validators", &query)?;
            Ok((answer.validators, answer.pagination))
        })?;
        let mut validators: Vec<Validator> = found.into_iter().map(validator).collect::<Result<_>>()?;
        validators.sort_by(|a, b| a.operator.cmp(&b.operator));
        Ok(validators)
    }

    pub(super) fn ask_unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>> {
        let found = pages(|pagination| {
            let query = staking::QueryDelegatorUnbondingDelegationsRequest {
                delegator_addr: delegator.to_owned(),
                pagination,
            };
            let path = "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations";
            let answer: staking::QueryDelegatorUnbondingDelegationsResponse = self.ask(path, &query)?;
            Ok((answer.unbonding_responses, answer.pagination))
        })?;
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
        let found = pages(|pagination| {
            let query = staking::QueryRedelegationsRequest {
                delegator_addr: delegator.to_owned(),
                pagination,
                ..staking::QueryRedelegationsRequest::default()
            };
            let answer: staking::QueryRedelegationsResponse =
                self.ask("/cosmos.staking.v1beta1.Query/Redelegations", &query)?;
            Ok((answer.redelegation_responses, answer.pagination))
        })?;
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

    pub(super) fn ask_staking_params(&self) -> Result<StakingParams> {
        let path = "/cosmos.staking.v1beta1.Query/Params";
        let answer: staking::QueryParamsResponse = self.ask(path, &staking::QueryParamsRequest {})?;
        let params = answer
            .params
            .ok_or_else(|| Error::unreadable("the staking parameters", "empty"))?;
        let unbonding = params.unbonding_time.unwrap_or_default();
        let secs = numbers::height("unbonding time", unbonding.seconds)?;
        Ok(StakingParams {
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
        let answer: distribution::QueryDelegationTotalRewardsResponse = self.ask(path, &query)?;
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
        let mut key = Vec::new();
        loop {
            let query = wasm::QueryCodesRequest {
                pagination: Some(PageRequest {
                    key,
                    limit: PAGE,
                    reverse: true,
                    ..PageRequest::default()
                }),
            };
            let answer: wasm::QueryCodesResponse = self.ask("/cosmwasm.wasm.v1.Query/Codes", &query)?;
            let found = answer
                .code_infos
                .iter()
                .find(|code| code.data_hash == checksum.as_slice() && open_to_all(code));
            if let Some(code) = found {
                return Ok(Some(code.code_id));
            }
            key = answer.pagination.map(|page| page.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok(None);
            }
        }
    }
}

fn open_to_all(code: &wasm::CodeInfoResponse) -> bool {
    let access = code.instantiate_permission.as_ref();
    access.is_some_and(|access| access.permission == i32::from(wasm::AccessType::Everybody))
}

fn validator(found: staking::Validator) -> Result<Validator> {
    let rates = found
        .commission
        .and_then(|commission| commission.commission_rates);
    let status = match staking::BondStatus::try_from(found.status) {
        Ok(staking::BondStatus::Bonded) => ValidatorStatus::Bonded,
        Ok(staking::BondStatus::Unbonding) => ValidatorStatus::Unbonding,
        Ok(staking::BondStatus::Unbonded) => ValidatorStatus::Unbonded,
        _ => return Err(Error::unreadable("a validator's status", found.status)),
    };
    Ok(Validator {
        moniker: found.description.map(|text| text.moniker).unwrap_or_default(),
        status,
        jailed: found.jailed,
        tokens: numbers::amount("tokens", &found.tokens)?,
        shares: numbers::decimal("shares", &found.delegator_shares)?,
        commission: numbers::fraction("commission", &rates.unwrap_or_default().rate)?,
        operator: found.operator_address,
    })
}
