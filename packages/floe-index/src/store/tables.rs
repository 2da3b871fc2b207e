//! The tables as the writer knows them; [`migrations`](../migrations) make them.

use super::cell::Kind::{self, Number, Text};

/// A table that blocks are written to.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    /// How many of the first columns make the key.
    pub key: usize,
    pub columns: &'static [(&'static str, Kind)],
    /// Whether it follows from the events.
    pub derived: bool,
}

macro_rules! tables {
    ($($constant:ident = $name:literal, $derived:literal, [$($key:ident $key_kind:ident),*], [$($column:ident $kind:ident),*];)*) => {
        $(pub const $constant: Table = Table {
            name: $name,
            key: [$(stringify!($key)),*].len(),
            columns: &[$((stringify!($key), $key_kind),)* $((stringify!($column), $kind)),*],
            derived: $derived,
        };)*

        /// All of them, in the order of their declaration.
        pub const ALL: &[Table] = &[$($constant),*];
    };
}

tables! {
    PROGRESS = "progress", false, [id Number], [height Number, hash Text, time Number];
    BLOCKS = "blocks", false, [height Number], [hash Text, time Number];
    TXS = "txs", false, [height Number, tx Number], [hash Text];
    EVENTS = "events", false, [height Number, tx Number, idx Number], [contract Text, kind Text, attributes Text];
    RATES = "rates", true, [height Number, tx Number], [
        time Number, rate Text, pool Text, delegated Text, undelegating Text, free Text, reserved Text, owed Text,
        supply Text, stream_amount Text, stream_start Number, stream_end Number, loss_carry Text
    ];
    BALANCES = "balances", true, [address Text], [amount Text, height Number, tx Number];
    ACCOUNT_TXS = "account_txs", true, [address Text, height Number, tx Number], [time Number, balance Text];
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
    TOTALS = "totals", true, [id Number], [
        seed Text, open_batch Number, holders Number, winding_down Number, short_since Number,
        deposits_halted_until Number, kept Text, gaps Number, unreadable Number, deposits Text, rewards Text, fees Text,
        other_gains Text, losses Text, rounding Text, exits Text, claimed Text, instant Text, instant_fees Text,
        minted Text, fee_shares Text, closed Text, instant_shares Text
    ];
    PROOFS = "proofs", false, [height Number], [time Number, proven Number, differences Text];
    ALARMS = "alarms", false, [id Number], [
        kind Text, since Number, ended Number, height Number, detail Text
    ];
    WEBHOOKS = "webhooks", false, [rule Text], [
        height Number, tx Number, idx Number, delivered Number, attempts Number, due Number, failure Text
    ];
}
