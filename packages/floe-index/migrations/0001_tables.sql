-- The same for SQLite and PostgreSQL. Amounts are texts of 39 digits, which sort as the numbers they are; times are unix
-- nanoseconds, flags 0 and 1. A position is height, tx and idx: block, transaction in it (-1 before the first, 2147483647
-- after the last), event in it; seq tells apart what one event says. Indexes by account are made once the chain is caught up
-- with (src/store/search.rs).

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE progress (
    id BIGINT NOT NULL PRIMARY KEY,
    height BIGINT NOT NULL,
    hash TEXT NOT NULL,
    time BIGINT NOT NULL
);

CREATE TABLE blocks (
    height BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    time BIGINT NOT NULL
);

-- Transactions in which contracts of the protocol reported something, or that executed the hub (called). Who has paid, and what,
-- as a list of coins.
CREATE TABLE txs (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    hash TEXT NOT NULL,
    called BIGINT NOT NULL,
    payer TEXT,
    fee TEXT,
    PRIMARY KEY (height, tx)
);

CREATE TABLE events (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    contract TEXT NOT NULL,
    kind TEXT NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (height, tx, idx)
);
CREATE INDEX events_kind ON events (kind, height, tx, idx);

CREATE TABLE rates (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    rate TEXT NOT NULL,
    pool TEXT NOT NULL,
    delegated TEXT NOT NULL,
    undelegating TEXT NOT NULL,
    free TEXT NOT NULL,
    reserved TEXT NOT NULL,
    owed TEXT NOT NULL,
    supply TEXT NOT NULL,
    stream_amount TEXT NOT NULL,
    stream_start BIGINT NOT NULL,
    stream_end BIGINT NOT NULL,
    loss_carry TEXT NOT NULL,
    PRIMARY KEY (height, tx)
);
CREATE INDEX rates_time ON rates (time);

CREATE TABLE balances (
    address TEXT NOT NULL PRIMARY KEY,
    amount TEXT NOT NULL,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL
);

CREATE TABLE account_txs (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    address TEXT NOT NULL,
    time BIGINT NOT NULL,
    balance TEXT NOT NULL,
    PRIMARY KEY (height, tx, address)
);

CREATE TABLE flows (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    time BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    other TEXT,
    batch BIGINT,
    shares TEXT NOT NULL,
    coins TEXT,
    fee TEXT,
    PRIMARY KEY (height, tx, idx, seq)
);

CREATE TABLE batches (
    batch BIGINT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    shares TEXT NOT NULL,
    payable TEXT,
    open_shares TEXT NOT NULL,
    claimed TEXT NOT NULL,
    repriced BIGINT NOT NULL,
    closed_height BIGINT,
    closed_time BIGINT,
    estimate BIGINT,
    settled_height BIGINT,
    settled_time BIGINT
);
CREATE INDEX batches_state ON batches (state, batch);

CREATE TABLE batch_txs (
    batch BIGINT NOT NULL,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    PRIMARY KEY (batch, height, tx)
);

CREATE TABLE requests (
    address TEXT NOT NULL,
    batch BIGINT NOT NULL,
    shares TEXT NOT NULL,
    queued TEXT NOT NULL,
    claimed TEXT NOT NULL,
    paid TEXT NOT NULL,
    height BIGINT NOT NULL,
    PRIMARY KEY (address, batch)
);
CREATE INDEX requests_batch ON requests (batch, address);

CREATE TABLE fees (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    time BIGINT NOT NULL,
    receiver TEXT NOT NULL,
    shares TEXT NOT NULL,
    PRIMARY KEY (height, tx, idx, seq)
);

CREATE TABLE fee_receivers (
    receiver TEXT NOT NULL PRIMARY KEY,
    shares TEXT NOT NULL
);

CREATE TABLE losses (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    loss TEXT NOT NULL,
    rounding TEXT NOT NULL,
    rate_before TEXT NOT NULL,
    rate_after TEXT NOT NULL,
    pool_before TEXT NOT NULL,
    pool_after TEXT NOT NULL,
    kept TEXT NOT NULL,
    PRIMARY KEY (height, tx)
);
CREATE INDEX losses_time ON losses (time);

