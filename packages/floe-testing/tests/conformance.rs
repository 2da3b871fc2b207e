//! What a chain does, fact by fact. The facts of [`facts!`](facts) speak to a [`Net`], which the
//! staking double implements and a real node can; those further down need a hand inside the
//! modules and are about the double alone.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use anybuf::Bufany;
use cosmwasm_std::{
    coin, coins, Addr, BankMsg, Coin, CosmosMsg, Decimal, Decimal256, DistributionMsg, Empty, FullDelegation,
    GovMsg, QueryRequest, StakingMsg, Timestamp, Uint128, VoteOption,
};
use floe_testing::chain::forwarder::{self, Seen};
use floe_testing::chain::{Chain, ChainConfig, ChainError, Fault, Slash, Status};
use std::collections::BTreeMap;

const UNBONDING: u64 = 100;
const FUNDS: u128 = 1_000_000;
const DENOM: &str = "stake";

/// A network with three bonded validators and a forwarding contract that holds [`FUNDS`].
trait Net {
    /// Operator address of the `i`-th validator, 0 to 2. The third has 1,000 units of other
    /// people's stake, the first two 1,000,000.
    fn operator(&self, i: usize) -> String;
    fn contract(&self) -> Addr;
    /// One transaction in which the contract sends the messages; what its replies saw.
    /// Messages that fail are rolled back alone.
    fn forward(&mut self, messages: Vec<CosmosMsg>) -> Vec<Seen>;
    fn height(&self) -> u64;
    fn time(&self) -> Timestamp;
    /// Ends the block and begins one that many seconds later.
    fn pass(&mut self, secs: u64);
    fn balance(&self) -> u128;
    /// `AllDelegations` of the contract.
    fn delegations(&self) -> BTreeMap<String, u128>;
    /// `Delegation` of the contract.
    fn delegation(&self, operator: &str) -> Option<FullDelegation>;
    /// `AllValidators`.
    fn bonded(&self) -> Vec<String>;
    /// `Validator`: whether it is known, or refused as malformed.
    fn known(&self, operator: &str) -> Result<bool, ()>;
    /// Rewards accrue to the contract's delegation.
    fn reward(&mut self, operator: &str, amount: u128);
    /// A slash for an infraction at `height` with the fraction in percent; base units of power.
    fn slash(&mut self, operator: &str, percent: u64, height: u64, power: Option<u128>);
    fn jail(&mut self, operator: &str);
    fn tombstone(&mut self, operator: &str);
    fn unbond_validator(&mut self, operator: &str);
}

struct Double {
    chain: Chain,
    contract: Addr,
    operators: Vec<String>,
}

impl Double {
    fn start() -> Self {
        let mut chain = Chain::new(ChainConfig {
            unbonding_secs: UNBONDING,
            ..ChainConfig::default()
        });
        let operators = [("one", FUNDS), ("two", FUNDS), ("three", 1_000)]
            .map(|(name, power)| {
                chain
                    .add_validator(name, Decimal::percent(5), Uint128::new(power))
                    .unwrap()
            })
            .to_vec();
        let code = chain.store_code(forwarder::contract());
        let sender = chain.account("sender");
        chain.fund(&sender, &coins(FUNDS, DENOM));
        let contract = chain
            .instantiate(code, &sender, &Empty {}, &coins(FUNDS, DENOM), "forwarder", None)
            .unwrap();
        Double {
            chain,
            contract,
            operators,
        }
    }

    /// What the native tokens under the modules' care should be: bonded and unbonding stake.
    fn assert_conserved(&self) {
        let tokens: u128 = self.chain.validators().iter().map(|v| v.tokens).sum();
        let unbonding: u128 = self
            .chain
            .unbonding_entries(&self.contract)
            .iter()
            .map(|entry| entry.balance)
            .sum();
        let pool = self.chain.account("module/staking");
        assert_eq!(self.chain.balance(&pool, DENOM), tokens + unbonding);
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_conserved();
        }
    }
}

impl Net for Double {
    fn operator(&self, i: usize) -> String {
        self.operators[i].clone()
    }

    fn contract(&self) -> Addr {
        self.contract.clone()
    }

    fn forward(&mut self, messages: Vec<CosmosMsg>) -> Vec<Seen> {
        let sender = self.chain.account("sender");
        let msg = forwarder::ExecuteMsg::Forward {
            messages,
            tolerant: true,
        };
        self.chain.execute(&sender, &self.contract, &msg, &[]).unwrap();
        self.chain
            .query(&self.contract, &forwarder::QueryMsg::Seen {})
            .unwrap()
    }

    fn height(&self) -> u64 {
        self.chain.block().height
    }

    fn time(&self) -> Timestamp {
        self.chain.block().time
    }

    fn pass(&mut self, secs: u64) {
        self.chain.advance(secs, 1).unwrap();
    }

    fn balance(&self) -> u128 {
        self.chain.balance(&self.contract, DENOM)
    }

    fn delegations(&self) -> BTreeMap<String, u128> {
        let listed = self.chain.querier().query_all_delegations(&self.contract);
        let listed: BTreeMap<String, u128> = listed
            .unwrap()
            .into_iter()
            .map(|d| (d.validator, d.amount.amount.u128()))
            .collect();
        assert_eq!(listed, self.chain.delegations(&self.contract));
        listed
    }

    fn delegation(&self, operator: &str) -> Option<FullDelegation> {
        let querier = self.chain.querier();
        querier.query_delegation(&self.contract, operator).unwrap()
    }

    fn bonded(&self) -> Vec<String> {
        let all = self.chain.querier().query_all_validators().unwrap();
        all.into_iter().map(|v| v.address).collect()
    }

    fn known(&self, operator: &str) -> Result<bool, ()> {
        let answer = self.chain.querier().query_validator(operator);
        answer.map(|v| v.is_some()).map_err(|_| ())
    }

    fn reward(&mut self, operator: &str, amount: u128) {
        self.chain
            .rewards(&self.contract, operator, &coins(amount, DENOM))
            .unwrap();
    }

