//! Real nodes as a place to try facts at.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use cosmrs::tendermint::crypto::ed25519::SigningKey;
use cosmrs::AccountId;
use cosmwasm_std::{
    coin, coins, from_json, Binary, Checksum, CosmosMsg, DistributionMsg, Empty, HexBinary, QueryRequest,
    StakingMsg, Timestamp,
};
use floe_client::views::{BondStatus, ChainValidator};
use floe_client::{Block, Chain, ChainExt, Error, Gas, Instance, Live, Msg, MsgAnswer, Pending, Signer, Tx};
use floe_probe::{Answered, ExecuteMsg, Order, QueryMsg, Seen, Told};
use serde_json::{json, Value};

use super::network::{owner, sender, Network};
use super::wire;
use crate::net::{Look, Net, COIN, DENOM, FUNDS, STAKES};
use crate::speech::{delegations, undelegate};

/// Enough for every transaction of a fact; several fit into a block.
const GAS: Gas = Gas::Limit(8_000_000);
/// Too little for any staking message.
const STARVING: u64 = 20_000;
/// Commission of the validators, in percent.
const COMMISSION: u128 = 5;

/// Three validators and a probe of their own for one fact, on a network that it shares.
pub struct LiveNet<'a> {
    network: &'a Network,
    chain: Live,
    sender: Signer,
    owners: [Signer; 3],
    keys: [SigningKey; 3],
    operators: [String; 3],
    contract: String,
    last: Block,
    starved: BTreeSet<String>,
}

impl<'a> LiveNet<'a> {
    /// Of a fact whose accounts are funded.
    pub fn start(network: &'a Network, fact: &str) -> Self {
        let mut chain = network.connect();
        let sender = sender(fact);
        let owners = [0, 1, 2].map(|i| owner(fact, i));
        let keys = [0, 1, 2].map(|i| {
            let seed = Checksum::generate(format!("{fact} key {i}").as_bytes());
            SigningKey::try_from(seed.as_slice()).unwrap()
        });
        let operators = [0, 1, 2].map(|i| operator_of(&chain, &owners[i]));
        let contract = create(&mut chain, network, &sender, &owners, &keys, &operators);
        // From two blocks later on the validators are in the set that signs.
        let height = chain.block().unwrap().height;
        let last = chain.wait_for_height(height + 2).unwrap();
        LiveNet {
            network,
            chain,
            sender,
            owners,
            keys,
            operators,
            contract,
            last,
            starved: BTreeSet::new(),
        }
    }

    fn index(&self, operator: &str) -> usize {
        self.operators.iter().position(|known| known == operator).unwrap()
    }

    fn orders(&self, messages: Vec<CosmosMsg>) -> Vec<Order> {
        let order = |message: CosmosMsg| {
            let starved = touched(&message)
                .iter()
                .any(|operator| self.starved.contains(operator));
            Order {
                message,
                gas_limit: starved.then_some(STARVING),
            }
        };
        messages.into_iter().map(order).collect()
    }

    fn tx(&self, msg: &ExecuteMsg) -> Tx {
        Tx::new(
            &self.sender,
            vec![Msg::execute(&self.contract, msg, &[]).unwrap()],
        )
        .gas(GAS)
    }

    /// Sends and remembers the block.
    fn send(&mut self, tx: &Tx) -> Result<floe_client::TxOutcome, Error> {
        let outcome = self.chain.send(tx)?;
        self.last = self.chain.block_at(outcome.height)?;
        self.chain.wait_for_height(outcome.height)?;
        Ok(outcome)
    }

    /// Who owns the `i`-th validator.
    pub fn owner(&self, i: usize) -> String {
        self.chain.address(&self.owners[i]).unwrap()
    }

    /// Whether a transaction in which none of the messages may fail would succeed now. Nothing happens.
    pub fn would_succeed(&mut self, orders: Vec<Order>) -> bool {
        let tolerant = false;
        let tx = self.tx(&ExecuteMsg::Forward { orders, tolerant });
        match self.chain.simulate(&tx) {
            Ok(_) => true,
            Err(error @ Error::Unanswered { .. }) => panic!("{error}"),
            Err(_) => false,
        }
    }