CREATE TABLE loss_bearers (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    bearer TEXT NOT NULL,
    batch BIGINT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (height, tx, bearer, batch)
);

CREATE TABLE slashes (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    time BIGINT NOT NULL,
    operator TEXT NOT NULL,
    bonded TEXT NOT NULL,
    provisioned TEXT NOT NULL,
    PRIMARY KEY (height, tx, idx, seq)
);
CREATE INDEX slashes_operator ON slashes (operator, height);

CREATE TABLE validators (
    operator TEXT NOT NULL PRIMARY KEY,
    listed BIGINT NOT NULL,
    weight BIGINT,
    commission TEXT,
    bonded BIGINT,
    dear_since BIGINT,
    paused BIGINT NOT NULL,
    paused_until BIGINT,
    slashed TEXT NOT NULL,
    height BIGINT NOT NULL
);

CREATE TABLE stakes (
    operator TEXT NOT NULL,
    height BIGINT NOT NULL,
    time BIGINT NOT NULL,
    delegated TEXT NOT NULL,
    target TEXT NOT NULL,
    in_flight TEXT NOT NULL,
    PRIMARY KEY (operator, height)
);

CREATE TABLE commissions (
    operator TEXT NOT NULL,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    commission TEXT NOT NULL,
    PRIMARY KEY (operator, height, tx)
);

CREATE TABLE params (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    time BIGINT NOT NULL,
    contract TEXT NOT NULL,
    name TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (height, tx, idx, seq)
);

CREATE TABLE votes (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    time BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    PRIMARY KEY (height, tx, idx, seq)
);

CREATE TABLE pauses (
    domain TEXT NOT NULL PRIMARY KEY,
    active BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    until BIGINT,
    time BIGINT NOT NULL
);

CREATE TABLE module_facts (
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    contract TEXT NOT NULL,
    name TEXT NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (height, tx, idx)
);
CREATE INDEX module_facts_name ON module_facts (name, height, tx, idx);

-- Rows of modules, of each contract its own.

CREATE TABLE backstops (
    contract TEXT NOT NULL,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT,
    units TEXT,
    assets TEXT,
    unreleased TEXT,
    PRIMARY KEY (contract, height, tx)
);

CREATE TABLE backstop_units (
    contract TEXT NOT NULL,
    address TEXT NOT NULL,
    units TEXT,
    cooling TEXT,
    ready BIGINT,
    until BIGINT,
    PRIMARY KEY (contract, address)
);
CREATE INDEX backstop_units_address ON backstop_units (address);

CREATE TABLE bonds (
    contract TEXT NOT NULL,
    operator TEXT NOT NULL,
    posted TEXT,
    account TEXT,
    cooling TEXT,
    ready BIGINT,
    withdrawn TEXT,
    burned TEXT,
    PRIMARY KEY (contract, operator)
);

CREATE TABLE proposals (
    contract TEXT NOT NULL,
    id BIGINT NOT NULL,
    state TEXT,
    title TEXT,
    proposer TEXT,
    class TEXT,
    messages BIGINT,
    due BIGINT,
    expires BIGINT,
    objecting TEXT,
    gone TEXT,
    postponed_bps BIGINT,
    waits_for BIGINT,
    waits_until BIGINT,
    queued_height BIGINT,
    queued_time BIGINT,
    ended_by TEXT,
    ended_height BIGINT,
    ended_time BIGINT,
    PRIMARY KEY (contract, id)
);
CREATE INDEX proposals_queued ON proposals (queued_height, contract, id);

CREATE TABLE objections (
    contract TEXT NOT NULL,
    id BIGINT NOT NULL,
    address TEXT NOT NULL,
    shares TEXT,
    gone TEXT,
    PRIMARY KEY (contract, id, address)
);
CREATE INDEX objections_address ON objections (address);

CREATE TABLE stakings (
    contract TEXT NOT NULL PRIMARY KEY,
    token TEXT,
    unstaking BIGINT,
    total TEXT
);