    fn slash(&mut self, operator: &str, percent: u64, height: u64, power: Option<u128>) {
        let mut slash = Slash::new(operator, Decimal::percent(percent)).at_height(height);
        slash.power = power.map(Uint128::new);
        self.chain.slash(&slash).unwrap();
    }

    fn jail(&mut self, operator: &str) {
        self.chain.jail(operator).unwrap();
    }

    fn tombstone(&mut self, operator: &str) {
        self.chain.tombstone(operator).unwrap();
    }

    fn unbond_validator(&mut self, operator: &str) {
        self.chain.unbond_validator(operator).unwrap();
    }
}

fn delegate(validator: &str, amount: u128) -> CosmosMsg {
    let validator = validator.to_string();
    let amount = coin(amount, DENOM);
    StakingMsg::Delegate { validator, amount }.into()
}

fn undelegate(validator: &str, amount: u128) -> CosmosMsg {
    let validator = validator.to_string();
    let amount = coin(amount, DENOM);
    StakingMsg::Undelegate { validator, amount }.into()
}

fn redelegate(source: &str, destination: &str, amount: u128) -> CosmosMsg {
    StakingMsg::Redelegate {
        src_validator: source.to_string(),
        dst_validator: destination.to_string(),
        amount: coin(amount, DENOM),
    }
    .into()
}

fn withdraw(validator: &str) -> CosmosMsg {
    let validator = validator.to_string();
    DistributionMsg::WithdrawDelegatorReward { validator }.into()
}

fn set_withdraw_address(address: &str) -> CosmosMsg {
    let address = address.to_string();
    DistributionMsg::SetWithdrawAddress { address }.into()
}

/// The error of the last message as the contract saw it; an empty text if it succeeded.
fn error(seen: &[Seen]) -> String {
    seen.last().unwrap().error.clone().unwrap_or_default()
}

fn refused(net: &mut dyn Net, message: CosmosMsg) -> String {
    error(&net.forward(vec![message]))
}

fn accepted(net: &mut dyn Net, message: CosmosMsg) -> Seen {
    let seen = net.forward(vec![message]).pop().unwrap();
    assert_eq!(seen.error, None);
    seen
}

/// Completion seconds and nanoseconds, and the amount, of an undelegation's response.
fn undelegated(seen: &Seen) -> (u64, u32, u128) {
    let [response] = seen.responses.as_slice() else {
        panic!("one response expected: {seen:?}")
    };
    assert_eq!(response.type_url, "/cosmos.staking.v1beta1.MsgUndelegateResponse");
    assert_eq!(seen.data.as_ref(), Some(&response.value));
    let answer = Bufany::deserialize(&response.value).unwrap();
    let time = answer.message(1).unwrap();
    let coin = answer.message(2).unwrap();
    assert_eq!(coin.string(1).unwrap(), DENOM);
    let amount = coin.string(2).unwrap().parse().unwrap();
    (time.uint64(1).unwrap(), time.uint32(2).unwrap(), amount)
}

/// Completion seconds of a redelegation's response.
fn redelegated(seen: &Seen) -> i64 {
    let [response] = seen.responses.as_slice() else {
        panic!("one response expected: {seen:?}")
    };
    assert_eq!(
        response.type_url,
        "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse"
    );
    let answer = Bufany::deserialize(&response.value).unwrap();
    answer.message(1).unwrap().int64(1).unwrap()
}

/// Leaves the third validator, of 1,000 shares, so many tokens. Not every rate shows rounding:
/// worths are rounded at the 18th place before they are cut to whole units.
fn third_of(net: &mut dyn Net, tokens: u128) -> String {
    let third = net.operator(2);
    let height = net.height();
    net.slash(&third, 100, height, Some(1_000 - tokens));
    third
}

macro_rules! facts {
    ($($name:ident),* $(,)?) => {
        mod on_the_double {
            $(#[test] fn $name() { super::$name(&mut super::Double::start()); })*
        }
    };
}

facts![
    delegating_pays_pending_rewards_before_it_takes_the_stake,
    undelegating_pays_pending_rewards_also_when_nothing_is_left,
    redelegating_pays_pending_rewards_on_both_sides,
    withdrawing_zero_succeeds_and_pays_nothing,
    withdrawing_without_a_delegation_fails,
    rewards_go_to_the_withdraw_address,
    after_a_slash_delegating_100_reads_back_as_99,
    delegating_to_a_validator_without_tokens_but_with_shares_fails,
    delegating_to_a_jailed_or_tombstoned_validator_succeeds,
    delegating_zero_an_unknown_or_a_malformed_validator_or_another_denom_fails,
    delegating_more_than_the_balance_fails,
    all_delegations_lists_validators_of_every_status,
    all_validators_lists_the_bonded_ones_only,
    a_validator_query_is_null_for_unknown_and_fails_for_malformed_operators,
    can_redelegate_is_all_or_nothing,
    undelegate_answers_completion_time_and_amount,
    undelegate_may_yield_one_unit_less_than_asked,
    the_eighth_entry_fails_even_where_it_would_merge,
    undelegations_of_one_block_merge_into_one_entry,
    unbonding_from_jailed_and_unbonded_validators_takes_the_full_time,
    matured_coins_are_seen_in_the_next_block_only,
    one_unit_more_than_the_delegation_is_refused,
    undelegating_zero_or_from_nothing_fails,
    a_transitive_redelegation_is_refused_until_the_first_has_ended,
    the_eighth_redelegation_of_a_pair_fails,
    a_redelegation_worth_zero_is_refused,
    a_redelegation_to_itself_or_to_nobody_is_refused,
    a_redelegation_from_an_unbonded_validator_is_immediate_and_leaves_no_lock,
    a_redelegation_from_an_unbonding_validator_ends_with_its_unbonding,
    a_slash_charges_entries_first_and_bonded_stake_with_the_rest,
    a_slash_spares_entries_older_than_the_infraction,
    a_slash_at_the_current_height_spares_all_entries,
    bonded_stake_may_lose_nothing_while_entries_lose_5_percent,
    a_redelegation_is_slashed_at_the_destination,
    entries_at_the_destination_are_slashed_before_its_shares,
    a_slash_of_a_redelegation_pays_the_rewards_of_the_destination,
    an_entry_that_is_due_is_not_slashed,
    everything_can_be_slashed,
    a_tombstoned_validator_is_not_slashed_twice,
    a_failed_message_is_rolled_back_alone,
    messages_see_the_effects_of_earlier_ones,
    a_payload_comes_back_in_the_reply,
    replies_to_native_messages_carry_no_events,
];

fn delegating_pays_pending_rewards_before_it_takes_the_stake(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 500);
    accepted(net, delegate(&one, 400));
    assert_eq!(net.balance(), 100);
    assert_eq!(net.delegations()[&one], FUNDS + 400);
}

