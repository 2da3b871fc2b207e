//! Nodes that are down, wrong, late or silent.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod fake;

use std::time::Duration;

use cosmrs::proto::cosmos::bank::v1beta1::{DenomUnit, Metadata};
use cosmwasm_std::coin;
use fake::{sequence, Node, Reply};
use floe_chain::views::DisplayUnit;
use floe_chain::{Chain, ChainExt, Config, Error, Gas, Live, Msg, Pending, Signer, Tx};

fn config(nodes: &[&Node]) -> Config {
    let urls: Vec<String> = nodes.iter().map(|node| node.url()).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    Config {
        rounds: 2,
        backoff: Duration::from_millis(1),
        poll: Duration::from_millis(1),
        request_timeout: Duration::from_secs(10),
        ..Config::new(&urls)
    }
}

fn connect(nodes: &[&Node]) -> Live {
    Live::connect(config(nodes)).unwrap()
}

fn payment(chain: &Live) -> Tx {
    let alice = Signer::for_tests("alice").unwrap();
    let msg = Msg::send(&chain.address(&alice).unwrap(), &[coin(1, "stake")]);
    Tx::new(&alice, vec![msg]).gas(Gas::Limit(100_000))
}

fn mismatch(expected: u64, got: u64) -> Reply {
    Reply::Refused {
        code: 32,
        log: format!("account sequence mismatch, expected {expected}, got {got}: incorrect account sequence"),
    }
}

#[test]
fn a_chain_is_asked_what_it_is() {
    let node = Node::start(10);
    let chain = connect(&[&node]);
    let facts = chain.facts();
    assert_eq!(facts.chain_id, "fake-1");
    assert_eq!(facts.prefix, "wasm");
    assert_eq!(facts.denom, "stake");
    assert_eq!(chain.gas_price(), None);
}

#[test]
fn the_unit_of_the_coin_is_the_one_that_its_metadata_describe() {
    let node = Node::start(10);
    let chain = connect(&[&node]);
    assert_eq!(chain.display_unit("stake").unwrap(), None);
    let unit = |denom: &str, exponent| DenomUnit {
        denom: denom.to_owned(),
        exponent,
        aliases: Vec::new(),
    };
    let metadata = Metadata {
        denom_units: vec![unit("stake", 0), unit("millistake", 3), unit("STK", 9)],
        display: "STK".to_owned(),
        ..Metadata::default()
    };
    node.state().metadata = Some(metadata.clone());
    let expected = DisplayUnit {
        name: "STK".to_owned(),
        exponent: 9,
    };
    assert_eq!(chain.display_unit("stake").unwrap(), Some(expected));
    node.state().metadata = Some(Metadata {
        display: "other".to_owned(),
        ..metadata
    });
    assert_eq!(chain.display_unit("stake").unwrap(), None);
}

#[test]
fn the_next_node_is_used_when_one_is_down_from_the_start_or_later() {
    let (mut first, mut second, third) = (Node::start(10), Node::start(10), Node::start(10));
    first.stop();
    let chain = connect(&[&first, &second, &third]);
    assert_eq!(chain.block().unwrap().height, 10);
    assert!(second.state().requests > 1, "the second is used");
    second.stop();
    third.state().height = 11;
    assert_eq!(chain.block().unwrap().height, 11);
}

#[test]
fn without_any_node_every_address_is_named_with_its_reason() {
    let (mut first, second) = (Node::start(10), Node::start(10));
    first.stop();
    second.state().catching_up = true;
    let Err(Error::Unreachable { tried }) = Live::connect(config(&[&first, &second])) else {
        panic!("no node is fit")
    };
    assert!(tried.contains(&first.url()), "{tried}");
    assert!(
        tried.contains(&format!("{} (is still catching up)", second.url())),
        "{tried}"
    );
}

#[test]
fn a_node_of_another_chain_is_passed_over_and_alone_refused() {
    let (other, own) = (Node::start(900), Node::start(10));
    other.state().chain_id = "other-1".to_owned();
    let chain = Live::connect(config(&[&other, &own]).chain_id("fake-1")).unwrap();
    assert_eq!(chain.block().unwrap().height, 10);

    let refused = Live::connect(config(&[&other]).chain_id("fake-1")).err();
    let expected = Error::WrongChain {
        endpoint: other.url(),
        expected: "fake-1".to_owned(),
        found: "other-1".to_owned(),
    };
    assert_eq!(refused, Some(expected));
}

#[test]
fn a_node_that_lags_is_passed_over_until_it_has_caught_up() {
    let (slow, mut fast) = (Node::start(10), Node::start(100));
    let chain = connect(&[&slow, &fast]);
    assert_eq!(chain.block().unwrap().height, 100);
    slow.state().height = 99;
    fast.stop();
    assert_eq!(chain.block().unwrap().height, 99);
}