CREATE TABLE staked (
    contract TEXT NOT NULL,
    address TEXT NOT NULL,
    staked TEXT,
    unstaking TEXT,
    ready BIGINT,
    PRIMARY KEY (contract, address)
);
CREATE INDEX staked_address ON staked (address);

CREATE TABLE streams (
    contract TEXT NOT NULL,
    asset TEXT NOT NULL,
    period BIGINT,
    funded TEXT,
    paid TEXT,
    unreleased TEXT,
    ends BIGINT,
    PRIMARY KEY (contract, asset)
);

CREATE TABLE rewards_paid (
    contract TEXT NOT NULL,
    address TEXT NOT NULL,
    asset TEXT NOT NULL,
    paid TEXT,
    PRIMARY KEY (contract, address, asset)
);
CREATE INDEX rewards_paid_address ON rewards_paid (address);

CREATE TABLE gov_votes (
    contract TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    state TEXT,
    power TEXT,
    quorum TEXT,
    voted TEXT,
    yes TEXT,
    no TEXT,
    abstain TEXT,
    no_with_veto TEXT,
    opened_height BIGINT,
    opened_time BIGINT,
    cast_height BIGINT,
    cast_time BIGINT,
    PRIMARY KEY (contract, proposal)
);

CREATE TABLE ballots (
    contract TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    address TEXT NOT NULL,
    yes TEXT,
    no TEXT,
    abstain TEXT,
    no_with_veto TEXT,
    PRIMARY KEY (contract, proposal, address)
);
CREATE INDEX ballots_address ON ballots (address);

CREATE TABLE weight_votes (
    contract TEXT NOT NULL,
    address TEXT NOT NULL,
    power TEXT,
    epoch BIGINT,
    PRIMARY KEY (contract, address)
);
CREATE INDEX weight_votes_address ON weight_votes (address);

CREATE TABLE weightings (
    contract TEXT NOT NULL,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT,
    validators BIGINT,
    alpha_bps BIGINT,
    votes TEXT,
    PRIMARY KEY (contract, height, tx)
);

-- What the hub said of its guarantors at proofs, where that had changed.
CREATE TABLE coverage (
    height BIGINT NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    bonds TEXT NOT NULL,
    backstop TEXT NOT NULL,
    covered TEXT NOT NULL,
    returned TEXT NOT NULL,
    worst_loss TEXT NOT NULL,
    worst_uncovered_bps BIGINT NOT NULL,
    coverage_bps BIGINT NOT NULL
);

CREATE TABLE totals (
    id BIGINT NOT NULL PRIMARY KEY,
    seed TEXT NOT NULL,
    open_batch BIGINT NOT NULL,
    holders BIGINT NOT NULL,
    winding_down BIGINT NOT NULL,
    short_since BIGINT,
    deposits_halted_until BIGINT,
    kept TEXT NOT NULL,
    gaps BIGINT NOT NULL,
    unreadable BIGINT NOT NULL,
    deposits TEXT NOT NULL,
    rewards TEXT NOT NULL,
    fees TEXT NOT NULL,
    other_gains TEXT NOT NULL,
    losses TEXT NOT NULL,
    rounding TEXT NOT NULL,
    exits TEXT NOT NULL,
    claimed TEXT NOT NULL,
    instant TEXT NOT NULL,
    instant_fees TEXT NOT NULL,
    minted TEXT NOT NULL,
    fee_shares TEXT NOT NULL,
    closed TEXT NOT NULL,
    instant_shares TEXT NOT NULL,
    covered TEXT NOT NULL,
    given_back TEXT NOT NULL,
    covered_shares TEXT NOT NULL,
    returned_shares TEXT NOT NULL
);

CREATE TABLE proofs (
    height BIGINT NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    proven BIGINT NOT NULL,
    differences TEXT NOT NULL
);

CREATE TABLE alarms (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    ended BIGINT,
    height BIGINT NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE webhooks (
    rule TEXT NOT NULL PRIMARY KEY,
    height BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    failure TEXT
);
