//! Dust of hundreds of denoms among the rewards of every validator, and `floe keeper` that clears it. Only here, as the chain
//! in memory knows no price of gas.

use std::sync::Arc;

use anybuf::Anybuf;
use cosmwasm_std::{AnyMsg, CosmosMsg};
use floe_api::hub::{CrankReport, ExecuteMsg, QueryMsg, StateResponse, Status};
use floe_client::{ChainExt, Msg, Tx, TxOutcome};
use floe_e2e::{Deployed, KeeperReceipt, LiveScene, Localnet, ProgramRunner, ScenarioPlan};

const VALIDATORS: usize = 4;
const DENOMS: usize = 400;
/// Of each denom for each validator, base units.
const DUST: u128 = 1_000_000_000;
/// Rounds of the keeper until what is due is done.
const ROUNDS: usize = 20;

/// From the first grain on nobody with powers does anything.
#[test]
#[ignore = "needs wasmd: make e2e"]
fn a_keeper_clears_400_denoms_of_dust_from_every_validator_and_exits_are_paid_on_their_day() {
    let denoms = DENOMS.to_string();
    let options = ["--validators", "1", "--light", "3", "--unbonding", "20"];
    let options = [&options[..], &["--gas-price", "0.025", "--spam", &denoms]].concat();
    let network = Arc::new(Localnet::start("dust", &options));
    let mut net = LiveScene::on(Arc::clone(&network));
    let all: Vec<(usize, u64)> = (0..VALIDATORS).map(|at| (at, 1)).collect();
    let mut world = Deployed::deploy(&mut net, &ScenarioPlan::new("dust").validators(&all));
    world.bond("alice", 3_000_000_000);
    world.bond("bob", 1_000_000_000);
    world.crank_till_idle();
    world.queue("alice", 2_000_000_000);

    scatter(&network, &mut world);
    let closed = everything_runs_out_of_gas(&mut world);
    // While nothing can be undelegated.
    world.queue("bob", 500_000_000);
    let held = ["alice", "bob"].map(|name| world.coins(name));

    let keeper = KeeperProcess::of(&network, &world);
    let receipts = keeper.once();
    for operator in &world.operators {
        let why = format!("the last message to {operator} failed");
        let cleared = receipts.iter().find(|r| r.task == "withdraw" && r.why == why);
        let cleared = cleared.unwrap_or_else(|| panic!("{operator} was not cleared: {receipts:?}"));
        assert_eq!(cleared.outcome, "done", "{cleared:?}");
        // More than a message of its own limit could have used.
        assert!(cleared.gas_used > 3_000_000, "{cleared:?}");
    }
    let state: StateResponse = world.state();
    assert_eq!(state.status, Status::Normal);
    assert!(world.net.chain().balances(&world.collector).unwrap().len() >= DENOMS);

    keeper.until("both exits are on their way", &mut world, |world| {
        let due: CrankReport = world.ask(&QueryMsg::PreviewCrank {});
        world.solvency().escrow.is_zero() && due.is_idle() && due.need.is_zero()
    });
    let payable = [closed, closed + 1].map(|id| world.batch(id).amount_unclaimed.u128());
    let entries = world.net.chain().unbonding(&world.hub).unwrap();
    let last = entries.iter().map(|entry| entry.completion).max().unwrap();
    world.net.chain_mut().wait_for_time(last).unwrap();
    world.pass_blocks(1);
    // The round of that day settles both batches and pays them.
    keeper.once();
    let paid = ["alice", "bob"].map(|name| world.coins(name));
    assert_eq!(paid, [held[0] + payable[0], held[1] + payable[1]]);

    let (outcome, _) = world.harvest();
    assert_eq!(world.facts(&outcome, "harvest_sent").len(), VALIDATORS);
    world.check_rate_against_the_chain();
}