    /// Lets coins that the faucet has accrue to all delegators of a validator.
    pub fn give(&mut self, operator: &str, given: &[cosmwasm_std::Coin]) {
        let faucet = self.network.faucet();
        let message = wire::reward(&self.chain.address(&faucet).unwrap(), operator, given);
        self.send(&Tx::new(&faucet, vec![message]).gas(GAS)).unwrap();
    }

    fn validator(&self, operator: &str) -> ChainValidator {
        let all = self.chain.validators().unwrap();
        all.into_iter().find(|v| v.operator == operator).unwrap()
    }

    /// The file that a node would sign with.
    fn key_file(&self, i: usize) -> Value {
        let public = self.keys[i].verification_key();
        let public = public.as_bytes().to_vec();
        let address = Checksum::generate(&public);
        let secret = [self.keys[i].as_bytes(), &public].concat();
        let key =
            |kind: &str, bytes: Vec<u8>| json!({"type": kind, "value": Binary::from(bytes).to_base64()});
        json!({
            "address": HexBinary::from(&address.as_slice()[..20]).to_hex().to_uppercase(),
            "pub_key": key("tendermint/PubKeyEd25519", public),
            "priv_key": key("tendermint/PrivKeyEd25519", secret),
        })
    }

    fn await_jail(&mut self, operator: &str) {
        let jailed = |chain: &mut Live| {
            let all = chain.validators()?;
            Ok(all.iter().any(|v| v.operator == operator && v.jailed))
        };
        let limit = Duration::from_secs(180);
        self.last = self
            .chain
            .wait_until("the jail of the validator", limit, jailed)
            .unwrap();
    }

    fn looked(&mut self, pending: &Pending) -> Look {
        let outcome = self.chain.confirm(pending).unwrap();
        let previous = self.chain.block_at(outcome.height - 1).unwrap().time;
        let glimpse = from_json(outcome.data(0).unwrap()).unwrap();
        Look { glimpse, previous }
    }
}

fn operator_of(chain: &Live, owner: &Signer) -> String {
    let account: AccountId = chain.address(owner).unwrap().parse().unwrap();
    let prefix = format!("{}valoper", chain.facts().prefix);
    AccountId::new(&prefix, &account.to_bytes()).unwrap().to_string()
}

/// Makes the validators and the probe, and returns its address.
fn create(
    chain: &mut Live,
    network: &Network,
    sender: &Signer,
    owners: &[Signer; 3],
    keys: &[SigningKey; 3],
    operators: &[String; 3],
) -> String {
    let mut pending = vec![];
    for i in 0..3 {
        let public = keys[i].verification_key();
        let message = wire::create_validator(&operators[i], public.as_bytes(), STAKES[i]);
        pending.push(
            chain
                .submit(&Tx::new(&owners[i], vec![message]).gas(GAS))
                .unwrap(),
        );
    }
    let probe = Instance::new(network.code_id, "probe").funds(&coins(FUNDS, DENOM));
    let message = probe.message(&Empty {}).unwrap();
    let probe = chain.submit(&Tx::new(sender, vec![message]).gas(GAS)).unwrap();
    for validator in pending {
        chain.confirm(&validator).unwrap();
    }
    floe_client::instantiated(&chain.confirm(&probe).unwrap()).unwrap()
}

/// The validators that a message names.
fn touched(message: &CosmosMsg) -> Vec<String> {
    match message.clone() {
        CosmosMsg::Staking(
            StakingMsg::Delegate { validator, .. } | StakingMsg::Undelegate { validator, .. },
        )
        | CosmosMsg::Distribution(DistributionMsg::WithdrawDelegatorReward { validator }) => vec![validator],
        CosmosMsg::Staking(StakingMsg::Redelegate {
            src_validator,
            dst_validator,
            ..
        }) => vec![src_validator, dst_validator],
        _ => vec![],
    }
}