fn undelegating_pays_pending_rewards_also_when_nothing_is_left(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 7);
    accepted(net, undelegate(&one, 1));
    assert_eq!(net.balance(), 7);
    net.reward(&one, 8);
    accepted(net, undelegate(&one, FUNDS - 1));
    assert_eq!(net.balance(), 15);
    assert_eq!(net.delegation(&one), None);
}

fn redelegating_pays_pending_rewards_on_both_sides(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 1_000), delegate(&two, 1_000)]);
    net.reward(&one, 7);
    net.reward(&two, 80);
    accepted(net, redelegate(&one, &two, 10));
    assert_eq!(net.balance(), FUNDS - 2_000 + 87);
}

fn withdrawing_zero_succeeds_and_pays_nothing(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, withdraw(&one));
    assert_eq!(net.balance(), FUNDS - 1_000);
}

fn withdrawing_without_a_delegation_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    assert_eq!(refused(net, withdraw(&one)), "codespace: staking, code: 19");
}

fn rewards_go_to_the_withdraw_address(net: &mut dyn Net) {
    let one = net.operator(0);
    let elsewhere = Chain::new(ChainConfig::default()).account("elsewhere");
    accepted(net, set_withdraw_address(elsewhere.as_str()));
    accepted(net, delegate(&one, 1_000));
    net.reward(&one, 500);
    accepted(net, undelegate(&one, 1_000));
    assert_eq!(net.balance(), FUNDS - 1_000);
}

fn after_a_slash_delegating_100_reads_back_as_99(net: &mut dyn Net) {
    let third = third_of(net, 700);
    accepted(net, delegate(&third, 100));
    assert_eq!(net.delegations()[&third], 99);
    assert_eq!(net.balance(), FUNDS - 100);
}

fn delegating_to_a_validator_without_tokens_but_with_shares_fails(net: &mut dyn Net) {
    let third = net.operator(2);
    let height = net.height();
    net.slash(&third, 100, height, None);
    let error = refused(net, delegate(&third, 100));
    assert_eq!(error, "codespace: staking, code: 34");
    assert_eq!(net.balance(), FUNDS);
}

fn delegating_to_a_jailed_or_tombstoned_validator_succeeds(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    net.jail(&one);
    net.tombstone(&two);
    accepted(net, delegate(&one, 5));
    accepted(net, delegate(&two, 6));
    assert_eq!(net.delegations(), BTreeMap::from([(one, 5), (two, 6)]));
}

fn delegating_zero_an_unknown_or_a_malformed_validator_or_another_denom_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    let unknown = Chain::new(ChainConfig::default()).operator("unknown");
    let account = net.contract();
    let foreign = StakingMsg::Delegate {
        validator: one.clone(),
        amount: coin(5, "other"),
    };
    let cases = [
        (delegate(&one, 0), "codespace: sdk, code: 18"),
        (delegate(&unknown, 5), "codespace: staking, code: 3"),
        (delegate("wasmvaloper1junk", 5), "codespace: sdk, code: 7"),
        (delegate(account.as_str(), 5), "codespace: sdk, code: 7"),
        (foreign.into(), "codespace: sdk, code: 18"),
    ];
    for (message, expected) in cases {
        assert_eq!(refused(net, message), expected);
    }
}

fn delegating_more_than_the_balance_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    let error = refused(net, delegate(&one, FUNDS + 1));
    assert_eq!(error, "codespace: sdk, code: 5");
    assert_eq!(net.delegations(), BTreeMap::new());
}

fn all_delegations_lists_validators_of_every_status(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    net.forward([&one, &two, &third].map(|v| delegate(v, 10)).to_vec());
    net.jail(&one);
    net.unbond_validator(&two);
    let height = net.height();
    net.slash(&third, 100, height, None);
    let expected = BTreeMap::from([(one, 10), (two, 10), (third, 0)]);
    assert_eq!(net.delegations(), expected);
}

fn all_validators_lists_the_bonded_ones_only(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    accepted(net, delegate(&two, 1));
    assert_eq!(net.bonded(), [two.clone(), one.clone(), third.clone()]);
    net.jail(&one);
    assert_eq!(net.bonded(), [two.clone(), third]);
    net.unbond_validator(&net.operator(2));
    assert_eq!(net.bonded(), [two]);
}

fn a_validator_query_is_null_for_unknown_and_fails_for_malformed_operators(net: &mut dyn Net) {
    let one = net.operator(0);
    net.tombstone(&one);
    assert_eq!(net.known(&one), Ok(true));
    let unknown = Chain::new(ChainConfig::default()).operator("unknown");
    assert_eq!(net.known(&unknown), Ok(false));
    assert_eq!(net.known("wasmvaloper1junk"), Err(()));
    assert_eq!(net.known(net.contract().as_str()), Err(()));
}

fn can_redelegate_is_all_or_nothing(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 100), delegate(&two, 100)]);
    let can = |net: &dyn Net| net.delegation(&two).unwrap().can_redelegate;
    assert_eq!(can(net), coin(100, DENOM));
    accepted(net, redelegate(&one, &two, 1));
    assert_eq!(can(net), coin(0, DENOM));
    net.pass(UNBONDING);
    assert_eq!(can(net), coin(0, DENOM));
    net.pass(1);
    assert_eq!(can(net), coin(101, DENOM));
}

fn undelegate_answers_completion_time_and_amount(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    let seen = accepted(net, undelegate(&one, 40));
    let due = net.time().plus_seconds(UNBONDING);
    let nanos = u32::try_from(due.subsec_nanos()).unwrap();
    assert_eq!(undelegated(&seen), (due.seconds(), nanos, 40));
}

