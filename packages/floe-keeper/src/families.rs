//! Names, help and labels of the figures.

/// Name, help and labels of a family.
pub type Family = (&'static str, &'static str, &'static [&'static str]);

/// `name[label, ..] "help";` for each.
macro_rules! families {
    ($($name:ident $([$($label:ident),+])? $help:literal;)*) => {
        &[$((stringify!($name), $help, &[$($(stringify!($label)),+)?])),*]
    };
}

/// Gauges of the keeper itself.
pub const OWN: &[Family] = families! {
    floe_keeper_info[version, chain_id, address, hub] "1; what this keeper is and looks after.";
    floe_keeper_balance[denom] "The keeper's own coins, base units.";
    floe_keeper_low_balance[denom] "Balance below which the keeper asks for more, base units.";
    floe_keeper_spent_today[denom] "Fees since midnight UTC of the chain's time, base units.";
    floe_keeper_min_coverage_bps "Coverage below which the keeper asks for more, basis points of the worst loss; 0: none is asked for.";
    floe_keeper_budget[denom] "The most that a day's fees may come to, base units.";
    floe_keeper_due[task] "1 for a task that was due at the last look.";
    floe_keeper_held[task] "1 for a task that is due and too dear for what is left of today's fees.";
    floe_keeper_good_round_seconds "Unix time at which a round last ended without an error.";
    floe_keeper_failed_rounds "Rounds in a row that ended with an error.";
    floe_node_height "Height of the node's last block.";
    floe_node_lag_seconds "How far the node's last block is behind this machine's clock.";
};

/// Counters since the keeper started.
pub const COUNTERS: &[Family] = families! {
    floe_keeper_txs_total[task, result] "Transactions by task and by what became of them.";
    floe_keeper_gas_used_total[task] "Gas used, by task.";
    floe_keeper_fees_total[task] "Fees paid, base units, by task.";
    floe_keeper_failed_messages_total "Messages of the hub to the chain that failed within the keeper's transactions.";
};

/// Gauges of the protocol.
pub const PROTOCOL: &[Family] = families! {
    floe_rate "Base units for one token unit.";
    floe_pool "What all tokens are worth, base units.";
    floe_supply "Tokens, in token units.";
    floe_delegated "Booked delegations, base units.";
    floe_undelegating "What undelegations in flight are expected to bring, base units.";
    floe_free "Free coins, base units.";
    floe_reserved "Coins ring-fenced for settled batches, base units.";
    floe_owed "What unsettled batches are to be paid, base units.";
    floe_unreleased "Rewards not yet released, base units.";
    floe_solvency_margin "Bank balance less free and reserved coins, base units; never below zero.";
    floe_solvent "1 while the hub's books are covered.";
    floe_short_seconds "Since when coins of overdue undelegations are missing; 0 while none are.";
    floe_losses "All that slashes are known to have cost, base units.";
    floe_loss_carry "Losses that rewards repay before a fee is taken, base units.";
    floe_coverage_bps "What bonds and backstop pay of the worst loss, basis points; above 10000 where they reach farther.";
    floe_worst_loss "What a double sign of the validator with the largest stake costs, base units.";
    floe_worst_uncovered_bps "Largest part of the pool that one double sign costs beyond bond and backstop, basis points.";
    floe_guarantor_balance[role, contract] "Shares that a guarantor has, in token units; \"nobody\" where there is none.";
    floe_guarantor_covered[role, contract] "Shares that it has paid for slashes since ever, in token units.";
    floe_guarantor_returned[role, contract] "Shares of these that came back, in token units.";
    floe_guarantor_owed_back[role, contract] "What may still come back to it, base units.";
    floe_guarantor_capacity[role, contract] "What it would pay of the worst loss, base units.";
    floe_sync_age_seconds "Chain time since the last observation.";
    floe_max_sync_age_seconds "Age at which deposits observe first; at twice this some readers of the rate stop.";
    floe_paused[domain] "1 while a domain is paused.";
    floe_winding_down "1 once the protocol is winding down.";
    floe_open_batch_shares "Tokens waiting for the next batch, in token units.";
    floe_open_batch_due "1 while the open batch is not empty and its time to close has come.";
    floe_batches_unsettled "Closed batches that are not funded yet.";
    floe_batches_overdue "Closed batches that are past their estimated end.";
    floe_exit_need "What exits need and no undelegation brings yet, base units.";
    floe_entries_overdue_seconds "Age of the oldest undelegation that ended and is not booked; 0 without one.";
    floe_unbonding_deficit[operator] "What undelegations in flight will bring less than booked, base units.";
    floe_unbonding_entries[operator] "Undelegations in flight.";
    floe_max_entries "Undelegations in flight at one validator at most.";
    floe_validator_delegated[operator] "Booked delegation, base units.";
    floe_validator_target[operator] "Where the registry wants it, base units.";
    floe_validator_on_chain[operator] "Delegation according to the chain, base units.";
    floe_validator_bonded[operator] "1 while in the bonded set.";
    floe_validator_accepting[operator] "1 while it receives stake.";
    floe_validator_marked[operator] "1 while the last message to it failed.";
    floe_registry_age_seconds "Chain time since the registry's last refresh.";
    floe_fee_bps "Part of net profit that is taken as a fee, basis points; a higher one as soon as it is set.";
    floe_fee_receiver_weight[receiver] "Weight of a receiver of the fee.";
    floe_role[role, address] "1 for whoever has a power over a contract; \"nobody\" where nobody has.";
    floe_handover_pending[contract] "1 while a contract is offered to a new owner.";
    floe_guardian_armed "1 while the guardian can pause.";
    floe_code_id[contract] "Code that a contract runs.";
    floe_param[contract, name] "Value of a parameter: base units, seconds, basis points or counts; 0 for no cap.";
    floe_validator_weight[operator] "Weight that the registry gives it; 0 once it is removed.";
};
