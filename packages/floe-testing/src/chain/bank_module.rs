//! The bank.

use cosmwasm_std::BankQuery;
use cw_multi_test::{Bank, BankKeeper};

use super::*;

/// cw-multi-test's bank, but replies see no events of it, as on chain, and a malformed
/// recipient is refused.
pub struct BankModule {
    bank: BankKeeper,
    watch: Watch,
}

impl BankModule {
    pub(crate) fn new(watch: Watch) -> Self {
        Self {
            bank: BankKeeper::default(),
            watch,
        }
    }
}

impl Bank for BankModule {}

impl Module for BankModule {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        block: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        if let BankMsg::Send { to_address, .. } = &msg {
            valid_account(api, to_address)?;
        }
        let at = Place {
            api,
            storage,
            router,
            block,
        };
        if let Some(fault) = self.watch.module(Stage::Module("bank"), &sender, &at) {
            return Err(ChainError::refused(&format!("{fault:?}")).into());
        }
        self.bank.execute(api, storage, router, block, sender, msg)?;
        Ok(AppResponse::default())
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: BankQuery,
    ) -> AnyResult<Binary> {
        self.bank.query(api, storage, querier, block, request)
    }

    fn sudo<E, Q>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        block: &BlockInfo,
        msg: BankSudo,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        self.bank.sudo(api, storage, router, block, msg)
    }
}