fn undelegate_may_yield_one_unit_less_than_asked(net: &mut dyn Net) {
    let third = third_of(net, 700);
    accepted(net, delegate(&third, 100));
    let seen = accepted(net, undelegate(&third, 51));
    assert_eq!(undelegated(&seen).2, 50);
}

fn the_eighth_entry_fails_even_where_it_would_merge(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    for _ in 0..7 {
        net.pass(1);
        accepted(net, undelegate(&one, 1));
    }
    let full = "codespace: staking, code: 27";
    assert_eq!(refused(net, undelegate(&one, 1)), full);
    net.pass(1);
    assert_eq!(refused(net, undelegate(&one, 1)), full);
    assert_eq!(net.delegations()[&one], 93);
}

fn undelegations_of_one_block_merge_into_one_entry(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    for _ in 0..6 {
        net.forward(vec![undelegate(&one, 1), undelegate(&one, 2)]);
        net.pass(1);
    }
    // Six entries so far, so a seventh is possible.
    accepted(net, undelegate(&one, 1));
    net.pass(1);
    let full = "codespace: staking, code: 27";
    assert_eq!(refused(net, undelegate(&one, 1)), full);
}

fn unbonding_from_jailed_and_unbonded_validators_takes_the_full_time(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 100), delegate(&two, 100)]);
    net.jail(&one);
    net.unbond_validator(&two);
    net.pass(50);
    let due = net.time().plus_seconds(UNBONDING).seconds();
    for operator in [one, two] {
        let seen = accepted(net, undelegate(&operator, 10));
        assert_eq!(undelegated(&seen).0, due);
    }
}

fn matured_coins_are_seen_in_the_next_block_only(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    accepted(net, undelegate(&one, 1_000));
    net.pass(UNBONDING - 1);
    net.pass(1);
    // The block whose time is the completion: its transactions do not see the coins.
    let seen = accepted(net, undelegate(&one, 1));
    assert_eq!(seen.balances, []);
    net.pass(1);
    assert_eq!(net.balance(), 1_000);
}

fn one_unit_more_than_the_delegation_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    let third = third_of(net, 700);
    net.forward(vec![delegate(&one, 100), delegate(&third, 100)]);
    let invalid = "codespace: sdk, code: 18";
    assert_eq!(refused(net, undelegate(&one, 101)), invalid);
    accepted(net, undelegate(&one, 100));
    assert_eq!(refused(net, undelegate(&third, 101)), invalid);
    // Bought with 100, it reads 99 and yields 99; only the 100 take all shares.
    assert_eq!(net.delegations()[&third], 99);
    let seen = accepted(net, undelegate(&third, 100));
    assert_eq!(undelegated(&seen).2, 99);
    assert_eq!(net.delegations(), BTreeMap::new());
}

fn undelegating_zero_or_from_nothing_fails(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100));
    let zero = refused(net, undelegate(&one, 0));
    assert_eq!(zero, "codespace: sdk, code: 18");
    let none = "codespace: staking, code: 19";
    assert_eq!(refused(net, undelegate(&two, 1)), none);
    assert_eq!(refused(net, redelegate(&two, &one, 1)), none);
}

fn a_transitive_redelegation_is_refused_until_the_first_has_ended(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    net.forward(vec![delegate(&one, 100), delegate(&two, 100)]);
    let due = net.time().plus_seconds(UNBONDING).seconds();
    let seen = accepted(net, redelegate(&one, &two, 10));
    assert_eq!(redelegated(&seen), i64::try_from(due).unwrap());
    let transitive = "codespace: staking, code: 32";
    // Also of what was there before.
    assert_eq!(refused(net, redelegate(&two, &third, 1)), transitive);
    assert_eq!(refused(net, redelegate(&two, &one, 1)), transitive);
    // Undelegating from there is possible, and so is moving more into it.
    accepted(net, undelegate(&two, 1));
    accepted(net, redelegate(&one, &third, 1));
    net.pass(UNBONDING);
    assert_eq!(refused(net, redelegate(&two, &third, 1)), transitive);
    net.pass(1);
    accepted(net, redelegate(&two, &third, 1));
}

fn the_eighth_redelegation_of_a_pair_fails(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    accepted(net, delegate(&one, 100));
    // In one block: redelegations do not merge.
    let seven = vec![redelegate(&one, &two, 1); 7];
    assert_eq!(error(&net.forward(seven)), "");
    let eighth = refused(net, redelegate(&one, &two, 1));
    assert_eq!(eighth, "codespace: staking, code: 33");
    accepted(net, redelegate(&one, &third, 1));
}

fn a_redelegation_worth_zero_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    let third = third_of(net, 970);
    accepted(net, delegate(&third, 100));
    let zero = refused(net, redelegate(&third, &one, 1));
    assert_eq!(zero, "codespace: staking, code: 30");
    // Undelegating the same makes an entry of nothing.
    let seen = accepted(net, undelegate(&third, 1));
    assert_eq!(undelegated(&seen).2, 0);
}

fn a_redelegation_to_itself_or_to_nobody_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    let unknown = Chain::new(ChainConfig::default()).operator("unknown");
    let itself = refused(net, redelegate(&one, &one, 1));
    assert_eq!(itself, "codespace: staking, code: 29");
    let nobody = refused(net, redelegate(&one, &unknown, 1));
    assert_eq!(nobody, "codespace: staking, code: 31");
}

fn a_redelegation_from_an_unbonded_validator_is_immediate_and_leaves_no_lock(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    accepted(net, delegate(&one, 100));
    net.unbond_validator(&one);
    let seen = accepted(net, redelegate(&one, &two, 60));
    // 0001-01-01T00:00:00Z
    assert_eq!(redelegated(&seen), -62_135_596_800);
    assert_eq!(net.delegations()[&two], 60);
    accepted(net, redelegate(&two, &third, 60));
}

