//! Answers to queries in the words of a real node.

use super::*;

/// What cannot be read as what it should be.
pub(super) fn garbled(error: impl std::fmt::Display) -> Error {
    Error::bad_value("the request", error.to_string())
}

/// Seconds and heights, as the modules write them.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl LocalChain {
    pub(super) fn other(&mut self, path: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = match path {
            "/cosmos.auth.v1beta1.Query/Bech32Prefix" => Bech32PrefixResponse {
                bech32_prefix: self.chain.facts().prefix.clone(),
            }
            .encode_to_vec(),
            "/cosmos.auth.v1beta1.Query/AccountInfo" => {
                let address = QueryAccountInfoRequest::decode(data).map_err(garbled)?.address;
                QueryAccountInfoResponse {
                    info: Some(BaseAccount {
                        sequence: self.sequences.get(&address).copied().unwrap_or_default(),
                        account_number: 7,
                        address,
                        pub_key: None,
                    }),
                }
                .encode_to_vec()
            }
            "/cosmos.base.node.v1beta1.Service/Config" => ConfigResponse {
                minimum_gas_price: self.terms.gas_price.clone(),
                ..ConfigResponse::default()
            }
            .encode_to_vec(),
            "/cosmos.consensus.v1.Query/Params" => {
                let params = ConsensusParams {
                    block: Some(BlockParams {
                        max_bytes: 1_000_000,
                        max_gas: 40_000_000,
                    }),
                    ..ConsensusParams::default()
                };
                wasm::QueryRawContractStateResponse {
                    data: params.encode_to_vec(),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/SmartContractState" => {
                let query = wasm::QuerySmartContractStateRequest::decode(data).map_err(garbled)?;
                let answer = self
                    .chain
                    .query_smart(&query.address, &Binary::from(query.query_data))?;
                wasm::QuerySmartContractStateResponse { data: answer.into() }.encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/RawContractState" => {
                let query = wasm::QueryRawContractStateRequest::decode(data).map_err(garbled)?;
                let found = self.chain.query_raw(&query.address, &query.query_data)?;
                wasm::QueryRawContractStateResponse {
                    data: found.unwrap_or_default(),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/ContractInfo" => {
                let address = wasm::QueryContractInfoRequest::decode(data)
                    .map_err(garbled)?
                    .address;
                let info = self.chain.contract_info(&address)?;
                wasm::QueryContractInfoResponse {
                    address,
                    contract_info: Some(wasm::ContractInfo {
                        code_id: info.code_id,
                        creator: info.creator,
                        admin: info.admin.unwrap_or_default(),
                        label: info.label,
                        ..wasm::ContractInfo::default()
                    }),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/Code" => {
                let code_id = wasm::QueryCodeRequest::decode(data).map_err(garbled)?.code_id;
                let checksum = self.chain.code_checksum(code_id)?;
                wasm::QueryCodeResponse {
                    code_info: Some(code_info(code_id, checksum)),
                    data: Vec::new(),
                }
                .encode_to_vec()
            }
            other => {
                return Err(Error::Unsupported {
                    what: format!("the query {other}"),
                })
            }
        };
        Ok(answer)
    }

    pub(super) fn codes(&self) -> Vec<u8> {
        let all = (1..).map_while(|id| Some(code_info(id, self.chain.code_checksum(id).ok()?)));
        let mut code_infos: Vec<_> = all.collect();
        code_infos.reverse();
        wasm::QueryCodesResponse {
            code_infos,
            pagination: None,
        }
        .encode_to_vec()
    }

    pub(super) fn bank(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        match name {
            "Balance" => {
                let query = bank::QueryBalanceRequest::decode(data).map_err(garbled)?;
                let amount = self.chain.balance(&query.address, &query.denom)?;
                Ok(bank::QueryBalanceResponse {
                    balance: Some(proto(&coin(amount, query.denom))),
                }
                .encode_to_vec())
            }
            "AllBalances" => {
                let query = bank::QueryAllBalancesRequest::decode(data).map_err(garbled)?;
                Ok(bank::QueryAllBalancesResponse {
                    balances: self.chain.balances(&query.address)?.iter().map(proto).collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "DenomMetadata" => self.metadata(),
            _ => Err(Error::Unsupported {
                what: format!("the query {name} of x/bank"),
            }),
        }
    }

    fn monikers(&self) -> impl Iterator<Item = String> + '_ {
        let own = self.terms.monikers.iter().cloned().cycle();
        own.chain(std::iter::repeat(String::new()))
    }

    fn metadata(&self) -> Result<Vec<u8>, Error> {
        let lacks = || Error::Unsupported {
            what: "metadata".to_owned(),
        };
        let (display, exponent) = self.terms.display.clone().ok_or_else(lacks)?;
        let base = self.chain.facts().denom.clone();
        let unit = |denom: &str, exponent| bank::DenomUnit {
            denom: denom.to_owned(),
            exponent,
            aliases: Vec::new(),
        };
        let metadata = bank::Metadata {
            denom_units: vec![unit(&base, 0), unit(&display, exponent)],
            base,
            name: display.clone(),
            symbol: display.clone(),
            display,
            ..bank::Metadata::default()
        };
        Ok(bank::QueryDenomMetadataResponse {
            metadata: Some(metadata),
        }
        .encode_to_vec())
    }

    pub(super) fn staking(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        let time = |time: Timestamp| {
            Some(cosmrs::proto::Timestamp {
                seconds: signed(time.seconds()),
                nanos: i32::try_from(time.subsec_nanos()).unwrap_or_default(),
            })
        };
        let height = signed;
        match name {
            "Params" => {
                let params = self.chain.staking_params()?;
                Ok(staking::QueryParamsResponse {
                    params: Some(staking::Params {
                        unbonding_time: Some(cosmrs::proto::tendermint::google::protobuf::Duration {
                            seconds: height(params.unbonding_secs),
                            nanos: 0,
                        }),
                        max_validators: params.max_validators.unwrap_or(100),
                        max_entries: params.max_entries,
                        bond_denom: params.denom,
                        ..staking::Params::default()
                    }),
                }
                .encode_to_vec())
            }
            "Validators" => {
                let all =
                    self.chain
                        .validators()?
                        .into_iter()
                        .zip(self.monikers())
                        .map(|(validator, moniker)| staking::Validator {
                            operator_address: validator.operator,
                            jailed: validator.jailed,
                            status: match validator.status {
                                BondStatus::Bonded => staking::BondStatus::Bonded,
                                BondStatus::Unbonding => staking::BondStatus::Unbonding,
                                BondStatus::Unbonded => staking::BondStatus::Unbonded,
                            }
                            .into(),
                            tokens: validator.tokens.to_string(),
                            delegator_shares: atomics(validator.shares),
                            description: Some(staking::Description {
                                moniker,
                                ..staking::Description::default()
                            }),
                            commission: Some(staking::Commission {
                                commission_rates: Some(staking::CommissionRates {
                                    rate: atomics(validator.commission.into()),
                                    ..staking::CommissionRates::default()
                                }),
                                update_time: None,
                            }),
                            ..staking::Validator::default()
                        });
                Ok(staking::QueryValidatorsResponse {
                    validators: all.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "DelegatorDelegations" => {
                let query = staking::QueryDelegatorDelegationsRequest::decode(data).map_err(garbled)?;
                let found = self.chain.delegations(&query.delegator_addr)?;
                let found = found.into_iter().map(|found| staking::DelegationResponse {
                    delegation: Some(staking::Delegation {
                        delegator_address: query.delegator_addr.clone(),
                        validator_address: found.operator,
                        shares: String::new(),
                    }),
                    balance: Some(proto(&coin(found.amount, self.chain.facts().denom.clone()))),
                });
                Ok(staking::QueryDelegatorDelegationsResponse {
                    delegation_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "DelegatorUnbondingDelegations" => {
                let query =
                    staking::QueryDelegatorUnbondingDelegationsRequest::decode(data).map_err(garbled)?;
                let found = self.chain.unbonding(&query.delegator_addr)?;
                let found = found.into_iter().map(|entry| staking::UnbondingDelegation {
                    delegator_address: query.delegator_addr.clone(),
                    validator_address: entry.operator,
                    entries: vec![staking::UnbondingDelegationEntry {
                        creation_height: height(entry.creation_height),
                        completion_time: time(entry.completion),
                        initial_balance: entry.initial.to_string(),
                        balance: entry.balance.to_string(),
                        ..staking::UnbondingDelegationEntry::default()
                    }],
                });
                Ok(staking::QueryDelegatorUnbondingDelegationsResponse {
                    unbonding_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "Redelegations" => {
                let query = staking::QueryRedelegationsRequest::decode(data).map_err(garbled)?;
                let found = self.chain.redelegations(&query.delegator_addr)?;
                let found = found.into_iter().map(|entry| staking::RedelegationResponse {
                    redelegation: Some(staking::Redelegation {
                        validator_src_address: entry.source,
                        validator_dst_address: entry.destination,
                        ..staking::Redelegation::default()
                    }),
                    entries: vec![staking::RedelegationEntryResponse {
                        redelegation_entry: Some(staking::RedelegationEntry {
                            creation_height: height(entry.creation_height),
                            completion_time: time(entry.completion),
                            initial_balance: entry.initial.to_string(),
                            shares_dst: atomics(entry.shares),
                            ..staking::RedelegationEntry::default()
                        }),
                        balance: entry.initial.to_string(),
                    }],
                });
                Ok(staking::QueryRedelegationsResponse {
                    redelegation_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            other => Err(Error::Unsupported {
                what: format!("the query {other} of x/staking"),
            }),
        }
    }

    pub(super) fn distribution(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        if name == "DelegatorWithdrawAddress" {
            let query = distribution::QueryDelegatorWithdrawAddressRequest::decode(data).map_err(garbled)?;
            return Ok(distribution::QueryDelegatorWithdrawAddressResponse {
                withdraw_address: self.chain.withdraw_address(&query.delegator_address)?,
            }
            .encode_to_vec());
        }
        let query = distribution::QueryDelegationTotalRewardsRequest::decode(data).map_err(garbled)?;
        let found = self.chain.pending_rewards(&query.delegator_address)?;
        let found = found
            .into_iter()
            .map(|reward| distribution::DelegationDelegatorReward {
                validator_address: reward.operator,
                reward: vec![cosmrs::proto::cosmos::base::v1beta1::DecCoin {
                    denom: reward.denom,
                    amount: atomics(reward.amount),
                }],
            });
        Ok(distribution::QueryDelegationTotalRewardsResponse {
            rewards: found.collect(),
            total: Vec::new(),
        }
        .encode_to_vec())
    }

    pub(super) fn simulate(&mut self, data: &[u8]) -> Result<Vec<u8>, (String, u32, String)> {
        let request = SimulateRequest::decode(data).map_err(garbled);
        let tx = request.and_then(|request| transaction(&request.tx_bytes));
        let tried = tx.and_then(|tx| self.chain.simulate(&tx));
        tried.map_err(|error| refusal(&error, false))?;
        Ok(SimulateResponse {
            gas_info: Some(GasInfo {
                gas_wanted: GAS,
                gas_used: GAS,
            }),
            result: None,
        }
        .encode_to_vec())
    }
}

fn code_info(code_id: u64, checksum: HexBinary) -> wasm::CodeInfoResponse {
    wasm::CodeInfoResponse {
        code_id,
        data_hash: checksum.into(),
        instantiate_permission: Some(wasm::AccessConfig {
            permission: wasm::AccessType::Everybody.into(),
            addresses: Vec::new(),
        }),
        ..wasm::CodeInfoResponse::default()
    }
}

fn proto(coin: &Coin) -> ProtoCoin {
    ProtoCoin {
        denom: coin.denom.clone(),
        amount: coin.amount.to_string(),
    }
}

/// As the SDK writes decimals.
fn atomics(decimal: Decimal256) -> String {
    decimal.atomics().to_string()
}
