//! The hub: deposits, exits, the crank, the token and what its owner decides.

use cosmwasm_std::{Binary, Coin, Decimal, Uint128};
use cw20::{Expiration, Logo};
use floe_api::hub::{
    BatchRequest, BatchResponse, ConfigResponse, CrankReport, Domain, ExchangeRatesResponse, ExecuteMsg,
    FeeReceiver, GuaranteesResponse, GuardianResponse, HistoricalRedemptionRatesResponse, ParamsUpdate,
    PendingBatchResponse, PowersResponse, PreviewAllocationResponse, PreviewBondResponse,
    PreviewInstantResponse, PreviewUnbondResponse, PriceResponse, QueryMsg, RedemptionRateResponse,
    ReportResponse, SolvencyResponse, StakeResponse, StateResponse, UserRequest, UserRequestDetails,
    ValidatorResponse, VoteChoice, WantedDelegationsResponse,
};
use floe_api::ownership::{OwnershipAction, OwnershipResponse};

use super::client::contract_client;
use super::pages::{pages, PAGE};
use crate::{Chain, ChainExt, Msg, Result};

contract_client! {
    /// The hub at an address. Lists give `limit` items, 10 where it is left out and 100 at most, after `start_after`. Amounts
    /// are base units, times unix seconds; what each does and who may is told by the enums in `floe_api::hub`.
    HubClient
    asks QueryMsg {
        /// Rate and time of the observation behind it.
        redemption_rate(denom: &str) -> RedemptionRateResponse = RedemptionRate without params;
        /// Past rates, newest first; no limit: all that are kept, at most 100.
        historical_redemption_rates(denom: &str, limit: Option<u64>)
            -> HistoricalRedemptionRatesResponse = HistoricalRedemptionRates without params;
        /// The bare rate.
        ///
        /// # Errors
        /// Once the last observation is older than twice `max_sync_age`.
        get_redemption_rate() -> Decimal = GetRedemptionRate;
        /// `cw20:<hub>`.
        get_lst_asset_denom() -> String = GetLstAssetDenom;
        price() -> PriceResponse = Price;
        state() -> StateResponse = State;
        config() -> ConfigResponse = Config;
        /// The open batch.
        pending_batch() -> PendingBatchResponse = PendingBatch;
        /// A closed batch that is not fully claimed.
        previous_batch(id: u64) -> BatchResponse = PreviousBatch(id);
        /// A page of such batches, ascending; [`HubClient::batches`] gives all.
        previous_batches(start_after: Option<u64>, limit: Option<u32>) -> Vec<BatchResponse> = PreviousBatches;
        /// Ascending by batch.
        unbond_requests_by_user(user: &str, start_after: Option<u64>, limit: Option<u32>)
            -> Vec<UserRequest> = UnbondRequestsByUser;
        /// Ascending by address.
        unbond_requests_by_batch(id: u64, start_after: Option<String>, limit: Option<u32>)
            -> Vec<BatchRequest> = UnbondRequestsByBatch;
        /// A page, ascending by batch; [`HubClient::requests`] gives all.
        unbond_requests_by_user_details(user: &str, start_after: Option<u64>, limit: Option<u32>)
            -> Vec<UserRequestDetails> = UnbondRequestsByUserDetails;
        /// Past rates, newest first, older than `start_after`.
        exchange_rates(start_after: Option<u64>, limit: Option<u32>) -> ExchangeRatesResponse = ExchangeRates;
        /// Targets by amount descending, then by address.
        wanted_delegations() -> WantedDelegationsResponse = WantedDelegations;
        /// Unsettled batches, ascending.
        unreconciled() -> Vec<BatchResponse> = Unreconciled;
        balance(address: &str) -> cw20::BalanceResponse = Balance;
        token_info() -> cw20::TokenInfoResponse = TokenInfo;
        minter() -> cw20::MinterResponse = Minter;
        allowance(owner: &str, spender: &str) -> cw20::AllowanceResponse = Allowance;
        all_allowances(owner: &str, start_after: Option<String>, limit: Option<u32>)
            -> cw20::AllAllowancesResponse = AllAllowances;
        all_spender_allowances(spender: &str, start_after: Option<String>, limit: Option<u32>)
            -> cw20::AllSpenderAllowancesResponse = AllSpenderAllowances;
        all_accounts(start_after: Option<String>, limit: Option<u32>) -> cw20::AllAccountsResponse = AllAccounts;
        marketing_info() -> cw20::MarketingInfoResponse = MarketingInfo;
        download_logo() -> cw20::DownloadLogoResponse = DownloadLogo;
        ownership() -> OwnershipResponse = Ownership;
        /// What `bond` would mint now.
        preview_bond(amount: Uint128) -> PreviewBondResponse = PreviewBond;
        /// What a batch of these shares would be owed if it closed now.
        preview_unbond(shares: Uint128) -> PreviewUnbondResponse = PreviewUnbond;
        /// What `instant_unbond` would pay now.
        preview_instant(shares: Uint128) -> PreviewInstantResponse = PreviewInstant;
        /// What `crank` would do now.
        preview_crank() -> CrankReport = PreviewCrank;
        /// Where an amount would be delegated.
        preview_allocation(amount: Uint128) -> PreviewAllocationResponse = PreviewAllocation;
        /// The accounting against the bank balance.
        solvency() -> SolvencyResponse = Solvency;
        /// A page, ascending by operator address; [`HubClient::stake`] gives all.
        validators(start_after: Option<String>, limit: Option<u32>) -> Vec<ValidatorResponse> = Validators;
        /// Of these validators, in their order; zeros where there is no stake.
        stakes(operators: Vec<String>) -> Vec<StakeResponse> = Stakes;
        /// Roles, pauses, and parameters with their bounds.
        powers() -> PowersResponse = Powers;
        guardian() -> GuardianResponse = Guardian;
        /// Who pays for a slash, and how far that reaches.
        guarantees() -> GuaranteesResponse = Guarantees;
        /// Flows and rates between two times, from the points that are kept; none: the oldest point, now.
        report(from: Option<u64>, to: Option<u64>) -> ReportResponse = Report;
    }
    sends ExecuteMsg {
        /// Deposits one coin of the staking denom for shares, at least `min_shares`.
        bond(receiver: Option<String>, min_shares: Option<Uint128>) = Bond without exec_msg with funds;
        /// Puts shares into the open batch.
        queue_unbond(shares: Uint128, receiver: Option<String>) = QueueUnbond;
        /// Leaves at once for a fee; refused below `min_out`.
        instant_unbond(shares: Uint128, receiver: Option<String>, min_out: Option<Uint128>) = InstantUnbond;
        /// Takes shares back out of the open batch; none: all.
        cancel_unbond(shares: Option<Uint128>) = CancelUnbond;
        /// Claims everything claimable, up to a page.
        withdraw_unbonded(receiver: Option<String>) = WithdrawUnbonded;
        /// Claims the named batches; none: as `withdraw_unbonded`.
        claim(batches: Option<Vec<u64>>, receiver: Option<String>) = Claim;
        /// Claims for somebody else, who is paid.
        claim_for(user: &str) = ClaimFor;
        /// Does what is due with at most so many staking messages, none of them to those in `skip`.
        crank(max_msgs: Option<u32>, skip: Option<Vec<String>>) = Crank;
        sync() = Sync;
        /// Withdraws rewards, of one validator or of those that waited longest.
        harvest(validator: Option<String>, skip: Option<Vec<String>>) = Harvest;
        submit_batch(skip: Option<Vec<String>>) = SubmitBatch;
        reconcile() = Reconcile;
        rebalance(min_redelegation: Option<Uint128>, minimum: Option<Uint128>, skip: Option<Vec<String>>) = Rebalance;
        write_off(validator: &str) = WriteOff;
        forget(validator: &str) = Forget;
        /// The collector's.
        deposit_rewards(keeper: &str) = DepositRewards with funds;
        pause(domains: Vec<Domain>) = Pause;
        unpause(domains: Vec<Domain>) = Unpause;
        rearm_guardian() = RearmGuardian;
        update_params(params: ParamsUpdate) = UpdateParams(params);
        update_fee(bps: Option<u64>, receivers: Option<Vec<FeeReceiver>>) = UpdateFee;
        /// None: unchanged. None within: nobody.
        update_roles(
            guardian: Option<Option<String>>,
            governor: Option<Option<String>>,
            bonds: Option<Option<String>>,
            backstop: Option<Option<String>>
        ) = UpdateRoles;
        /// By the contract that the owner has named, as one of its own messages.
        accept_guarantor() = AcceptGuarantor;
        wind_down() = WindDown;
        vote(proposal_id: u64, vote: VoteChoice) = Vote;
        vote_weighted(proposal_id: u64, votes: Vec<(Decimal, VoteChoice)>) = VoteWeighted;
        update_ownership(action: OwnershipAction) = UpdateOwnership(action);
        transfer(recipient: &str, amount: Uint128) = Transfer;
        send(contract: &str, amount: Uint128, msg: Binary) = Send;
        increase_allowance(spender: &str, amount: Uint128, expires: Option<Expiration>) = IncreaseAllowance;
        decrease_allowance(spender: &str, amount: Uint128, expires: Option<Expiration>) = DecreaseAllowance;
        transfer_from(owner: &str, recipient: &str, amount: Uint128) = TransferFrom;
        send_from(owner: &str, contract: &str, amount: Uint128, msg: Binary) = SendFrom;
        update_marketing(project: Option<String>, description: Option<String>, marketing: Option<String>) = UpdateMarketing;
        upload_logo(logo: Logo) = UploadLogo(logo);
        /// Always refused, as are `burn_from`, `mint` and `update_minter`: shares come from deposits and leave through exits.
        burn(amount: Uint128) = Burn;
        burn_from(owner: &str, amount: Uint128) = BurnFrom;
        mint(recipient: &str, amount: Uint128) = Mint;
        update_minter(new_minter: Option<String>) = UpdateMinter;
    }
}

impl HubClient<'_> {
    /// Shares of an account.
    pub fn shares(&self, address: &str) -> Result<Uint128> {
        Ok(self.balance(address)?.balance)
    }

    /// Closed batches that are not fully claimed, ascending.
    pub fn batches(&self) -> Result<Vec<BatchResponse>> {
        pages(|last: Option<&BatchResponse>| self.previous_batches(last.map(|batch| batch.id), Some(PAGE)))
    }

    /// Somebody's requests, ascending by batch.
    pub fn requests(&self, user: &str) -> Result<Vec<UserRequestDetails>> {
        pages(|last: Option<&UserRequestDetails>| {
            self.unbond_requests_by_user_details(user, last.map(|request| request.id), Some(PAGE))
        })
    }

    /// The hub's stake, ascending by operator address.
    pub fn stake(&self) -> Result<Vec<ValidatorResponse>> {
        pages(|last: Option<&ValidatorResponse>| {
            self.validators(last.map(|validator| validator.operator.clone()), Some(PAGE))
        })
    }
}