fn a_redelegation_from_an_unbonding_validator_ends_with_its_unbonding(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100));
    net.jail(&one);
    let due = net.time().plus_seconds(UNBONDING).seconds();
    net.pass(30);
    let seen = accepted(net, redelegate(&one, &two, 60));
    assert_eq!(redelegated(&seen), i64::try_from(due).unwrap());
}

fn a_slash_charges_entries_first_and_bonded_stake_with_the_rest(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, undelegate(&one, 400));
    net.pass(1);
    let height = net.height() - 1;
    // 5 % of 1,001,000: 20 from the entry, 50,030 from 1,000,600 bonded tokens.
    net.slash(&one, 5, height, None);
    assert_eq!(net.delegations()[&one], 570);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 380);
}

fn a_slash_spares_entries_older_than_the_infraction(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, undelegate(&one, 400));
    net.pass(1);
    accepted(net, undelegate(&one, 200));
    let height = net.height();
    net.pass(1);
    net.slash(&one, 5, height, None);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 400 + 190);
}

fn a_slash_at_the_current_height_spares_all_entries(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, undelegate(&one, 400));
    let height = net.height();
    net.slash(&one, 50, height, None);
    assert_eq!(net.delegations()[&one], 300);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 400);
}

fn bonded_stake_may_lose_nothing_while_entries_lose_5_percent(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, undelegate(&one, 400));
    net.pass(1);
    let height = net.height() - 1;
    // A budget of 20, and the entry takes it all.
    net.slash(&one, 5, height, Some(400));
    assert_eq!(net.delegations()[&one], 600);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 380);
}

fn a_redelegation_is_slashed_at_the_destination(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 1_000));
    accepted(net, redelegate(&one, &two, 300));
    net.pass(1);
    let height = net.height() - 1;
    // 5 % of 1,001,000: 15 at the destination, 50,035 from 1,000,700 bonded tokens.
    net.slash(&one, 5, height, None);
    assert_eq!(net.delegations(), BTreeMap::from([(one, 665), (two, 285)]));
}

fn entries_at_the_destination_are_slashed_before_its_shares(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 1_000));
    accepted(net, redelegate(&one, &two, 300));
    accepted(net, undelegate(&two, 100));
    net.pass(1);
    let height = net.height() - 1;
    net.slash(&one, 5, height, None);
    assert_eq!(net.delegations()[&two], 200);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 85);
}

fn a_slash_of_a_redelegation_pays_the_rewards_of_the_destination(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 1_000));
    accepted(net, redelegate(&one, &two, 300));
    net.reward(&two, 9);
    net.pass(1);
    let height = net.height() - 1;
    net.slash(&one, 5, height, None);
    assert_eq!(net.balance(), FUNDS - 1_000 + 9);
}

fn an_entry_that_is_due_is_not_slashed(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    let height = net.height();
    accepted(net, undelegate(&one, 400));
    net.pass(UNBONDING);
    net.slash(&one, 5, height, None);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 400);
}

fn everything_can_be_slashed(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 1_000));
    net.reward(&one, 3);
    accepted(net, undelegate(&one, 400));
    net.pass(1);
    let height = net.height() - 1;
    net.slash(&one, 100, height, None);
    net.tombstone(&one);
    assert_eq!(net.delegations()[&one], 0);
    let worthless = "codespace: staking, code: 22";
    assert_eq!(refused(net, undelegate(&one, 1)), worthless);
    assert_eq!(refused(net, redelegate(&one, &two, 1)), worthless);
    accepted(net, withdraw(&one));
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS - 1_000 + 3);
}

fn a_tombstoned_validator_is_not_slashed_twice(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    let height = net.height();
    net.slash(&one, 5, height, None);
    net.tombstone(&one);
    net.slash(&one, 5, height, None);
    assert_eq!(net.delegations()[&one], 950);
}

fn a_failed_message_is_rolled_back_alone(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    net.reward(&one, 70);
    // The second pays the rewards out before it finds the funds missing.
    let seen = net.forward(vec![
        BankMsg::Burn {
            amount: coins(1, DENOM),
        }
        .into(),
        delegate(&one, 2 * FUNDS),
        BankMsg::Burn {
            amount: coins(2, DENOM),
        }
        .into(),
    ]);
    let failed: Vec<bool> = seen.iter().map(|s| s.error.is_some()).collect();
    assert_eq!(failed, [false, true, false]);
    assert_eq!(net.balance(), FUNDS - 1_000 - 3);
    let pending = net.delegation(&one).unwrap().accumulated_rewards;
    assert_eq!(pending, coins(70, DENOM));
}

fn messages_see_the_effects_of_earlier_ones(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    let seen = net.forward(vec![
        delegate(&one, 100),
        redelegate(&one, &two, 100),
        undelegate(&two, 100),
    ]);
    assert!(seen.iter().all(|s| s.error.is_none()));
    assert_eq!(seen[0].balances, coins(FUNDS - 100, DENOM));
    assert_eq!(net.delegations(), BTreeMap::new());
}

fn a_payload_comes_back_in_the_reply(net: &mut dyn Net) {
    let one = net.operator(0);
    let seen = net.forward(vec![delegate(&one, 1), undelegate(&one, 2)]);
    assert_eq!(seen[0].payload.as_slice(), b"0");
    assert_eq!(seen[1].payload.as_slice(), b"1");
}

fn replies_to_native_messages_carry_no_events(net: &mut dyn Net) {
    let one = net.operator(0);
    let to_address = net.contract().to_string();
    let amount = coins(1, DENOM);
    let seen = net.forward(vec![
        delegate(&one, 10),
        undelegate(&one, 1),
        withdraw(&one),
        BankMsg::Send { to_address, amount }.into(),
    ]);
    assert!(seen.iter().all(|s| s.error.is_none() && s.events == 0));
}

// The double alone.

fn slashed(chain: &mut Chain, slash: &Slash) -> [u128; 4] {
    let outcome = chain.slash(slash).unwrap();
    [
        outcome.budget,
        outcome.entries,
        outcome.redelegations,
        outcome.bonded,
    ]
}

