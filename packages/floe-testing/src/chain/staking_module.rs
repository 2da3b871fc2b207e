//! The staking module: messages and queries.

use cosmwasm_std::{
    AllDelegationsResponse, AllValidatorsResponse, BondedDenomResponse, Delegation, DelegationResponse,
    FullDelegation, StakingMsg, StakingQuery, ValidatorResponse,
};
use cw_multi_test::{Staking, StakingSudo};

use super::fault::ModuleFault;
use super::*;

/// The staking module behind `StakingMsg` and `StakingQuery`.
pub struct StakingModule(pub(crate) Watch);

/// Queue processing of the trait does nothing: cw-multi-test calls it when a block is set,
/// the chain when it ends.
impl Staking for StakingModule {}

impl Module for StakingModule {
    type ExecT = StakingMsg;
    type QueryT = StakingQuery;
    type SudoT = StakingSudo;

    fn execute<E, Q>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        block: &BlockInfo,
        sender: Addr,
        msg: StakingMsg,
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
            StakingMsg::Delegate { .. } => "delegate",
            StakingMsg::Undelegate { .. } => "undelegate",
            _ => "redelegate",
        };
        let fault = self.0.module(Stage::Module(name), &sender, &at);
        self.0.go_on()?;
        let mut ctx = Ctx {
            api,
            storage: &mut *storage,
            router,
            block,
        };
        let answer = self.0.note_panic(staking_message(&mut ctx, &sender, msg, fault));
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
        request: StakingQuery,
    ) -> AnyResult<Binary> {
        staking_query(api, storage, request)
    }

    fn sudo<E, Q>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _block: &BlockInfo,
        _msg: StakingSudo,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        bail!("slashes have a height: use ChainDouble::slash")
    }
}

/// A message, with the fault that a watcher wants for it.
fn staking_message<E, Q>(
    ctx: &mut Ctx<'_, E, Q>,
    sender: &Addr,
    msg: StakingMsg,
    fault: Option<ModuleFault>,
) -> AnyResult<AppResponse>
where
    E: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    match msg {
        StakingMsg::Delegate { validator, amount } => {
            let faults = faults(ctx, &[&validator], fault, ModuleFault::Delegate)?;
            ctx.delegate(sender, &validator, amount)?;
            let url = "/cosmos.staking.v1beta1.MsgDelegateResponse";
            Ok(response::respond_or_spoil(url, response::empty(), faults))
        }
        StakingMsg::Undelegate { validator, amount } => {
            let faults = faults(ctx, &[&validator], fault, ModuleFault::Undelegate)?;
            let undelegated = ctx.undelegate(sender, &validator, &amount)?;
            let url = "/cosmos.staking.v1beta1.MsgUndelegateResponse";
            let answer = response::undelegated(&undelegated, &amount.denom);
            Ok(response::respond_or_spoil(url, answer, faults))
        }
        StakingMsg::Redelegate {
            src_validator,
            dst_validator,
            amount,
        } => {
            let both = [src_validator.as_str(), dst_validator.as_str()];
            let faults = faults(ctx, &both, fault, ModuleFault::Redelegate)?;
            let completion = ctx.redelegate(sender, both[0], both[1], &amount)?;
            let url = "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse";
            let answer = response::redelegated(completion);
            Ok(response::respond_or_spoil(url, answer, faults))
        }
        other => bail!("the staking module has no {other:?}"),
    }
}

fn staking_query(api: &dyn Api, storage: &dyn Storage, request: StakingQuery) -> AnyResult<Binary> {
    let answer = match request {
        StakingQuery::BondedDenom {} => {
            to_json_binary(&BondedDenomResponse::new(Params::load(storage).denom))
        }
        StakingQuery::AllDelegations { delegator } => {
            let delegator = valid_account(api, &delegator)?;
            to_json_binary(&AllDelegationsResponse::new(all_delegations(storage, &delegator)))
        }
        StakingQuery::Delegation { delegator, validator } => {
            let delegator = valid_account(api, &delegator)?;
            check_operator(&validator)?;
            to_json_binary(&DelegationResponse::new(full_delegation(
                storage, &delegator, &validator,
            )))
        }
        StakingQuery::AllValidators {} => {
            to_json_binary(&AllValidatorsResponse::new(bonded_validators(storage)))
        }
        StakingQuery::Validator { address } => {
            check_operator(&address)?;
            let found = Validator::find(storage, &address);
            let answer = found.map(|validator| described(address, &validator));
            to_json_binary(&ValidatorResponse::new(answer))
        }
        other => bail!("the staking module has no {other:?}"),
    };
    Ok(answer?)
}

