//! How the hub's messages and queries are read.

use serde::{Deserialize, Deserializer};

use crate::hub::{ExecuteMsg, QueryMsg};
use crate::wire::{message, Body, WireError};

impl<'de> Deserialize<'de> for ExecuteMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        message(deserializer, execute)
    }
}

impl<'de> Deserialize<'de> for QueryMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        message(deserializer, query)
    }
}

fn execute(name: &str, body: &mut Body) -> Result<ExecuteMsg, WireError> {
    Ok(match name {
        "bond" => ExecuteMsg::Bond {
            receiver: body.take("receiver")?,
            min_shares: body.take("min_shares")?,
            exec_msg: body.take("exec_msg")?,
        },
        "queue_unbond" => ExecuteMsg::QueueUnbond {
            shares: body.take("shares")?,
            receiver: body.take("receiver")?,
        },
        "instant_unbond" => ExecuteMsg::InstantUnbond {
            shares: body.take("shares")?,
            receiver: body.take("receiver")?,
            min_out: body.take("min_out")?,
        },
        "cancel_unbond" => ExecuteMsg::CancelUnbond {
            shares: body.take("shares")?,
        },
        "withdraw_unbonded" => ExecuteMsg::WithdrawUnbonded {
            receiver: body.take("receiver")?,
        },
        "claim" => ExecuteMsg::Claim {
            batches: body.take("batches")?,
            receiver: body.take("receiver")?,
        },
        "claim_for" => ExecuteMsg::ClaimFor {
            user: body.take("user")?,
        },
        "crank" => ExecuteMsg::Crank {
            max_msgs: body.take("max_msgs")?,
            skip: body.take("skip")?,
        },
        "sync" => ExecuteMsg::Sync {},
        "harvest" => ExecuteMsg::Harvest {
            validator: body.take("validator")?,
            skip: body.take("skip")?,
        },
        "submit_batch" => ExecuteMsg::SubmitBatch {
            skip: body.take("skip")?,
        },
        "reconcile" => ExecuteMsg::Reconcile {},
        "rebalance" => ExecuteMsg::Rebalance {
            min_redelegation: body.take("min_redelegation")?,
            minimum: body.take("minimum")?,
            skip: body.take("skip")?,
        },
        "write_off" => ExecuteMsg::WriteOff {
            validator: body.take("validator")?,
        },
        "forget" => ExecuteMsg::Forget {
            validator: body.take("validator")?,
        },
        "deposit_rewards" => ExecuteMsg::DepositRewards {
            keeper: body.take("keeper")?,
        },
        "pause" => ExecuteMsg::Pause {
            domains: body.take("domains")?,
        },
        "unpause" => ExecuteMsg::Unpause {
            domains: body.take("domains")?,
        },
        "rearm_guardian" => ExecuteMsg::RearmGuardian {},
        "update_params" => ExecuteMsg::UpdateParams(body.all()?),
        "update_fee" => ExecuteMsg::UpdateFee {
            bps: body.take("bps")?,
            receivers: body.take("receivers")?,
        },
        "update_roles" => ExecuteMsg::UpdateRoles {
            guardian: body.given("guardian")?,
            governor: body.given("governor")?,
        },
        "wind_down" => ExecuteMsg::WindDown {},
        "vote" => ExecuteMsg::Vote {
            proposal_id: body.take("proposal_id")?,
            vote: body.take("vote")?,
        },
        "vote_weighted" => ExecuteMsg::VoteWeighted {
            proposal_id: body.take("proposal_id")?,
            votes: body.take("votes")?,
        },
        "update_ownership" => ExecuteMsg::UpdateOwnership(body.whole()?),
        "transfer" => ExecuteMsg::Transfer {
            recipient: body.take("recipient")?,
            amount: body.take("amount")?,
        },
        "send" => ExecuteMsg::Send {
            contract: body.take("contract")?,
            amount: body.take("amount")?,
            msg: body.take("msg")?,
        },
        "increase_allowance" => ExecuteMsg::IncreaseAllowance {
            spender: body.take("spender")?,
            amount: body.take("amount")?,
            expires: body.maybe_nested("expires")?,
        },
        "decrease_allowance" => ExecuteMsg::DecreaseAllowance {
            spender: body.take("spender")?,
            amount: body.take("amount")?,
            expires: body.maybe_nested("expires")?,
        },
        "transfer_from" => ExecuteMsg::TransferFrom {
            owner: body.take("owner")?,
            recipient: body.take("recipient")?,
            amount: body.take("amount")?,
        },
        "send_from" => ExecuteMsg::SendFrom {
            owner: body.take("owner")?,
            contract: body.take("contract")?,
            amount: body.take("amount")?,
            msg: body.take("msg")?,
        },
        "update_marketing" => ExecuteMsg::UpdateMarketing {
            project: body.take("project")?,
            description: body.take("description")?,
            marketing: body.take("marketing")?,
        },
        "upload_logo" => ExecuteMsg::UploadLogo(body.whole()?),
        "burn" => ExecuteMsg::Burn {
            amount: body.take("amount")?,
        },
        "burn_from" => ExecuteMsg::BurnFrom {
            owner: body.take("owner")?,
            amount: body.take("amount")?,
        },
        "mint" => ExecuteMsg::Mint {
            recipient: body.take("recipient")?,
            amount: body.take("amount")?,
        },
        "update_minter" => ExecuteMsg::UpdateMinter {
            new_minter: body.take("new_minter")?,
        },
        _ => return Err(WireError::UnknownMessage(name.to_owned())),
    })
}