#[test]
fn the_first_block_is_height_1_at_the_start_time() {
    let chain = Chain::new(ChainConfig::default());
    let block = chain.block();
    assert_eq!((block.height, block.time.seconds()), (1, 1_700_000_000));
    assert_eq!(block.chain_id, "floe-1");
}

#[test]
fn advancing_several_blocks_spreads_the_seconds_and_ends_each_block() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    accepted(&mut net, undelegate(&one, 10));
    let start = net.time();
    // Blocks at 33, 66, 100: the last is due, but has not ended.
    net.chain.advance(100, 3).unwrap();
    assert_eq!(net.height(), 4);
    assert_eq!(net.time(), start.plus_seconds(100));
    assert_eq!(net.balance(), 0);
    // Blocks at 0 and 1 more: the one that was due ends.
    net.chain.advance(1, 2).unwrap();
    assert_eq!(net.time(), start.plus_seconds(101));
    assert_eq!(net.balance(), 10);
    assert!(net.chain.advance(1, 0).is_err());
}

#[test]
fn an_entry_on_hold_is_paid_late_and_answers_the_usual_completion() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    net.chain.hold(&one, 50).unwrap();
    let due = net.time().plus_seconds(UNBONDING).seconds();
    let seen = accepted(&mut net, undelegate(&one, 10));
    assert_eq!(undelegated(&seen).0, due);
    net.chain.hold(&one, 0).unwrap();
    net.pass(1);
    accepted(&mut net, undelegate(&one, 5));
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), 5);
    net.pass(48);
    assert_eq!(net.balance(), 5);
    net.pass(1);
    assert_eq!(net.balance(), 15);
}

#[test]
fn an_entry_on_hold_can_be_slashed_after_its_completion() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    net.chain.hold(&one, 50).unwrap();
    accepted(&mut net, undelegate(&one, 400));
    net.pass(UNBONDING + 1);
    let slash = Slash::new(&one, Decimal::percent(5)).at_height(1);
    // 5 % of 1,001,000
    assert_eq!(slashed(&mut net.chain, &slash), [50_050, 20, 0, 50_030]);
}

#[test]
fn entries_are_slashed_by_their_initial_balance_and_at_most_what_is_left() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 1_000));
    net.pass(1);
    let slash = Slash::new(&one, Decimal::percent(60)).with_power(1_000);
    assert_eq!(slashed(&mut net.chain, &slash), [600, 600, 0, 0]);
    // 600 are asked of the entry, 400 are left, and the budget counts what was asked.
    assert_eq!(slashed(&mut net.chain, &slash), [600, 400, 0, 0]);
    assert_eq!(net.chain.unbonding_entries(&net.contract)[0].balance, 0);
}

#[test]
fn the_default_infraction_is_in_the_previous_block() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 100));
    net.pass(1);
    accepted(&mut net, undelegate(&one, 200));
    net.pass(1);
    accepted(&mut net, undelegate(&one, 300));
    // Height 3, so entries of 2 and 3: 500 of a power of 1,000,900.
    let slash = Slash::new(&one, Decimal::percent(10));
    assert_eq!(slashed(&mut net.chain, &slash), [100_090, 50, 0, 100_040]);
}

#[test]
fn power_is_not_cut_to_whole_coins_and_the_budget_rounds_down() {
    let mut net = Double::start();
    let one = net.operator(0);
    let slash = Slash::new(&one, Decimal::percent(5)).with_power(39);
    assert_eq!(slashed(&mut net.chain, &slash), [1, 0, 0, 1]);
    let slash = Slash::new(&one, Decimal::one()).with_power(5 * FUNDS);
    let left = FUNDS - 1;
    assert_eq!(slashed(&mut net.chain, &slash), [5 * FUNDS, 0, 0, left]);
}

#[test]
fn a_destination_may_lose_more_than_was_asked() {
    // The module takes the fraction of the moved shares in full even where entries paid a part.
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, redelegate(&one, &two, 1_000));
    accepted(&mut net, undelegate(&two, 100));
    net.pass(1);
    let slash = Slash::new(&one, Decimal::percent(50));
    let outcome = net.chain.slash(&slash).unwrap();
    assert_eq!(outcome.redelegations, 100 + 500);
    assert_eq!(outcome.bonded, 500_000);
    assert_eq!(net.delegations()[&two], 400);
}

#[test]
fn a_slash_of_an_unbonded_validator_or_in_the_future_is_refused() {
    let mut net = Double::start();
    let one = net.operator(0);
    let future = Slash::new(&one, Decimal::percent(5)).at_height(2);
    assert!(net.chain.slash(&future).is_err());
    let double = Slash::new(&one, Decimal::percent(200));
    assert!(net.chain.slash(&double).is_err());
    net.chain.unbond_validator(&one).unwrap();
    let slash = Slash::new(&one, Decimal::percent(5));
    assert!(net.chain.slash(&slash).is_err());
    assert_eq!(net.chain.validator(&one).unwrap().tokens, FUNDS);
}

#[test]
fn a_slash_can_jail_and_tombstone() {
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    let slash = Slash::new(&one, Decimal::percent(1)).and_jail();
    net.chain.slash(&slash).unwrap();
    let slash = Slash::new(&two, Decimal::percent(5)).and_tombstone();
    net.chain.slash(&slash).unwrap();
    let view = net.chain.validator(&one).unwrap();
    assert_eq!((view.status, view.jailed), (Status::Unbonding, true));
    net.chain.unjail(&one).unwrap();
    let view = net.chain.validator(&one).unwrap();
    assert_eq!((view.status, view.jailed), (Status::Bonded, false));
    let refused = net.chain.unjail(&two).unwrap_err();
    let refused = refused.downcast_ref::<ChainError>().unwrap();
    assert_eq!(refused.log, "validator still jailed; cannot be unjailed");
    assert!(net.chain.unjail(&one).is_err());
}

#[test]
fn a_jailed_validator_becomes_unbonded_after_the_unbonding_time() {
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.jail(&one);
    net.jail(&two);
    net.pass(UNBONDING - 1);
    net.chain.unjail(&two).unwrap();
    net.pass(1);
    let status = |net: &Double, operator: &str| net.chain.validator(operator).unwrap().status;
    assert_eq!(status(&net, &one), Status::Unbonding);
    net.pass(1);
    assert_eq!(status(&net, &one), Status::Unbonded);
    assert_eq!(status(&net, &two), Status::Bonded);
    net.chain.unjail(&one).unwrap();
    assert_eq!(status(&net, &one), Status::Bonded);
}