#[test]
fn a_broken_connection_sends_the_same_bytes_again_and_never_signs_anew() {
    let node = Node::start(10);
    // The first try got through, so the second finds the sequence used.
    node.state().replies = vec![Reply::Silence, mismatch(6, 5)];
    let mut chain = connect(&[&node]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    let outcome = chain.confirm(&pending).unwrap();
    assert_eq!(outcome.hash, pending.hash);
    let sent = node.state().sent.clone();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
}

#[test]
fn a_transaction_already_in_the_mempool_counts_as_taken() {
    let node = Node::start(10);
    let known = Reply::Refused {
        code: 19,
        log: String::new(),
    };
    node.state().replies = vec![Reply::Cached, known];
    let mut chain = connect(&[&node]);
    for _ in 0..2 {
        let _ = chain.submit(&payment(&chain)).unwrap();
    }
    assert_eq!(node.state().sent.len(), 2);
}

#[test]
fn a_node_that_never_answers_leaves_the_hash_to_look_for() {
    let node = Node::start(10);
    node.state().replies = vec![Reply::Silence; 9];
    let mut chain = connect(&[&node]);
    let Error::Unanswered {
        hash, valid_until, ..
    } = chain.submit(&payment(&chain)).unwrap_err()
    else {
        panic!("nobody answered")
    };
    assert_eq!(hash.len(), 64);
    assert_eq!(valid_until, 10 + chain.config().valid_blocks);
}

#[test]
fn another_sequence_is_signed_when_the_chain_expects_it() {
    let node = Node::start(10);
    node.state().replies = vec![mismatch(8, 5)];
    let mut chain = connect(&[&node]);
    for _ in 0..2 {
        let _ = chain.submit(&payment(&chain)).unwrap();
    }
    let sequences: Vec<u64> = node.state().sent.iter().map(|tx| sequence(tx)).collect();
    assert_eq!(sequences, [5, 8, 9]);
}

#[test]
fn a_chain_that_never_agrees_on_the_sequence_ends_in_an_error() {
    let node = Node::start(10);
    node.state().replies = vec![mismatch(8, 5); 20];
    let mut chain = connect(&[&node]);
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    let expected = Error::SequenceMismatch {
        expected: 8,
        given: 5,
    };
    assert_eq!(refused, expected);
    assert_eq!(node.state().sent.len(), 5);
}

#[test]
fn a_transaction_in_no_block_is_open_before_its_height_and_void_after() {
    let node = Node::start(10);
    node.state().includes = false;
    let patient = Config {
        inclusion_timeout: Duration::ZERO,
        ..config(&[&node])
    };
    let mut chain = Live::connect(patient).unwrap();
    let pending = chain.submit(&payment(&chain)).unwrap();
    let open = chain.confirm(&pending).unwrap_err();
    let expected = Error::NotIncluded {
        hash: pending.hash.clone(),
        waited_secs: 0,
        valid_until: 110,
    };
    assert_eq!(open, expected);

    let mut chain = connect(&[&node]);
    node.state().height = 112;
    let void = chain.confirm(&pending).unwrap_err();
    let Pending {
        hash, valid_until, ..
    } = pending;
    assert_eq!(void, Error::Expired { hash, valid_until });
}

#[test]
fn nothing_is_read_from_before_the_last_confirmed_transaction() {
    let node = Node::start(10);
    let mut chain = connect(&[&node]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().height = 12;
    let _ = chain.confirm(&pending).unwrap();
    let requests = node.state().requests;
    node.state().query_heights = vec![10, 11];
    let address = pending.signer;
    assert_eq!(chain.stake_balance(&address).unwrap(), 12);
    assert!(node.state().query_heights.is_empty());
    assert!(node.state().requests >= requests + 3);

    node.state().query_heights = vec![11; 99];
    let behind = chain.stake_balance(&address).unwrap_err();
    assert!(matches!(behind, Error::Unreachable { .. }), "{behind:?}");
}

#[test]
fn a_chain_that_stands_still_is_noticed() {
    let node = Node::start(10);
    let hasty = Config {
        block_timeout: Duration::ZERO,
        ..config(&[&node])
    };
    let mut chain = Live::connect(hasty).unwrap();
    let expected = Error::NoNewBlock {
        height: 10,
        waited_secs: 0,
    };
    assert_eq!(chain.next_block().unwrap_err(), expected);
}

#[test]
fn a_node_that_stands_still_is_left_for_one_that_goes_on() {
    let (stuck, running) = (Node::start(10), Node::start(10));
    let impatient = Config {
        block_timeout: Duration::from_secs(8),
        ..config(&[&stuck, &running])
    };
    let mut chain = Live::connect(impatient).unwrap();
    assert_eq!(chain.block().unwrap().height, 10);
    running.state().height = 14;
    assert_eq!(chain.next_block().unwrap().height, 14);
}

#[test]
fn addresses_of_nodes_are_checked_before_anything_is_asked() {
    for endpoints in [&[][..], &["no address"][..], &["ftp://127.0.0.1"][..]] {
        let refused = Live::connect(Config::new(endpoints)).err();
        assert!(matches!(refused, Some(Error::BadValue { .. })), "{refused:?}");
    }
}
