//! What the gas limits of the hub's staking messages rest on.

use cosmwasm_std::{coin, CosmosMsg};
use floe_probe::Order;
use std::fmt;

use super::net::LiveNet;
use super::network::Network;
use super::run::ENDLESS;
use crate::net::{Net, DENOM};
use crate::speech::{all_accepted, delegate, redelegate, set_withdraw_address, undelegate, withdraw};

/// Results are rounded up to this.
const PRECISION: u64 = 1_000;
/// More than any message needs.
const CEILING: u64 = 30_000_000;

/// The least gas limit with which each message succeeds.
#[derive(Clone, Debug)]
pub struct Row {
    pub when: String,
    pub delegate: u64,
    pub undelegate: u64,
    pub redelegate: u64,
    pub withdraw: u64,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "| {} | {} | {} | {} | {} |",
            self.when, self.delegate, self.undelegate, self.redelegate, self.withdraw
        )
    }
}

/// Rows for growing numbers of denoms in the rewards, and for many changes with one completion time. The probe's rewards
/// go to another account, as the hub's do.
pub fn gas() -> Vec<Row> {
    let network = Network::start("gas", &["--unbonding", "3600", "--window", ENDLESS]);
    let queues = "gas of queues";
    network.fund(&[queues]);
    let mut rows = with_queues(&mut LiveNet::start(&network, queues));
    for denoms in [0, 1, 5, 10, 20, 50] {
        let name = format!("gas with {denoms} denoms");
        network.fund(&[&name]);
        let label = format!("{denoms} other denoms");
        rows.extend(with_denoms(
            &mut LiveNet::start(&network, &name),
            &label,
            denoms,
            1_000_000,
        ));
    }
    let dust = "gas with dust";
    network.fund(&[dust]);
    let label = "50 other denoms of one unit";
    rows.extend(with_denoms(&mut LiveNet::start(&network, dust), label, 50, 1));
    // What withdrawals cut off has gone to the community pool, which every withdrawal rewrites.
    let pool = "gas with a full pool";
    network.fund(&[pool]);
    let mut net = LiveNet::start(&network, pool);
    prepare(&mut net);
    let when = "no rewards, 51 denoms in the community pool".to_owned();
    rows.push(row(&mut net, when, vec![], vec![]));
    rows
}

fn prepare(net: &mut LiveNet) {
    let [one, two] = [0, 1].map(|i| net.operator(i));
    let treasury = net.owner(2);
    all_accepted(
        net,
        vec![
            set_withdraw_address(&treasury),
            delegate(&one, 1_000_000),
            delegate(&two, 1_000_000),
        ],
    );
}

/// With `amount` base units of each other denom for all delegators of a validator together.
fn with_denoms(net: &mut LiveNet, label: &str, denoms: usize, amount: u128) -> Vec<Row> {
    prepare(net);
    let [one, two] = [0, 1].map(|i| net.operator(i));
    let mut coins: Vec<_> = (0..denoms).map(|i| coin(amount, format!("spam{i}"))).collect();
    coins.push(coin(1_000_000, DENOM));
    coins.sort_by(|a, b| a.denom.cmp(&b.denom));
    net.give(&one, &coins);
    net.give(&two, &coins);
    let pending = row(net, format!("{label} pending"), vec![], vec![]);
    all_accepted(net, vec![withdraw(&one), withdraw(&two)]);
    let paid = row(net, format!("{label}, paid before"), vec![], vec![]);
    net.give(&one, &coins);
    net.give(&two, &coins);
    let again = row(net, format!("{label} pending again"), vec![], vec![]);
    vec![pending, paid, again]
}

fn with_queues(net: &mut LiveNet) -> Vec<Row> {
    prepare(net);
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    let mut rows = vec![row(net, "no rewards".to_owned(), vec![], vec![])];
    for before in [7, 49, 99] {
        let when = format!("{before} undelegations of the same block before it");
        let undelegations = vec![undelegate(&one, 1); before];
        rows.push(row(net, when, undelegations, vec![]));
    }
    let six = vec![redelegate(&one, &two, 1); 6];
    rows.push(row(
        net,
        "6 redelegations of the pair before it".to_owned(),
        vec![],
        six.clone(),
    ));
    let other = [six, vec![redelegate(&one, &third, 1); 7]].concat();
    rows.push(row(
        net,
        "13 redelegations of the same block before it".to_owned(),
        vec![],
        other,
    ));
    for _ in 0..6 {
        all_accepted(net, vec![undelegate(&one, 1)]);
        net.pass(1);
    }
    rows.push(row(
        net,
        "6 entries of the validator before it".to_owned(),
        vec![],
        vec![],
    ));
    rows
}

/// `before` is sent ahead of the undelegation and `ahead` of the redelegation, in the same transaction.
fn row(net: &mut LiveNet, when: String, before: Vec<CosmosMsg>, ahead: Vec<CosmosMsg>) -> Row {
    let [one, two] = [0, 1].map(|i| net.operator(i));
    let row = Row {
        when,
        delegate: least(net, &[], delegate(&one, 10)),
        undelegate: least(net, &before, undelegate(&one, 10)),
        redelegate: least(net, &ahead, redelegate(&one, &two, 10)),
        withdraw: least(net, &[], withdraw(&one)),
    };
    println!("{row}");
    row
}

/// The least limit with which the message succeeds after the others, by halving.
fn least(net: &mut LiveNet, before: &[CosmosMsg], message: CosmosMsg) -> u64 {
    let free = |message: &CosmosMsg| Order {
        message: message.clone(),
        gas_limit: None,
    };
    let (mut low, mut high) = (0, CEILING / PRECISION);
    while low + 1 < high {
        let middle = (low + high) / 2;
        let mut orders: Vec<Order> = before.iter().map(free).collect();
        orders.push(Order {
            message: message.clone(),
            gas_limit: Some(middle * PRECISION),
        });
        if net.would_succeed(orders) {
            high = middle;
        } else {
            low = middle;
        }
    }
    assert!(high < CEILING / PRECISION, "{message:?} does not succeed at all");
    high * PRECISION
}