#[test]
fn an_unbonded_validator_without_shares_is_removed() {
    let mut net = Double::start();
    let empty = net
        .chain
        .add_validator("empty", Decimal::zero(), Uint128::zero())
        .unwrap();
    accepted(&mut net, delegate(&empty, 10));
    net.chain.unbond_validator(&empty).unwrap();
    accepted(&mut net, undelegate(&empty, 10));
    assert_eq!(net.known(&empty), Ok(false));
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(net.balance(), FUNDS);
}

#[test]
fn withdrawing_truncates_each_denom_and_the_rest_goes_to_the_community_pool() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    let amount: Decimal256 = "2.75".parse().unwrap();
    let ibc = "ibc/ABC";
    let contract = net.contract();
    net.chain.rewards_decimal(&contract, &one, amount, DENOM).unwrap();
    net.chain.rewards(&contract, &one, &coins(5, ibc)).unwrap();
    let pending = &net.chain.pending_rewards(&contract)[&one];
    assert_eq!(pending[DENOM], amount);
    let seen = accepted(&mut net, withdraw(&one));
    assert_eq!(seen.balances, [coin(5, ibc), coin(2, DENOM)]);
    let rest: Decimal256 = "0.75".parse().unwrap();
    let pool = net.chain.community_pool();
    assert_eq!(pool, BTreeMap::from([(DENOM.to_string(), rest)]));
    assert_eq!(net.chain.pending_rewards(&contract), BTreeMap::new());
}

#[test]
fn less_than_a_unit_of_rewards_pays_nothing() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    let amount: Decimal256 = "0.999".parse().unwrap();
    let contract = net.contract();
    net.chain.rewards_decimal(&contract, &one, amount, DENOM).unwrap();
    accepted(&mut net, withdraw(&one));
    assert_eq!(net.balance(), 0);
}

#[test]
fn rewards_queries_answer_decimals_per_validator_and_in_total() {
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 10), delegate(&two, 10)]);
    net.reward(&one, 5);
    net.reward(&two, 7);
    let querier = net.chain.querier();
    let total = querier.query_delegation_total_rewards(&net.contract).unwrap();
    assert_eq!(total.total[0].amount.to_string(), "12");
    assert_eq!(total.rewards.len(), 2);
    let rewards = querier.query_delegation_rewards(&net.contract, &one).unwrap();
    assert_eq!(rewards[0].amount.to_string(), "5");
    let mut listed = querier.query_delegator_validators(&net.contract).unwrap();
    listed.sort();
    let mut both = vec![one, two];
    both.sort();
    assert_eq!(listed, both);
}

#[test]
fn spread_rewards_skip_validators_that_are_not_bonded() {
    let mut net = Double::start();
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    let contract = net.contract();
    let spread = |net: &mut Double| net.chain.rewards_spread(&contract, Uint128::new(100));
    assert!(spread(&mut net).is_err());
    net.forward(vec![
        delegate(&one, 100),
        delegate(&two, 200),
        delegate(&third, 300),
    ]);
    net.jail(&third);
    spread(&mut net).unwrap();
    let pending = |net: &Double, operator: &str| net.delegation(operator).unwrap().accumulated_rewards;
    assert_eq!(pending(&net, &one), coins(33, DENOM));
    assert_eq!(pending(&net, &two), coins(67, DENOM));
    assert_eq!(pending(&net, &third), []);
    net.jail(&one);
    net.jail(&two);
    assert!(spread(&mut net).is_err());
}

#[test]
fn rewards_for_a_delegation_that_does_not_exist_are_an_error() {
    let mut net = Double::start();
    let one = net.operator(0);
    let contract = net.contract();
    let result = net.chain.rewards(&contract, &one, &coins(5, DENOM));
    let error = result.unwrap_err();
    assert_eq!(error.downcast_ref::<ChainError>().unwrap().code, 19);
}

#[test]
fn setting_the_withdraw_address_fails_where_the_chain_has_disabled_it() {
    let mut net = Double::start();
    let elsewhere = net.chain.account("elsewhere");
    net.chain.set_withdraw_address_enabled(false);
    let error = refused(&mut net, set_withdraw_address(elsewhere.as_str()));
    assert_eq!(error, "codespace: distribution, code: 8");
    net.chain.set_withdraw_address_enabled(true);
    accepted(&mut net, set_withdraw_address(elsewhere.as_str()));
    let contract = net.contract();
    assert_eq!(net.chain.withdraw_address(&contract), elsewhere);
}

#[test]
fn the_log_has_the_text_that_a_reply_does_not_see() {
    let mut net = Double::start();
    let one = net.operator(0);
    let user = net.chain.account("user");
    net.chain.fund(&user, &coins(100, DENOM));
    net.chain.execute_msgs(&user, vec![delegate(&one, 100)]).unwrap();
    let result = net.chain.execute_msgs(&user, vec![undelegate(&one, 101)]);
    let error = result.unwrap_err();
    let error = error.downcast_ref::<ChainError>().unwrap();
    assert_eq!(error.log, "invalid shares amount: invalid request");
    assert_eq!(error.to_string(), "codespace: sdk, code: 18");
}

#[test]
fn a_transaction_that_fails_leaves_no_trace() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 100));
    net.reward(&one, 5);
    let messages = vec![undelegate(&one, 50), undelegate(&one, 51)];
    let sender = net.chain.account("sender");
    let msg = forwarder::ExecuteMsg::Forward {
        messages,
        tolerant: false,
    };
    let contract = net.contract();
    let error = net.chain.execute(&sender, &contract, &msg, &[]).unwrap_err();
    assert_eq!(error.downcast_ref::<ChainError>().unwrap().code, 18);
    assert_eq!(net.balance(), FUNDS - 100);
    assert_eq!(net.delegations()[&one], 100);
    assert_eq!(net.chain.unbonding_entries(&contract), []);
}

