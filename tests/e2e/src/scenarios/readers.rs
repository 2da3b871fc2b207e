//! What other people's software reads: events, and the words of a refusal.

use std::collections::BTreeMap;

use cosmwasm_std::{to_json_binary, Uint128};
use floe_api::events::{read, HubEvent, TokenMove};
use floe_api::hub::{Cw20HookMsg, Domain, ExecuteMsg, QueryMsg};
use floe_client::{ChainExt, Error, PastTx, TxEvent};
use floe_core::params::Param;

use crate::forwarder::Forwarder;
use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan, SEED};

const INSTANT: u128 = 20_000_000;
/// Of harvests, and of the drip, in seconds.
const INTERVAL: u64 = 15;

/// A fee of two receivers and a contract's messages come out of messages in messages, whose attributes the chain sorts.
pub fn balances_are_rebuilt_from_events_alone(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("readers")
        .harvests_every(INTERVAL)
        .with(Param::InstantReserveBps, 1_000);
    let mut world = Deployed::deploy(net, &plan);
    let begin = world.height();
    world.bond("alice", 4_000_000_000);
    let vault = world.forwarder();
    let deposit = ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    };
    world.forward(&vault, &deposit, 2_000_000_000);
    world.crank_till_idle();
    // An earlier harvest would not be paid to its keeper.
    world.wait_until(world.now() + INTERVAL + 1);
    let hub = world.hub.clone();
    world.net.earn(&hub);
    world.harvest();
    let paid_at_once = act_through(&mut world, &vault);
    assert_eq!(plain_keys(&world, &paid_at_once), [["action", "amount", "from"]]);
    world.queue("alice", 1_000_000_000);
    world.close();

    let (mut balances, mut several) = (BTreeMap::from([(hub.clone(), SEED)]), 0);
    let learn = |tx: PastTx| {
        for event in tx
            .events
            .iter()
            .filter(|event| event.contract() == Some(hub.as_str()))
        {
            let attributes = event.attributes.iter().map(|(k, v)| (k.as_str(), v.as_str()));
            let facts = read(&event.kind, attributes).unwrap_or_else(|error| panic!("{error}: {event:?}"));
            several += usize::from(facts.len() > 1);
            for fact in facts {
                book(&mut balances, fact);
            }
        }
        Ok(true)
    };
    world.net.chain().history(&hub, begin, learn).unwrap();
    assert!(several > 0, "no fee of two receivers in one event");
    balances.retain(|_, amount| *amount > 0);
    assert_eq!(balances, held(&world, &vault));
}

/// The Wasm is built so that `{:?}` prints nothing: what is refused is told in the same words as in memory.
pub fn refusals_are_told_in_the_same_words_everywhere(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("words"));
    world.bond("alice", 50_000_000);
    let domains = vec![Domain::Deposits];
    world.execute("owner", &ExecuteMsg::Pause { domains });
    let bob = world.address("bob");
    let (receiver, min_shares, exec_msg) = (None, None, None);
    let deposit = ExecuteMsg::Bond {
        receiver,
        min_shares,
        exec_msg,
    };
    let too_much = ExecuteMsg::Transfer {
        recipient: bob.clone(),
        amount: Uint128::new(50_000_001),
    };
    let lower = ExecuteMsg::DecreaseAllowance {
        spender: bob,
        amount: Uint128::new(1),
        expires: None,
    };
    let domains = vec![Domain::Delegations];
    let lift = ExecuteMsg::Unpause { domains };
    for (by, msg, coins, words) in [
        (
            "alice",
            deposit,
            5_000_000,
            "deposits is paused until the owner lifts it",
        ),
        ("alice", too_much, 0, "Overflow: Cannot Sub with given operands"),
        ("owner", lift, 0, "delegations is not paused"),
        // The key in hexadecimal: a length, then `allowance`.
        (
            "alice",
            lower,
            0,
            "key: [00, 09, 61, 6C, 6C, 6F, 77, 61, 6E, 63, 65, 00",
        ),
    ] {
        let told = match world.attempt(by, &msg, coins) {
            Err(Error::Contract { text, .. }) => text,
            other => panic!("{msg:?} by {by}: {other:?}"),
        };
        assert!(told.contains(words), "{told} does not say: {words}");
    }
    let (denom, params) = ("elsewhere".to_owned(), None);
    let answer: Result<serde_json::Value, Error> = world
        .net
        .chain()
        .query(&world.hub, &QueryMsg::RedemptionRate { denom, params });
    let told = answer.unwrap_err().to_string();
    assert!(told.contains("`elsewhere` is not a denom of this rate"), "{told}");
    let answer: Result<serde_json::Value, Error> =
        world.net.chain().query(&world.hub, &QueryMsg::DownloadLogo {});
    let told = answer.unwrap_err().to_string();
    assert!(told.contains("key: [6C, 6F, 67, 6F] not found"), "{told}");
}

/// A queued exit, a transfer, and at last an instant exit, whose events are returned.
fn act_through(world: &mut Deployed<'_>, vault: &Forwarder) -> Vec<TxEvent> {
    let hub = world.hub.clone();
    let send = |hook: &Cw20HookMsg, amount: u128| ExecuteMsg::Send {
        contract: hub.clone(),
        amount: Uint128::new(amount),
        msg: to_json_binary(hook).unwrap(),
    };
    let transfer = ExecuteMsg::Transfer {
        recipient: world.address("bob"),
        amount: Uint128::new(7_000_000),
    };
    world.forward(vault, &transfer, 0);
    let receiver = None;
    world.forward(
        vault,
        &send(&Cw20HookMsg::QueueUnbond { receiver }, 300_000_000),
        0,
    );
    let (receiver, min_out) = (None, None);
    let at_once = Cw20HookMsg::InstantUnbond { receiver, min_out };
    world.forward(vault, &send(&at_once, INSTANT), 0).events
}

/// Keys of the hub's plain events, without its address.
fn plain_keys(world: &Deployed<'_>, events: &[TxEvent]) -> Vec<Vec<String>> {
    let plain = events
        .iter()
        .filter(|event| event.kind == "wasm" && event.contract() == Some(world.hub.as_str()));
    let keys = plain.map(|event| {
        let own = event
            .attributes
            .iter()
            .filter(|(key, _)| key != "_contract_address");
        own.map(|(key, _)| key.clone()).collect()
    });
    keys.collect()
}

fn book(balances: &mut BTreeMap<String, u128>, event: HubEvent) {
    let HubEvent::Token(moved) = event else { return };
    let (from, to, amount) = match moved {
        TokenMove::Minted { to, amount } => (None, Some(to), amount),
        TokenMove::Burned { from, amount } => (Some(from), None, amount),
        TokenMove::Moved { from, to, amount } => (Some(from), Some(to), amount),
    };
    if let Some(from) = from {
        let balance = balances.entry(from).or_default();
        *balance = balance
            .checked_sub(amount.units())
            .expect("shares that were seen to come");
    }
    if let Some(to) = to {
        *balances.entry(to).or_default() += amount.units();
    }
}

/// Everybody's shares as the token says.
fn held(world: &Deployed<'_>, vault: &Forwarder) -> BTreeMap<String, u128> {
    let people = ["owner", "treasury", "keeper", "alice", "bob", "carol"];
    let mut all: Vec<String> = people.map(|name| world.address(name)).into();
    all.extend([world.hub.clone(), vault.address.clone()]);
    let held = all.into_iter().map(|address| {
        let shares = world.shares_of(&address);
        (address, shares)
    });
    held.filter(|(_, shares)| *shares > 0).collect()
}
