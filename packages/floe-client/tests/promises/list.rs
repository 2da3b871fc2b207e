// Included by the test programs, which say what `promised!` makes of a promise.

promised! {
    money {
        the_chain_says_what_it_is,
        coins_arrive_and_the_fee_is_all_that_is_missing,
        more_than_one_has_is_refused,
        addresses_of_other_chains_are_refused_everywhere,
        nothing_to_do_is_no_transaction,
        messages_of_one_transaction_happen_together_or_not_at_all,
    }
    contracts {
        stored_code_has_an_id_and_the_checksum_of_its_wasm,
        stored_code_is_found_by_its_checksum,
        a_contract_is_created_queried_and_described,
        a_contract_runs_and_its_events_are_told,
        a_refusal_has_the_contracts_own_words,
        what_does_not_exist_is_said_to_be_missing,
        the_past_of_a_contract_can_be_read_from_any_height,
        only_the_admin_moves_a_contract_to_other_code,
    }
    staking {
        stake_is_seen_where_it_was_put_and_where_it_moved,
        undelegated_coins_are_seen_on_their_way_and_come_back,
        validators_are_told_with_stake_shares_and_commission,
    }
    transactions {
        several_transactions_can_be_under_way,
        a_simulation_leaves_nothing_behind,
        a_transaction_is_noted_before_it_leaves_or_it_does_not_leave,
        an_estimate_is_what_is_then_paid,
        blocks_pass_and_have_times,
        waiting_ends_when_it_is_true_or_takes_too_long,
        a_transaction_can_be_built_for_others_to_sign,
    }
}