#[test]
fn faults_refuse_their_message_for_their_validator_until_switched_off() {
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 100), delegate(&two, 100)]);
    let cases = [
        (Fault::Delegate, delegate(&one, 1), delegate(&two, 1)),
        (Fault::Undelegate, undelegate(&one, 1), undelegate(&two, 1)),
        (Fault::Withdraw, withdraw(&one), withdraw(&two)),
        (Fault::Redelegate, redelegate(&two, &one, 1), delegate(&one, 1)),
        (Fault::Redelegate, redelegate(&one, &two, 1), delegate(&two, 1)),
    ];
    for (fault, message, other) in cases {
        net.chain.fail(&one, &[fault], true).unwrap();
        let error = refused(&mut net, message.clone());
        assert_eq!(error, "codespace: staking, code: 999");
        accepted(&mut net, other);
        net.chain.fail(&one, &[fault], false).unwrap();
        if fault != Fault::Redelegate {
            accepted(&mut net, message);
        }
    }
    let parsed: Vec<Fault> = serde_json::from_str(r#"["delegate","short_by_one"]"#).unwrap();
    assert_eq!(parsed, [Fault::Delegate, Fault::ShortByOne]);
}

#[test]
fn out_of_gas_fails_every_message_for_the_validator() {
    let mut net = Double::start();
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(&mut net, delegate(&one, 100));
    net.chain.fail(&one, &[Fault::OutOfGas], true).unwrap();
    let messages = [
        delegate(&one, 1),
        undelegate(&one, 1),
        redelegate(&one, &two, 1),
        withdraw(&one),
    ];
    for message in messages {
        assert_eq!(refused(&mut net, message), "codespace: sdk, code: 11");
    }
}

#[test]
fn spoiled_responses_are_garbage_or_empty_while_the_message_succeeds() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 100));
    net.chain.fail(&one, &[Fault::UnreadableResponse], true).unwrap();
    let seen = accepted(&mut net, undelegate(&one, 1));
    assert!(Bufany::deserialize(&seen.responses[0].value).is_err());
    net.chain.fail(&one, &[Fault::UnreadableResponse], false).unwrap();
    net.chain.fail(&one, &[Fault::EmptyResponse], true).unwrap();
    let seen = accepted(&mut net, undelegate(&one, 1));
    assert!(seen.responses[0].value.is_empty());
    let contract = net.contract();
    assert_eq!(net.chain.unbonding_entries(&contract)[0].balance, 2);
}

#[test]
fn short_by_one_leaves_the_unit_with_the_validator() {
    let mut net = Double::start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 100));
    net.chain.fail(&one, &[Fault::ShortByOne], true).unwrap();
    let seen = accepted(&mut net, undelegate(&one, 40));
    assert_eq!(undelegated(&seen).2, 39);
    assert_eq!(net.delegations()[&one], 60);
    assert_eq!(net.chain.validator(&one).unwrap().tokens, FUNDS + 61);
}

#[test]
fn governance_accepts_and_records_votes() {
    let mut net = Double::start();
    let vote = GovMsg::Vote {
        proposal_id: 3,
        option: VoteOption::Yes,
    };
    accepted(&mut net, vote.into());
    let votes = net.chain.votes(3);
    let [cast] = votes[net.contract().as_str()].as_slice() else {
        panic!("one option expected: {votes:?}")
    };
    assert_eq!((&cast.option, cast.weight), (&VoteOption::Yes, Decimal::one()));
    assert_eq!(net.chain.votes(4), BTreeMap::new());
}

#[test]
fn queries_of_the_chains_own_protocol_are_rejected() {
    let net = Double::start();
    #[allow(deprecated)]
    let request: QueryRequest<Empty> = QueryRequest::Stargate {
        path: "/cosmos.staking.v1beta1.Query/Validator".to_string(),
        data: Default::default(),
    };
    assert!(net.chain.querier().query::<Empty>(&request).is_err());
}

#[test]
fn coins_are_not_sent_to_what_is_no_address() {
    let mut net = Double::start();
    let amount: Vec<Coin> = coins(1, DENOM);
    let to_address = "nobody".to_string();
    let error = refused(&mut net, BankMsg::Send { to_address, amount }.into());
    assert_eq!(error, "codespace: sdk, code: 7");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// One random thing that can happen; errors are part of it.
fn happen(net: &mut Double, dice: &mut Dice) {
    let pick = |dice: &mut Dice| usize::try_from(dice.below(3)).unwrap();
    let (one, two) = (net.operator(pick(dice)), net.operator(pick(dice)));
    let amount = u128::from(dice.below(5_000));
    match dice.below(12) {
        0..=2 => drop(net.forward(vec![delegate(&one, amount)])),
        3 | 4 => drop(net.forward(vec![undelegate(&one, amount)])),
        5 | 6 => drop(net.forward(vec![redelegate(&one, &two, amount)])),
        7 | 8 => net.pass(dice.below(40)),
        9 => {
            let percent = Decimal::percent(dice.below(30));
            let height = net.height().saturating_sub(dice.below(10));
            let slash = Slash::new(&one, percent).at_height(height);
            drop(net.chain.slash(&slash));
        }
        10 => drop(net.chain.rewards_spread(&net.contract, Uint128::new(amount))),
        _ => {
            drop(net.chain.jail(&one));
            drop(net.chain.unjail(&two));
        }
    }
}

#[test]
fn no_history_creates_or_loses_a_token() {
    for seed in 0..40 {
        let mut net = Double::start();
        let mut dice = Dice(seed);
        for _ in 0..300 {
            happen(&mut net, &mut dice);
            net.assert_conserved();
        }
        // Everything that is under way ends, and nothing stays behind.
        let due = net.chain.unbonding_entries(&net.contract);
        let expected = net.balance() + due.iter().map(|entry| entry.balance).sum::<u128>();
        net.pass(UNBONDING);
        net.pass(1);
        assert_eq!(net.balance(), expected);
        assert_eq!(net.chain.unbonding_entries(&net.contract), []);
        assert_eq!(net.chain.redelegations(&net.contract), []);
    }
}
