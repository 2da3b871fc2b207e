//! The distribution module: rewards and where they go.

use cosmwasm_std::{
    DecCoin, DelegationRewardsResponse, DelegationTotalRewardsResponse, DelegatorReward,
    DelegatorValidatorsResponse, DelegatorWithdrawAddressResponse, DistributionMsg, DistributionQuery,
};
use cw_multi_test::Distribution;

use super::fault::ModuleFault;
use super::staking_module::faults;
use super::*;

/// The distribution module behind `DistributionMsg` and `DistributionQuery`.
pub struct DistributionModule(pub(crate) Watch);

impl Distribution for DistributionModule {}

impl Module for DistributionModule {
    type ExecT = DistributionMsg;
    type QueryT = DistributionQuery;
    type SudoT = Empty;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        block: &BlockInfo,
        sender: Addr,
        msg: DistributionMsg,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        let at = Place {
            api,
            storage,
            router,
            block,
        };
        let name = match &msg {
            DistributionMsg::WithdrawDelegatorReward { .. } => "withdraw",
            _ => "set_withdraw_address",
        };
        let fault = self.0.module(Stage::Module(name), &sender, &at);
        self.0.go_on()?;
        let mut ctx = Ctx {
            api,
            storage: &mut *storage,
            router,
            block,
        };
        let answer = self
            .0
            .note_panic(distribution_message(&mut ctx, &sender, msg, fault));
        let at = Place {
            api,
            storage,
            router,
            block,
        };
        self.0.module(Stage::ModuleDone(name), &sender, &at);
        answer
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: DistributionQuery,
    ) -> AnyResult<Binary> {
        let answer = match request {
            DistributionQuery::DelegatorWithdrawAddress { delegator_address } => {
                let delegator = valid_account(api, &delegator_address)?;
                let address = rewards::withdraw_address(storage, delegator.as_str());
                let address = Addr::unchecked(address);
                to_json_binary(&DelegatorWithdrawAddressResponse::new(address))
            }
            DistributionQuery::DelegationRewards {
                delegator_address,
                validator_address,
            } => {
                let delegator = valid_account(api, &delegator_address)?;
                let rewards = delegation_rewards(storage, &delegator, &validator_address)?;
                to_json_binary(&DelegationRewardsResponse::new(rewards))
            }
            DistributionQuery::DelegationTotalRewards { delegator_address } => {
                let delegator = valid_account(api, &delegator_address)?;
                to_json_binary(&total_rewards(storage, &delegator))
            }
            DistributionQuery::DelegatorValidators { delegator_address } => {
                let delegator = valid_account(api, &delegator_address)?;
                let operators = delegation::all(storage, delegator.as_str())
                    .map(|(operator, _)| operator)
                    .collect();
                to_json_binary(&DelegatorValidatorsResponse::new(operators))
            }
            other => bail!("the distribution module has no {other:?}"),
        };
        Ok(answer?)
    }

    fn sudo<E, Q>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _block: &BlockInfo,
        _msg: Empty,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        bail!("the distribution module has no privileged messages")
    }
}

/// Refused for an unknown validator and where there is no delegation, as on chain.
fn delegation_rewards(
    storage: &dyn Storage,
    delegator: &Addr,
    operator: &str,
) -> Result<Vec<DecCoin>, ChainError> {
    check_operator(operator)?;
    Validator::named(storage, operator)?;
    if delegation::shares(storage, delegator.as_str(), operator).is_none() {
        return Err(ChainError::no_delegation());
    }
    let pending = rewards::pending(storage, delegator.as_str(), operator);
    Ok(dec_coins(pending))
}

fn total_rewards(storage: &dyn Storage, delegator: &Addr) -> DelegationTotalRewardsResponse {
    let mut total: BTreeMap<String, Dec> = BTreeMap::new();
    let mut rewards = Vec::new();
    for (operator, _) in delegation::all(storage, delegator.as_str()) {
        let pending = rewards::pending(storage, delegator.as_str(), &operator);
        for (denom, amount) in &pending {
            let sum = total.entry(denom.clone()).or_default();
            *sum = *sum + *amount;
        }
        rewards.push(DelegatorReward::new(operator, dec_coins(pending)));
    }
    DelegationTotalRewardsResponse::new(rewards, dec_coins(total))
}

fn dec_coins(amounts: impl IntoIterator<Item = (String, Dec)>) -> Vec<DecCoin> {
    amounts
        .into_iter()
        .map(|(denom, amount)| DecCoin::new(amount, denom))
        .collect()
}

/// A message, with the fault that a watcher wants for it.
fn distribution_message<E, Q>(
    ctx: &mut Ctx<'_, E, Q>,
    sender: &Addr,
    msg: DistributionMsg,
    fault: Option<ModuleFault>,
) -> AnyResult<AppResponse>
where
    E: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    match msg {
        DistributionMsg::WithdrawDelegatorReward { validator } => {
            faults(ctx, &[&validator], fault, ModuleFault::Withdraw)?;
            let paid = ctx.withdraw(sender, &validator)?;
            let url = "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorRewardResponse";
            Ok(response::respond(url, response::withdrawn(&paid)))
        }
        DistributionMsg::SetWithdrawAddress { address } => {
            ctx.set_withdraw_address(sender, &address)?;
            let url = "/cosmos.distribution.v1beta1.MsgSetWithdrawAddressResponse";
            Ok(response::respond(url, response::empty()))
        }
        other => bail!("the distribution module has no {other:?}"),
    }
}