fn query(name: &str, body: &mut Body) -> Result<QueryMsg, WireError> {
    Ok(match name {
        "redemption_rate" => QueryMsg::RedemptionRate {
            denom: body.take("denom")?,
            params: body.take("params")?,
        },
        "historical_redemption_rates" => QueryMsg::HistoricalRedemptionRates {
            denom: body.take("denom")?,
            params: body.take("params")?,
            limit: body.take("limit")?,
        },
        "get_redemption_rate" => QueryMsg::GetRedemptionRate {},
        "get_lst_asset_denom" => QueryMsg::GetLstAssetDenom {},
        "price" => QueryMsg::Price {},
        "state" => QueryMsg::State {},
        "config" => QueryMsg::Config {},
        "pending_batch" => QueryMsg::PendingBatch {},
        "previous_batch" => QueryMsg::PreviousBatch(body.all()?),
        "previous_batches" => QueryMsg::PreviousBatches {
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "unbond_requests_by_user" => QueryMsg::UnbondRequestsByUser {
            user: body.take("user")?,
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "unbond_requests_by_batch" => QueryMsg::UnbondRequestsByBatch {
            id: body.take("id")?,
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "unbond_requests_by_user_details" => QueryMsg::UnbondRequestsByUserDetails {
            user: body.take("user")?,
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "exchange_rates" => QueryMsg::ExchangeRates {
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "wanted_delegations" => QueryMsg::WantedDelegations {},
        "unreconciled" => QueryMsg::Unreconciled {},
        "balance" => QueryMsg::Balance {
            address: body.take("address")?,
        },
        "token_info" => QueryMsg::TokenInfo {},
        "minter" => QueryMsg::Minter {},
        "allowance" => QueryMsg::Allowance {
            owner: body.take("owner")?,
            spender: body.take("spender")?,
        },
        "all_allowances" => QueryMsg::AllAllowances {
            owner: body.take("owner")?,
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "all_spender_allowances" => QueryMsg::AllSpenderAllowances {
            spender: body.take("spender")?,
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "all_accounts" => QueryMsg::AllAccounts {
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "marketing_info" => QueryMsg::MarketingInfo {},
        "download_logo" => QueryMsg::DownloadLogo {},
        "ownership" => QueryMsg::Ownership {},
        "preview_bond" => QueryMsg::PreviewBond {
            amount: body.take("amount")?,
        },
        "preview_unbond" => QueryMsg::PreviewUnbond {
            shares: body.take("shares")?,
        },
        "preview_instant" => QueryMsg::PreviewInstant {
            shares: body.take("shares")?,
        },
        "preview_crank" => QueryMsg::PreviewCrank {},
        "preview_allocation" => QueryMsg::PreviewAllocation {
            amount: body.take("amount")?,
        },
        "solvency" => QueryMsg::Solvency {},
        "validators" => QueryMsg::Validators {
            start_after: body.take("start_after")?,
            limit: body.take("limit")?,
        },
        "stakes" => QueryMsg::Stakes {
            operators: body.take("operators")?,
        },
        "powers" => QueryMsg::Powers {},
        "guardian" => QueryMsg::Guardian {},
        "report" => QueryMsg::Report {
            from: body.take("from")?,
            to: body.take("to")?,
        },
        _ => return Err(WireError::UnknownMessage(name.to_owned())),
    })
}