impl Net for LiveNet<'_> {
    fn unbonding(&self) -> u64 {
        self.network.unbonding()
    }

    fn operator(&self, i: usize) -> String {
        self.operators[i].clone()
    }

    fn contract(&self) -> String {
        self.contract.clone()
    }

    fn forward(&mut self, messages: Vec<CosmosMsg>) -> Vec<Seen> {
        let orders = self.orders(messages);
        let tolerant = true;
        let tx = self.tx(&ExecuteMsg::Forward { orders, tolerant });
        self.send(&tx).unwrap();
        self.seen()
    }

    fn told(&mut self, msg: &ExecuteMsg) -> Vec<Told> {
        let outcome = self.send(&self.tx(msg)).unwrap();
        let of_message = outcome.events.into_iter().filter(|event| event.message.is_some());
        let told = of_message.map(|event| Told {
            kind: event.kind,
            attributes: event.attributes,
        });
        told.collect()
    }

    fn seen(&self) -> Vec<Seen> {
        self.chain.query(&self.contract, &QueryMsg::Seen {}).unwrap()
    }

    fn forward_all(&mut self, messages: Vec<CosmosMsg>) -> bool {
        let orders = self.orders(messages);
        let tolerant = false;
        let tx = self.tx(&ExecuteMsg::Forward { orders, tolerant });
        match self.send(&tx) {
            Ok(_) => true,
            Err(error @ (Error::Unanswered { .. } | Error::NotIncluded { .. })) => panic!("{error}"),
            Err(_) => false,
        }
    }

    fn ask(&self, request: QueryRequest<Empty>) -> Answered {
        self.chain
            .query(&self.contract, &QueryMsg::Ask { request })
            .unwrap()
    }

    fn height(&self) -> u64 {
        self.last.height
    }

    fn time(&self) -> Timestamp {
        self.last.time
    }

    fn pass(&mut self, secs: u64) {
        let time = self.last.time.plus_seconds(secs);
        self.last = self.chain.wait_for_time(time).unwrap();
    }

    fn watch(&mut self, until: Timestamp) -> Vec<Look> {
        let mut pending = vec![];
        while self.chain.block().unwrap().time <= until {
            let tx = self.tx(&ExecuteMsg::Look {}).gas(Gas::Limit(500_000));
            pending.push(self.chain.submit(&tx).unwrap());
            sleep(Duration::from_millis(150));
        }
        pending.iter().map(|sent| self.looked(sent)).collect()
    }

    /// Gives the least with which the probe's part reaches the amount; it is less than one unit more.
    fn reward(&mut self, operator: &str, amount: u128, denom: &str) {
        let stake = self.validator(operator).tokens;
        let own = delegations(self)[operator];
        let given = amount * 100 * stake / ((100 - COMMISSION) * own) + 1;
        let message = wire::reward(
            &self.chain.address(&self.sender).unwrap(),
            operator,
            &[coin(given, denom)],
        );
        let tx = Tx::new(&self.sender, vec![message]).gas(GAS);
        self.send(&tx).unwrap();
    }

    /// The module charges what was made one block before the double signature or later. The power is that of the real
    /// set at that height.
    fn double_sign(&mut self, operator: &str, since: u64, power: u128) {
        assert_eq!(power % COIN, 0);
        self.chain.wait_for_height(since + 3).unwrap();
        let key = self.key_file(self.index(operator));
        self.network.equivocate(&key, since + 1);
        self.await_jail(operator);
        // It may have been jailed before.
        self.last = self.chain.wait_for_height(self.last.height + 4).unwrap();
    }

    /// Its key signs nothing, ever.
    fn miss_blocks(&mut self, operator: &str, power: u128) {
        assert_eq!(power % COIN, 0);
        assert!(
            !self.validator(operator).jailed,
            "the network's window is too short"
        );
        self.await_jail(operator);
    }

    /// Its owner takes one unit of the stake that it must hold.
    fn jail(&mut self, operator: &str) {
        let owner = &self.owners[self.index(operator)];
        let tx = Tx::new(owner, vec![undelegate(operator, 1).into()]).gas(GAS);
        self.send(&tx).unwrap();
        assert!(self.validator(operator).jailed);
    }

    fn unbond_validator(&mut self, operator: &str) {
        self.jail(operator);
        self.pass(self.unbonding());
        while self.validator(operator).status != BondStatus::Unbonded {
            self.pass(1);
        }
    }

    fn starve(&mut self, operator: &str) {
        self.starved.insert(operator.to_owned());
    }

    fn proposal(&mut self) -> u64 {
        let proposer = self.chain.address(&self.sender).unwrap();
        let message = wire::propose(&proposer, &coin(1_000, DENOM));
        let outcome = self.send(&Tx::new(&self.sender, vec![message]).gas(GAS)).unwrap();
        let Some(MsgAnswer::Native(answer)) = outcome.answers.first() else {
            panic!("a proposal's number expected: {outcome:?}")
        };
        wire::proposed(answer)
    }
}