/// The faults of the validators a message names and the one that a watcher wants, joined, unless one of them refuses
/// it. Unknown validators have none: the message itself says what is wrong with them.
pub(crate) fn faults<E, Q>(
    ctx: &Ctx<'_, E, Q>,
    operators: &[&str],
    watcher: Option<ModuleFault>,
    refusal: ModuleFault,
) -> Result<Faults, ChainError> {
    let mut joined = Faults::default();
    let mut panics = Faults::default();
    if let Some(fault) = watcher {
        joined.set(fault, true);
    }
    for operator in operators {
        if let Some(validator) = Validator::find(ctx.storage, operator) {
            joined.0 |= validator.faults.0;
            panics.0 |= validator.panics.0;
        }
    }
    if panics.has(refusal) {
        return Err(ChainError::panicked(&format!("{refusal:?}")));
    }
    if joined.has(ModuleFault::OutOfGas) {
        return Err(ChainError::out_of_gas());
    }
    if joined.has(refusal) {
        return Err(ChainError::refused(&format!("{refusal:?}")));
    }
    Ok(joined)
}

pub(crate) fn valid_account(api: &dyn Api, address: &str) -> Result<Addr, ChainError> {
    api.addr_validate(address)
        .map_err(|_| ChainError::invalid_address(address))
}

fn all_delegations(storage: &dyn Storage, delegator: &Addr) -> Vec<Delegation> {
    let denom = Params::load(storage).denom;
    delegation::all(storage, delegator.as_str())
        .filter_map(|(operator, shares)| {
            let validator = Validator::find(storage, &operator)?;
            let amount = coin(validator.pool.tokens_of(shares), &denom);
            Some(Delegation::new(delegator.clone(), operator, amount))
        })
        .collect()
}

fn full_delegation(storage: &dyn Storage, delegator: &Addr, operator: &str) -> Option<FullDelegation> {
    let shares = delegation::shares(storage, delegator.as_str(), operator)?;
    let validator = Validator::find(storage, operator)?;
    let denom = Params::load(storage).denom;
    let amount = coin(validator.pool.tokens_of(shares), &denom);
    let locked = redelegation::is_receiving(storage, delegator.as_str(), operator);
    let can_redelegate = if locked { coin(0, denom) } else { amount.clone() };
    let accumulated: Vec<Coin> = rewards::pending(storage, delegator.as_str(), operator)
        .into_iter()
        .map(|(denom, pending)| coin(pending.whole(), denom))
        .collect();
    Some(FullDelegation::create(
        delegator.clone(),
        operator.to_string(),
        amount,
        can_redelegate,
        accumulated,
    ))
}

/// The bonded set, most tokens first.
fn bonded_validators(storage: &dyn Storage) -> Vec<cosmwasm_std::Validator> {
    let mut bonded: Vec<(String, Validator)> = Validator::all(storage)
        .filter(|(_, validator)| validator.status == BondState::Bonded)
        .collect();
    bonded.sort_by(|a, b| b.1.pool.tokens.cmp(&a.1.pool.tokens).then_with(|| a.0.cmp(&b.0)));
    bonded
        .into_iter()
        .map(|(operator, validator)| described(operator, &validator))
        .collect()
}

fn described(operator: String, validator: &Validator) -> cosmwasm_std::Validator {
    cosmwasm_std::Validator::create(
        operator,
        validator.commission,
        Decimal::one(),
        Decimal::percent(1),
    )
}