/// One account, one transaction: all denoms to every validator, as rewards.
fn scatter(network: &Localnet, world: &mut Deployed) {
    let coin = |denom: String| {
        let amount = DUST.to_string();
        Anybuf::new().append_string(1, denom).append_string(2, amount)
    };
    let mut denoms: Vec<String> = (0..DENOMS).map(|n| format!("spam{n}")).collect();
    denoms.sort();
    let coins: Vec<Anybuf> = denoms.into_iter().map(coin).collect();
    let sender = network.as_faucet(|faucet| faucet.clone());
    let from = world.net.chain().address(&sender).unwrap();
    let msgs = world.operators.iter().map(|operator| {
        let message = Anybuf::new()
            .append_string(1, &from)
            .append_string(2, operator)
            .append_repeated_message(3, &coins);
        let type_url = "/cosmos.distribution.v1beta1.MsgDepositValidatorRewardsPool".to_owned();
        let value = message.into_vec().into();
        Msg::from(CosmosMsg::Any(AnyMsg { type_url, value }))
    });
    let msgs = msgs.collect();
    let outcome = world.net.chain_mut().send(&Tx::new(&sender, msgs)).unwrap();
    eprintln!("{DENOMS} denoms to {VALIDATORS} validators: {:?}", outcome.gas);
}

/// A stranger's crank closes the batch and gets nothing undelegated for it; a harvest gets nothing. Returns the batch.
fn everything_runs_out_of_gas(world: &mut Deployed) -> u64 {
    let (max_msgs, skip, validator) = (None, None, None);
    let crank = ExecuteMsg::Crank {
        max_msgs,
        skip: skip.clone(),
    };
    let outcome = world.attempt("carol", &crank, 0).unwrap();
    let closed = world
        .fact(&outcome, "batch_closed")
        .text("batch")
        .parse()
        .unwrap();
    assert!(
        !ran_out_of_gas(world, &outcome, "undelegate").is_empty(),
        "{outcome:?}"
    );
    assert_eq!(world.net.chain().unbonding(&world.hub).unwrap(), []);

    let harvest = ExecuteMsg::Harvest { validator, skip };
    let outcome = world.attempt("carol", &harvest, 0).unwrap();
    let mut failed = ran_out_of_gas(world, &outcome, "withdraw_delegator_reward");
    failed.sort();
    let mut all = world.operators.clone();
    all.sort();
    assert_eq!(failed, all);
    let state: StateResponse = world.state();
    assert_eq!(state.status, Status::Hampered);
    closed
}

/// Validators to which a message of this kind failed, each for want of gas.
fn ran_out_of_gas(world: &Deployed, outcome: &TxOutcome, message: &str) -> Vec<String> {
    let failed = world.facts(outcome, "message_failed").into_iter();
    failed
        .filter(|fact| fact.text("message") == message)
        .map(|fact| {
            // The chain's code for it.
            assert_eq!(fact.text("reason"), "codespace: sdk, code: 11", "{fact:?}");
            fact.text("validator").to_owned()
        })
        .collect()
}

/// `floe keeper once`, as often as wanted.
struct KeeperProcess(ProgramRunner);

impl KeeperProcess {
    fn of(network: &Localnet, world: &Deployed) -> Self {
        let floe = ProgramRunner::on(network, &["keeper"]);
        let config = format!(
            "[chain]\nid = \"{}\"\nnodes = {:?}\n[key]\nfile = \"keeper.txt\"\n[protocol]\nhub = \"{}\"\n\
             [keeper]\nmax_fee_per_day = \"100000000 stake\"\nclaim_above = \"1 stake\"\n",
            network.chain_id(),
            network.rpc(),
            world.hub,
        );
        floe.write("floe.toml", &config);
        Self(floe)
    }

    /// One round, in which everything due is done.
    fn once(&self) -> Vec<KeeperReceipt> {
        serde_json::from_value(self.0.json(&["keeper", "once"])).unwrap()
    }

    /// Rounds, a block apart.
    fn until(&self, what: &str, world: &mut Deployed, done: impl Fn(&Deployed) -> bool) {
        for _ in 0..ROUNDS {
            if done(world) {
                return;
            }
            self.once();
            world.pass_blocks(1);
        }
        panic!("{what} has not come");
    }
}
