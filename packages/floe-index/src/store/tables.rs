//! The tables as the writer knows them; [`migrations`](../migrations) make them.

use super::cell::ColumnKind::{self, Number, Text};

/// A table that blocks are written to.
#[derive(Clone, Copy, Debug)]
pub struct TableAbout {
    pub name: &'static str,
    /// How many of the first columns make the key.
    pub key: usize,
    pub columns: &'static [(&'static str, ColumnKind)],
    /// Whether it follows from the events.
    pub derived: bool,
}

macro_rules! tables {
    ($($constant:ident = $name:literal, $derived:literal, [$($key:ident $key_kind:ident),*], [$($column:ident $kind:ident),*];)*) => {
        $(pub const $constant: TableAbout = TableAbout {
            name: $name,
            key: [$(stringify!($key)),*].len(),
            columns: &[$((stringify!($key), $key_kind),)* $((stringify!($column), $kind)),*],
            derived: $derived,
        };)*

        /// All of them, in the order of their declaration.
        pub const ALL: &[TableAbout] = &[$($constant),*];
    };
}

tables! {
    PROGRESS = "progress", false, [id Number], [height Number, hash Text, time Number];
    BLOCKS = "blocks", false, [height Number], [hash Text, time Number];
    TXS = "txs", false, [height Number, tx Number], [hash Text, called Number, payer Text, fee Text];
    EVENTS = "events", false, [height Number, tx Number, idx Number], [contract Text, kind Text, attributes Text];
    RATES = "rates", true, [height Number, tx Number], [
        time Number, rate Text, pool Text, delegated Text, undelegating Text, free Text, reserved Text, owed Text,
        supply Text, stream_amount Text, stream_start Number, stream_end Number, loss_carry Text
    ];
    BALANCES = "balances", true, [address Text], [amount Text, height Number, tx Number];
    ACCOUNT_TXS = "account_txs", true, [height Number, tx Number, address Text], [time Number, balance Text];
    FLOWS = "flows", true, [height Number, tx Number, idx Number, seq Number], [
        time Number, kind Text, account Text, other Text, batch Number, shares Text, coins Text, fee Text
    ];
    BATCHES = "batches", true, [batch Number], [
        state Text, shares Text, payable Text, open_shares Text, claimed Text, repriced Number, closed_height Number,
        closed_time Number, estimate Number, settled_height Number, settled_time Number
    ];
    BATCH_TXS = "batch_txs", true, [batch Number, height Number, tx Number], [];
    REQUESTS = "requests", true, [address Text, batch Number], [
        shares Text, queued Text, claimed Text, paid Text, height Number
    ];
    FEES = "fees", true, [height Number, tx Number, idx Number, seq Number], [
        time Number, receiver Text, shares Text
    ];
    FEE_RECEIVERS = "fee_receivers", true, [receiver Text], [shares Text];
    LOSSES = "losses", true, [height Number, tx Number], [
        time Number, loss Text, rounding Text, rate_before Text, rate_after Text, pool_before Text, pool_after Text,
        kept Text
    ];
    LOSS_BEARERS = "loss_bearers", true, [height Number, tx Number, bearer Text, batch Number], [amount Text];
    SLASHES = "slashes", true, [height Number, tx Number, idx Number, seq Number], [
        time Number, operator Text, bonded Text, provisioned Text
    ];
    VALIDATORS = "validators", true, [operator Text], [
        listed Number, weight Number, commission Text, bonded Number, dear_since Number, paused Number,
        paused_until Number, slashed Text, height Number
    ];
    STAKES = "stakes", false, [operator Text, height Number], [
        time Number, delegated Text, target Text, in_flight Text
    ];
    COMMISSIONS = "commissions", true, [operator Text, height Number, tx Number], [time Number, commission Text];
    PARAMS = "params", true, [height Number, tx Number, idx Number, seq Number], [
        time Number, contract Text, name Text, old Text, new Text
    ];
    VOTES = "votes", true, [height Number, tx Number, idx Number, seq Number], [time Number, proposal Number];
    PAUSES = "pauses", true, [domain Text], [active Number, by_whom Text, until Number, time Number];
    MODULE_FACTS = "module_facts", true, [height Number, tx Number, idx Number], [
        time Number, contract Text, name Text, attributes Text
    ];
    BACKSTOPS = "backstops", true, [contract Text, height Number, tx Number], [
        time Number, units Text, assets Text, unreleased Text
    ];
    BACKSTOP_UNITS = "backstop_units", true, [contract Text, address Text], [
        units Text, cooling Text, ready Number, until Number
    ];
    BONDS = "bonds", true, [contract Text, operator Text], [
        posted Text, account Text, cooling Text, ready Number, withdrawn Text, burned Text
    ];
    PROPOSALS = "proposals", true, [contract Text, id Number], [
        state Text, title Text, proposer Text, class Text, messages Number, due Number, expires Number, objecting Text,
        gone Text, postponed_bps Number, waits_for Number, waits_until Number, queued_height Number, queued_time Number,
        ended_by Text, ended_height Number, ended_time Number
    ];
    OBJECTIONS = "objections", true, [contract Text, id Number, address Text], [shares Text, gone Text];
    STAKINGS = "stakings", true, [contract Text], [token Text, unstaking Number, total Text];
    STAKED = "staked", true, [contract Text, address Text], [staked Text, unstaking Text, ready Number];
    STREAMS = "streams", true, [contract Text, asset Text], [
        period Number, funded Text, paid Text, unreleased Text, ends Number
    ];
    REWARDS_PAID = "rewards_paid", true, [contract Text, address Text, asset Text], [paid Text];
    GOV_VOTES = "gov_votes", true, [contract Text, proposal Number], [
        state Text, power Text, quorum Text, voted Text, yes Text, no Text, abstain Text, no_with_veto Text,
        opened_height Number, opened_time Number, cast_height Number, cast_time Number
    ];
    BALLOTS = "ballots", true, [contract Text, proposal Number, address Text], [
        yes Text, no Text, abstain Text, no_with_veto Text
    ];
    WEIGHT_VOTES = "weight_votes", true, [contract Text, address Text], [power Text, epoch Number];
    WEIGHTINGS = "weightings", true, [contract Text, height Number, tx Number], [
        time Number, validators Number, alpha_bps Number, votes Text
    ];
    COVERAGE = "coverage", false, [height Number], [
        time Number, bonds Text, backstop Text, covered Text, returned Text, worst_loss Text, worst_uncovered_bps Number,
        coverage_bps Number
    ];
    TOTALS = "totals", true, [id Number], [
        seed Text, open_batch Number, holders Number, winding_down Number, short_since Number,
        deposits_halted_until Number, kept Text, gaps Number, unreadable Number, deposits Text, rewards Text, fees Text,
        other_gains Text, losses Text, rounding Text, exits Text, claimed Text, instant Text, instant_fees Text,
        minted Text, fee_shares Text, closed Text, instant_shares Text, covered Text, given_back Text,
        covered_shares Text, returned_shares Text
    ];
    PROOFS = "proofs", false, [height Number], [time Number, proven Number, differences Text];
    ALARMS = "alarms", false, [id Number], [
        kind Text, since Number, ended Number, height Number, detail Text
    ];
    WEBHOOKS = "webhooks", false, [rule Text], [
        height Number, tx Number, idx Number, delivered Number, attempts Number, due Number, failure Text
    ];
}
