//! The chain itself: blocks, accounts, contracts and transactions.

use anyhow::Context;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{CosmosMsg, QueryRequest, StdError, StdResult};
use cw_multi_test::{no_init, App, AppBuilder, Executor, FailingModule, IbcFailingModule, StargateFailing};
use cw_utils::{parse_execute_response_data, parse_instantiate_response_data};

use super::watch::{Watched, Watcher};
use super::{
    BankModule, DistributionModule, GovModule, StakingModule, WasmModule, ACCOUNT_PREFIX, OPERATOR_PREFIX, *,
};

/// cw-multi-test's app with the modules of this crate.
pub type ChainApp = App<
    BankModule,
    MockApiBech32,
    MockStorage,
    FailingModule<Empty, Empty, Empty>,
    WasmModule,
    StakingModule,
    DistributionModule,
    IbcFailingModule,
    GovModule,
    StargateFailing,
>;

/// What a chain starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainConfig {
    /// The staking token.
    pub denom: String,
    pub unbonding_secs: u64,
    /// Most unbonding entries per (delegator, validator), and redelegation entries per
    /// (delegator, source, destination).
    pub max_entries: u32,
    /// Time of the first block.
    pub start_time: Timestamp,
    /// Length of a block where nothing else is said.
    pub block_secs: u64,
    pub chain_id: String,
}

impl Default for ChainConfig {
    fn default() -> Self {
        ChainConfig {
            denom: "stake".to_string(),
            unbonding_secs: 21 * 24 * 3600,
            max_entries: 7,
            start_time: Timestamp::from_seconds(1_700_000_000),
            block_secs: 6,
            chain_id: "floe-1".to_string(),
        }
    }
}

/// A chain in memory, at a block that takes transactions.
pub struct ChainDouble {
    app: ChainApp,
    config: ChainConfig,
    watch: Watch,
}

impl ChainDouble {
    /// At height 1, without validators and accounts.
    pub fn new(config: ChainConfig) -> Self {
        let block = BlockInfo {
            height: 1,
            time: config.start_time,
            chain_id: config.chain_id.clone(),
        };
        let watch = Watch::default();
        let mut app = AppBuilder::new()
            .with_api(MockApiBech32::new(ACCOUNT_PREFIX))
            .with_bank(BankModule::new(watch.clone()))
            .with_staking(StakingModule(watch.clone()))
            .with_distribution(DistributionModule(watch.clone()))
            .with_gov(GovModule)
            .with_wasm(WasmModule::new())
            .with_block(block)
            .build(no_init);
        let params = Params {
            unbonding_secs: config.unbonding_secs,
            max_entries: config.max_entries.into(),
            withdraw_address_enabled: true,
            denom: config.denom.clone(),
        };
        params.save(app.storage_mut());
        ChainDouble { app, config, watch }
    }

    pub fn config(&self) -> &ChainConfig {
        &self.config
    }

    /// The staking token.
    pub fn denom(&self) -> &str {
        &self.config.denom
    }

    pub fn app(&self) -> &ChainApp {
        &self.app
    }

    /// For what this type does not offer. Do not set the block with it: EndBlock would not run.
    pub fn app_mut(&mut self) -> &mut ChainApp {
        &mut self.app
    }

