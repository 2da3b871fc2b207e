//! A DAO of the other dialect whose power is staked here: a small module of proposals, which knows the contract of stakes as a voting
//! module and nothing else of it.

use super::*;

/// What the module is told.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModuleMsg {
    /// Proposes a message.
    Propose { to: String, msg: Binary },
    /// Votes for it, with the power at the block before which it was proposed.
    VoteYes {},
    /// Sends it, if more than a half of all power is for it.
    Execute {},
}

#[derive(Serialize, Deserialize)]
struct ModuleProposal {
    to: String,
    msg: Binary,
    height: u64,
    total: Uint128,
    yes: Uint128,
}

const MODULE: cw_storage_plus::Item<String> = cw_storage_plus::Item::new("voting_module");
const PROPOSAL: cw_storage_plus::Item<ModuleProposal> = cw_storage_plus::Item::new("proposal");

/// A power by the questions of a voting module, as JSON.
fn power(deps: Deps, question: &Value) -> StdResult<Uint128> {
    let told: Value = deps
        .querier
        .query_wasm_smart(MODULE.load(deps.storage)?, question)?;
    let power = told["power"]
        .as_str()
        .and_then(|power| power.parse::<u128>().ok());
    power
        .map(Uint128::new)
        .ok_or_else(|| StdError::generic_err("no power was told"))
}

fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ModuleMsg) -> StdResult<Response> {
    match msg {
        ModuleMsg::Propose { to, msg } => {
            let height = env.block.height;
            let own = json!({"voting_power_at_height": {"address": info.sender, "height": height}});
            if power(deps.as_ref(), &own)?.is_zero() {
                return Err(StdError::generic_err("no power"));
            }
            let total = power(
                deps.as_ref(),
                &json!({"total_power_at_height": {"height": height}}),
            )?;
            let yes = Uint128::zero();
            let proposal = ModuleProposal {
                to,
                msg,
                height,
                total,
                yes,
            };
            PROPOSAL.save(deps.storage, &proposal)?;
            Ok(Response::new())
        }
        ModuleMsg::VoteYes {} => {
            let mut proposal = PROPOSAL.load(deps.storage)?;
            let own = json!({"voting_power_at_height": {"address": info.sender, "height": proposal.height}});
            proposal.yes += power(deps.as_ref(), &own)?;
            PROPOSAL.save(deps.storage, &proposal)?;
            Ok(Response::new())
        }
        ModuleMsg::Execute {} => {
            let proposal = PROPOSAL.load(deps.storage)?;
            if proposal.yes + proposal.yes <= proposal.total {
                return Err(StdError::generic_err("not passed"));
            }
            Ok(Response::new().add_message(WasmMsg::Execute {
                contract_addr: proposal.to,
                msg: proposal.msg,
                funds: vec![],
            }))
        }
    }
}

fn instantiate(deps: DepsMut, _: Env, _: MessageInfo, voting_module: String) -> StdResult<Response> {
    MODULE.save(deps.storage, &voting_module)?;
    Ok(Response::new())
}

fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::generic_err("it is asked for nothing"))
}

#[test]
fn a_proposal_passes_with_power_from_stakes_and_owns_the_stakes() {
    let mut s = with_stakes(&[("ann", 3_000_000), ("ben", 2_000_000), ("cid", 1_000_000)]);
    let code = s
        .chain
        .store_code(Box::new(ContractWrapper::new(execute, instantiate, query)));
    let (deployer, stakes) = (s.addr("deployer"), s.addr(STAKE));
    let module = s
        .chain
        .instantiate(code, &deployer, &stakes.to_string(), &[], "module", None)
        .unwrap();
    // The DAO becomes the owner of the stakes, and adds a stream by a proposal.
    let transfer = json!({"update_ownership": {"transfer_ownership": {"new_owner": module, "expiry": null}}});
    s.exec(&s.addr("gov"), &stakes, &transfer, &[]).unwrap();
    let tell = |s: &mut Suite, by: &str, msg: &ModuleMsg| s.exec(&s.addr(by), &module.clone(), msg, &[]);
    let pass = |s: &mut Suite, msg: &Value, voters: &[&str]| {
        let to = stakes.to_string();
        let msg = to_json_binary(msg).unwrap();
        tell(s, "ann", &ModuleMsg::Propose { to, msg }).unwrap();
        // What is staked in the block of the proposal or later has no vote.
        give(s, "mallory", 9_000_000);
        s.try_stake_shares("mallory", 9_000_000).unwrap();
        tell(s, "mallory", &ModuleMsg::VoteYes {}).unwrap();
        for voter in voters {
            tell(s, voter, &ModuleMsg::VoteYes {}).unwrap();
        }
        let outcome = tell(s, "stranger", &ModuleMsg::Execute {});
        s.try_unstake("mallory", 9_000_000, true).unwrap();
        s.next_block();
        outcome
    };
    let accept = json!({"update_ownership": "accept_ownership"});
    assert!(
        pass(&mut s, &accept, &["ann"]).is_err(),
        "a half is not more than a half"
    );
    pass(&mut s, &accept, &["ann", "cid"]).unwrap();
    let stream = json!({"add_stream": {"asset": {"denom": "stake"}, "period": 604_800}});
    pass(&mut s, &stream, &["ann", "ben"]).unwrap();
    let streams: Vec<stake::RewardStreamResponse> = s.query(&stakes, &stake::QueryMsg::Streams {}).unwrap();
    assert_eq!(streams.len(), 1);
}
