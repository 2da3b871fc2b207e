//! How the hub's messages and queries are read.

use packed_store::taken;
use packed_store::wire::{message, Body};
use serde::{Deserialize, Deserializer};

use crate::hub::{ExecuteMsg, QueryMsg};

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

/// The variant under this name, its fields taken out of the body by their own names; none if there is none.
macro_rules! variants {
    ($name:ident, $body:ident, $type:ident {
        $($message:literal = $variant:ident { $($field:ident $($foreign:ident)?),* },)*
    }) => {
        match $name {
            $($message => Some($type::$variant { $($field: taken!($body, $field $($foreign)?)),* }),)*
            _ => None,
        }
    };
}

fn execute(name: &str, body: &mut Body) -> Option<ExecuteMsg> {
    match name {
        // Left out and null are not the same here.
        "update_roles" => Some(ExecuteMsg::UpdateRoles {
            guardian: body.given("guardian"),
            governor: body.given("governor"),
            bonds: body.given("bonds"),
            backstop: body.given("backstop"),
        }),
        "update_params" => Some(ExecuteMsg::UpdateParams(body.all())),
        "update_ownership" => body.whole().map(ExecuteMsg::UpdateOwnership),
        "upload_logo" => body.whole().map(ExecuteMsg::UploadLogo),
        _ => variants!(name, body, ExecuteMsg {
            "bond" = Bond { receiver, min_shares, exec_msg },
            "queue_unbond" = QueueUnbond { shares, receiver },
            "instant_unbond" = InstantUnbond { shares, receiver, min_out },
            "cancel_unbond" = CancelUnbond { shares },
            "withdraw_unbonded" = WithdrawUnbonded { receiver },
            "claim" = Claim { batches, receiver },
            "claim_for" = ClaimFor { user },
            "crank" = Crank { max_msgs, skip },
            "sync" = Sync {},
            "harvest" = Harvest { validator, skip },
            "submit_batch" = SubmitBatch { skip },
            "reconcile" = Reconcile {},
            "rebalance" = Rebalance { min_redelegation, minimum, skip },
            "write_off" = WriteOff { validator },
            "forget" = Forget { validator },
            "deposit_rewards" = DepositRewards { keeper },
            "pause" = Pause { domains },
            "unpause" = Unpause { domains },
            "rearm_guardian" = RearmGuardian {},
            "update_fee" = UpdateFee { bps, receivers },
            "accept_guarantor" = AcceptGuarantor {},
            "wind_down" = WindDown {},
            "vote" = Vote { proposal_id, vote },
            "vote_weighted" = VoteWeighted { proposal_id, votes },
            "transfer" = Transfer { recipient, amount },
            "send" = Send { contract, amount, msg },
            "increase_allowance" = IncreaseAllowance { spender, amount, expires foreign },
            "decrease_allowance" = DecreaseAllowance { spender, amount, expires foreign },
            "transfer_from" = TransferFrom { owner, recipient, amount },
            "send_from" = SendFrom { owner, contract, amount, msg },
            "update_marketing" = UpdateMarketing { project, description, marketing },
            "burn" = Burn { amount },
            "burn_from" = BurnFrom { owner, amount },
            "mint" = Mint { recipient, amount },
            "update_minter" = UpdateMinter { new_minter },
        }),
    }
}

fn query(name: &str, body: &mut Body) -> Option<QueryMsg> {
    match name {
        "previous_batch" => Some(QueryMsg::PreviousBatch(body.all())),
        _ => variants!(name, body, QueryMsg {
            "redemption_rate" = RedemptionRate { denom, params },
            "historical_redemption_rates" = HistoricalRedemptionRates { denom, params, limit },
            "get_redemption_rate" = GetRedemptionRate {},
            "get_lst_asset_denom" = GetLstAssetDenom {},
            "price" = Price {},
            "state" = State {},
            "config" = Config {},
            "pending_batch" = PendingBatch {},
            "previous_batches" = PreviousBatches { start_after, limit },
            "unbond_requests_by_user" = UnbondRequestsByUser { user, start_after, limit },
            "unbond_requests_by_batch" = UnbondRequestsByBatch { id, start_after, limit },
            "unbond_requests_by_user_details" = UnbondRequestsByUserDetails { user, start_after, limit },
            "exchange_rates" = ExchangeRates { start_after, limit },
            "wanted_delegations" = WantedDelegations {},
            "unreconciled" = Unreconciled {},
            "balance" = Balance { address },
            "token_info" = TokenInfo {},
            "minter" = Minter {},
            "allowance" = Allowance { owner, spender },
            "all_allowances" = AllAllowances { owner, start_after, limit },
            "all_spender_allowances" = AllSpenderAllowances { spender, start_after, limit },
            "all_accounts" = AllAccounts { start_after, limit },
            "marketing_info" = MarketingInfo {},
            "download_logo" = DownloadLogo {},
            "ownership" = Ownership {},
            "preview_bond" = PreviewBond { amount },
            "preview_unbond" = PreviewUnbond { shares },
            "preview_instant" = PreviewInstant { shares },
            "preview_crank" = PreviewCrank {},
            "preview_allocation" = PreviewAllocation { amount },
            "solvency" = Solvency {},
            "validators" = Validators { start_after, limit },
            "stakes" = Stakes { operators },
            "powers" = Powers {},
            "guardian" = Guardian {},
            "report" = Report { from, to },
            "guarantees" = Guarantees {},
        }),
    }
}