    pub fn querier(&self) -> QuerierWrapper<'_> {
        self.app.wrap()
    }

    /// The address of a user; the same name gives the same address.
    pub fn account(&self, name: &str) -> Addr {
        self.app.api().addr_make(name)
    }

    /// The operator address a validator of this name has, whether it exists or not.
    pub fn operator(&self, name: &str) -> String {
        MockApiBech32::new(OPERATOR_PREFIX).addr_make(name).into_string()
    }

    /// The operator address with the bytes of an account: that of its own validator.
    ///
    /// # Errors
    /// For what is no account.
    pub fn own_operator(&self, account: &str) -> AnyResult<String> {
        let bytes = MockApiBech32::new(ACCOUNT_PREFIX).addr_canonicalize(account)?;
        Ok(MockApiBech32::new(OPERATOR_PREFIX)
            .addr_humanize(&bytes)?
            .into_string())
    }

    /// Has a watcher told of everything that transactions run from now on; none ends that.
    pub fn watch(&self, watcher: Option<Box<dyn Watcher>>) {
        self.watch.set(watcher);
    }

    /// The current block.
    pub fn block(&self) -> BlockInfo {
        self.app.block_info()
    }

    /// Mints coins; zero amounts are left out.
    pub fn fund(&mut self, to: &Addr, coins: &[Coin]) {
        let amount: Vec<Coin> = coins
            .iter()
            .filter(|coin| !coin.amount.is_zero())
            .cloned()
            .collect();
        if amount.is_empty() {
            return;
        }
        let to_address = to.to_string();
        let mint = BankSudo::Mint { to_address, amount };
        self.app.sudo(mint.into()).unwrap();
    }

    pub fn send(&mut self, from: &Addr, to: &Addr, coins: &[Coin]) -> AnyResult<AppResponse> {
        let to_address = to.to_string();
        let amount = coins.to_vec();
        let msg = BankMsg::Send { to_address, amount };
        self.watch.begin();
        self.app.execute(from.clone(), msg.into())
    }

    pub fn balance(&self, of: &Addr, denom: &str) -> u128 {
        self.querier().query_balance(of, denom).unwrap().amount.u128()
    }

    /// By denom.
    pub fn balances(&self, of: &Addr) -> Vec<Coin> {
        #[allow(deprecated)]
        self.querier().query_all_balances(of).unwrap()
    }

    pub fn store_code(&mut self, code: Box<dyn Contract<Empty>>) -> u64 {
        let creator = self.account("code creator");
        let code = Watched {
            code: Redacted(code),
            watch: self.watch.clone(),
        };
        self.app.store_code_with_creator(creator, Box::new(code))
    }

    /// Instantiates and returns the contract's address.
    pub fn instantiate<M: Serialize>(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &M,
        funds: &[Coin],
        label: &str,
        admin: Option<&Addr>,
    ) -> AnyResult<Addr> {
        let (address, _) = self.instantiate_full(code_id, sender, msg, funds, label, admin)?;
        Ok(address)
    }

    /// Instantiates and returns the contract's address, events and own data.
    pub fn instantiate_full<M: Serialize>(
        &mut self,
        code_id: u64,
        sender: &Addr,
        msg: &M,
        funds: &[Coin],
        label: &str,
        admin: Option<&Addr>,
    ) -> AnyResult<(Addr, AppResponse)> {
        let msg = WasmMsg::Instantiate {
            admin: admin.map(Addr::to_string),
            code_id,
            msg: to_json_binary(msg)?,
            funds: funds.to_vec(),
            label: label.to_string(),
        };
        self.watch.begin();
        let mut response = self.app.execute(sender.clone(), msg.into())?;
        let data = response.data.take().unwrap_or_default();
        let parsed = parse_instantiate_response_data(&data).context("instantiate response")?;
        response.data = parsed.data;
        Ok((Addr::unchecked(parsed.contract_address), response))
    }

    /// A transaction of one message to a contract. The response's data is the contract's own.
    pub fn execute<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &M,
        funds: &[Coin],
    ) -> AnyResult<AppResponse> {
        self.execute_raw(sender, contract, to_json_binary(msg)?, funds)
    }

    /// The same with a message in bytes.
    pub fn execute_raw(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: Binary,
        funds: &[Coin],
    ) -> AnyResult<AppResponse> {
        let msg = WasmMsg::Execute {
            contract_addr: contract.to_string(),
            msg,
            funds: funds.to_vec(),
        };
        self.watch.begin();
        let mut response = self.app.execute(sender.clone(), msg.into())?;
        if let Some(data) = response.data.take() {
            response.data = parse_execute_response_data(&data)
                .context("execute response")?
                .data;
        }
        Ok(response)
    }

    /// One transaction of any messages: all of them happen or none.
    pub fn execute_msgs(&mut self, sender: &Addr, msgs: Vec<CosmosMsg>) -> AnyResult<Vec<AppResponse>> {
        self.watch.begin();
        self.app.execute_multi(sender.clone(), msgs)
    }

    pub fn migrate<M: Serialize>(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &M,
        code_id: u64,
    ) -> AnyResult<AppResponse> {
        self.watch.begin();
        self.app
            .migrate_contract(sender.clone(), contract.clone(), msg, code_id)
    }

    pub fn query<T: DeserializeOwned>(&self, contract: &Addr, msg: &impl Serialize) -> StdResult<T> {
        self.querier().query_wasm_smart(contract, msg)
    }

    /// A smart query in bytes, answered in bytes.
    pub fn query_binary(&self, contract: &Addr, msg: Binary) -> StdResult<Binary> {
        let contract_addr = contract.to_string();
        let request: QueryRequest<Empty> = WasmQuery::Smart { contract_addr, msg }.into();
        match self.app.raw_query(&to_json_binary(&request)?) {
            SystemResult::Ok(ContractResult::Ok(answer)) => Ok(answer),
            SystemResult::Ok(ContractResult::Err(error)) => Err(StdError::generic_err(error)),
            SystemResult::Err(error) => Err(StdError::generic_err(error.to_string())),
        }
    }

    /// The bytes a contract stores under a key, none where it stores nothing.
    pub fn query_raw(&self, contract: &Addr, key: &[u8]) -> Option<Vec<u8>> {
        self.querier()
            .query_wasm_raw(contract, key)
            .unwrap()
            .filter(|bytes| !bytes.is_empty())
    }
}
