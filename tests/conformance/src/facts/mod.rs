//! The facts. Each is a function over a [`Net`]; [`each_fact!`](crate::each_fact) lists them.

pub mod delegating;
pub mod queries;
pub mod redelegating;
pub mod replies;
pub mod rewards;
pub mod slashing;
pub mod undelegating;

use crate::net::{Net, Surroundings};

/// Something that every chain does.
#[derive(Clone, Copy)]
pub struct StakingFact {
    pub name: &'static str,
    pub world: Surroundings,
    /// Panics where the chain does otherwise.
    pub run: fn(&mut dyn Net),
}

/// Calls a macro with the list of the facts by world and module.
#[macro_export]
macro_rules! each_fact {
    ($then:ident) => {
        $then! {
            Usual delegating {
                delegating_pays_pending_rewards_before_it_takes_the_stake,
                after_a_slash_delegating_100_reads_back_as_99,
                delegating_to_a_jailed_or_tombstoned_validator_succeeds,
                delegating_zero_an_unknown_or_a_malformed_validator_or_another_denom_fails,
                delegating_more_than_the_balance_fails,
            }
            Usual rewards {
                undelegating_pays_pending_rewards_also_when_nothing_is_left,
                redelegating_pays_pending_rewards_on_both_sides,
                withdrawing_zero_succeeds_and_pays_nothing,
                withdrawing_without_a_delegation_fails,
                rewards_go_to_the_withdraw_address,
                rewards_come_in_every_denom_and_are_paid_together,
                a_reply_sees_the_rewards_that_its_message_paid,
            }
            Usual queries {
                all_validators_lists_the_bonded_ones_by_power,
                a_validator_query_is_null_for_unknown_and_fails_for_malformed_operators,
                can_redelegate_is_all_or_nothing,
                queries_of_the_chains_own_protocol_are_rejected,
            }
            Usual undelegating {
                undelegate_answers_completion_time_and_amount,
                undelegate_may_yield_one_unit_less_than_asked,
                the_eighth_entry_fails_even_where_it_would_merge,
                undelegations_of_one_block_merge_into_one_entry,
                entries_are_counted_per_validator,
                unbonding_from_jailed_and_unbonded_validators_takes_the_full_time,
                matured_coins_are_seen_in_the_next_block_only,
                one_unit_more_than_the_delegation_is_refused,
                undelegating_zero_or_from_nothing_fails,
            }
            Usual redelegating {
                a_transitive_redelegation_is_refused_until_the_first_has_ended,
                the_eighth_redelegation_of_a_pair_fails,
                a_redelegation_worth_zero_is_refused,
                a_redelegation_to_itself_or_to_nobody_is_refused,
                a_redelegation_from_an_unbonded_validator_is_immediate_and_leaves_no_lock,
                a_redelegation_from_an_unbonding_validator_ends_with_its_unbonding,
            }
            Usual slashing {
                a_slash_charges_entries_first_and_bonded_stake_with_the_rest,
                a_slash_spares_entries_older_than_the_infraction,
                bonded_stake_may_lose_nothing_while_entries_lose_their_part,
                a_redelegation_is_slashed_at_the_destination,
                entries_at_the_destination_are_slashed_before_its_shares,
                a_destination_may_lose_more_than_was_asked,
                a_slash_of_a_redelegation_pays_the_rewards_of_the_destination,
                a_tombstoned_validator_is_not_slashed_twice,
            }
            Usual replies {
                a_failed_message_is_rolled_back_alone,
                a_message_that_runs_out_of_its_gas_fails_alone,
                a_transaction_that_fails_leaves_no_trace,
                messages_see_the_effects_of_earlier_ones,
                a_payload_comes_back_in_the_reply,
                replies_to_native_messages_carry_no_events,
                attributes_of_a_message_between_contracts_are_sorted_by_key,
                attributes_of_what_a_transaction_calls_itself_keep_their_order,
                every_staking_message_answers_its_own_response,
                coins_are_not_sent_to_what_is_no_address,
                a_contract_can_send_to_itself,
                a_contract_can_vote_and_change_its_vote,
            }
            Harsh delegating {
                delegating_to_a_validator_without_tokens_but_with_shares_fails,
            }
            Harsh queries {
                all_delegations_lists_validators_of_every_status,
            }
            Harsh slashing {
                everything_can_be_slashed,
            }
            Watchful slashing {
                missing_blocks_costs_bonded_stake_and_spares_entries_of_before,
            }
        }
    };
}

macro_rules! listed {
    ($($world:ident $module:ident { $($name:ident,)* })*) => {
        &[$($(StakingFact {
            name: stringify!($name),
            world: Surroundings::$world,
            run: $module::$name,
        },)*)*]
    };
}

/// All of them.
pub const FACTS: &[StakingFact] = each_fact!(listed);
