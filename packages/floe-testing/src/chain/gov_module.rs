//! Governance: votes.

use cosmwasm_std::{to_json_vec, GovMsg};
use cw_multi_test::Gov;

use super::*;

/// A governance module in which every proposal is open to votes until a test ends that; the last vote counts.
pub struct GovModule;

impl Gov for GovModule {}

impl Module for GovModule {
    type ExecT = GovMsg;
    type QueryT = Empty;
    type SudoT = Empty;

    fn execute<E, Q>(
        &self,
        _api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = E, QueryC = Q>,
        _block: &BlockInfo,
        sender: Addr,
        msg: GovMsg,
    ) -> AnyResult<AppResponse>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        match msg {
            GovMsg::Vote { proposal_id, option } => {
                let weight = Decimal::one();
                record(
                    storage,
                    proposal_id,
                    &sender,
                    &[WeightedVoteOption { option, weight }],
                )?;
                let url = "/cosmos.gov.v1beta1.MsgVoteResponse";
                Ok(response::respond(url, response::empty()))
            }
            GovMsg::VoteWeighted { proposal_id, options } => {
                let total: Decimal = options.iter().map(|option| option.weight).sum();
                if total != Decimal::one() {
                    let log = format!("total weight {total} is not 1");
                    return Err(ChainError::invalid_vote(log).into());
                }
                record(storage, proposal_id, &sender, &options)?;
                let url = "/cosmos.gov.v1beta1.MsgVoteWeightedResponse";
                Ok(response::respond(url, response::empty()))
            }
        }
    }

    fn query(
        &self,
        _api: &dyn Api,
        _storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        _request: Empty,
    ) -> AnyResult<Binary> {
        bail!("the governance module has no queries")
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
        bail!("the governance module has no privileged messages")
    }
}

fn record(
    storage: &mut dyn Storage,
    proposal: u64,
    voter: &Addr,
    options: &[WeightedVoteOption],
) -> AnyResult<()> {
    let proposal = proposal.to_string();
    if Table::VotingOver.has(storage, &[&proposal]) {
        return Err(ChainError::inactive_proposal(&proposal).into());
    }
    let parts = [&proposal, voter.as_str()];
    Table::Vote.set(storage, &parts, &to_json_vec(options)?);
    Ok(())
}

/// Ends the voting period of a proposal.
pub(crate) fn end_voting(storage: &mut dyn Storage, proposal: u64) {
    Table::VotingOver.mark(storage, &[&proposal.to_string()]);
}

/// Votes on a proposal by voter.
pub(crate) fn votes(storage: &dyn Storage, proposal: u64) -> BTreeMap<String, Vec<WeightedVoteOption>> {
    Table::Vote
        .scan(storage, &[&proposal.to_string()])
        .map(|(mut parts, bytes)| (parts.remove(0), from_json(bytes).unwrap()))
        .collect()
}
