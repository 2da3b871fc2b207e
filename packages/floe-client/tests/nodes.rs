//! Nodes that are down, wrong, late or silent.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod fake;

use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::bank::v1beta1::{DenomUnit, Metadata};
use cosmwasm_std::coin;
use fake::{sequence, Node, Reply};
use floe_client::views::DisplayUnit;
use floe_client::{Chain, ChainExt, Error, Gas, Live, LiveConfig, Msg, Pending, Signer, Tx};
use rstest::rstest;

fn config(nodes: &[&Node]) -> LiveConfig {
    let urls: Vec<String> = nodes.iter().map(|node| node.url()).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    LiveConfig {
        rounds: 2,
        backoff: Duration::from_millis(1),
        poll: Duration::from_millis(1),
        request_timeout: Duration::from_secs(10),
        ..LiveConfig::new(&urls).chain_id("fake-1")
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
    slow.state().age = 400;
    let chain = connect(&[&slow, &fast]);
    assert_eq!(chain.block().unwrap().height, 100);
    slow.state().height = 99;
    slow.state().age = 0;
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
fn another_sequence_is_signed_when_the_chain_expects_it_and_the_account_has_it() {
    let node = Node::start(10);
    node.state().agrees = true;
    node.state().replies = vec![mismatch(8, 5)];
    let mut chain = connect(&[&node]);
    for _ in 0..2 {
        let _ = chain.submit(&payment(&chain)).unwrap();
    }
    let sequences: Vec<u64> = node.state().sent.iter().map(|tx| sequence(tx)).collect();
    assert_eq!(sequences, [5, 8, 9]);
}

#[test]
fn a_transaction_is_signed_again_once_and_no_more() {
    let node = Node::start(10);
    node.state().agrees = true;
    node.state().replies = (8..20).map(|expected| mismatch(expected, expected - 1)).collect();
    node.state().replies.insert(0, mismatch(7, 5));
    let mut chain = connect(&[&node]);
    let mut hashes = Vec::new();
    let refused = chain
        .submit_noting(&payment(&chain), &mut |pending| {
            hashes.push(pending.hash.clone());
            Ok(())
        })
        .unwrap_err();
    assert_eq!(node.state().sent.len(), 2);
    let Error::Undecided { hash, .. } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(hash, hashes.join(" or "), "both are named");
}

#[test]
fn what_must_not_happen_twice_is_signed_once() {
    let node = Node::start(10);
    node.state().agrees = true;
    node.state().replies = vec![mismatch(8, 5)];
    let mut chain = connect(&[&node]);
    let refused = chain.submit(&payment(&chain).once()).unwrap_err();
    assert_undecided(&refused, "sequence is 8");
    assert_eq!(node.state().sent.len(), 1);
}

#[rstest]
#[case::no_higher_sequence(4)]
#[case::the_same_sequence(5)]
fn a_sequence_that_is_not_higher_is_no_reason_to_sign_again(#[case] expected: u64) {
    let node = Node::start(10);
    node.state().agrees = true;
    node.state().replies = vec![mismatch(expected, 5); 3];
    let mut chain = connect(&[&node]);
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    assert!(matches!(refused, Error::Undecided { .. }), "{refused:?}");
    assert_eq!(node.state().sent.len(), 1);
}

#[test]
fn a_second_look_goes_to_another_node() {
    let (liar, honest) = (Node::start(10), Node::start(10));
    liar.state().agrees = true;
    liar.state().replies = vec![mismatch(8, 5); 9];
    let mut chain = connect(&[&liar, &honest]);
    honest.state().replies = vec![mismatch(8, 5)];
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    assert_undecided(&refused, "sequence is 8");
    let sent = |node: &Node| node.state().sent.len();
    assert_eq!(
        (sent(&liar), sent(&honest)),
        (1, 1),
        "the same bytes, once to each"
    );
    assert_eq!(liar.state().sent, honest.state().sent);
}

#[test]
fn a_refusal_is_put_to_the_next_node_which_may_take_it() {
    let (liar, honest) = (Node::start(10), Node::start(10));
    let poor = Reply::Refused {
        code: 13,
        log: "insufficient fees; got: 1stake required: 2stake: insufficient fee".to_owned(),
    };
    liar.state().replies = vec![poor.clone(); 9];
    let mut chain = connect(&[&liar, &honest]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    assert_eq!(chain.confirm(&pending).unwrap().hash, pending.hash);

    honest.state().replies = vec![poor; 9];
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    assert_undecided(&refused, "the fee 1stake is below 2stake");
}

#[test]
fn a_signature_that_may_not_leave_leaves_the_first_one_undecided() {
    let node = Node::start(10);
    node.state().agrees = true;
    node.state().replies = vec![mismatch(8, 5)];
    let mut chain = connect(&[&node]);
    let mut first = true;
    let refused = chain.submit_noting(&payment(&chain), &mut |_| match std::mem::take(&mut first) {
        true => Ok(()),
        false => Err("said no".to_owned()),
    });
    assert_undecided(&refused.unwrap_err(), "said no");
    assert_eq!(node.state().sent.len(), 1);
}

#[test]
fn nothing_is_signed_for_a_chain_that_only_a_node_has_named() {
    let node = Node::start(10);
    let unnamed = LiveConfig {
        chain_id: None,
        ..config(&[&node])
    };
    let mut chain = Live::connect(unnamed).unwrap();
    assert_eq!(chain.facts().chain_id, "fake-1");
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    assert!(refused.to_string().contains("bad value of chain id"), "{refused}");
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_last_height_is_as_far_as_the_clock_allows() {
    let node = Node::start(1_000);
    let mut chain = connect(&[&node]);
    node.state().height = 1_000_000;
    let pending = chain.submit(&payment(&chain)).unwrap();
    assert!(pending.valid_until < 1_200, "{}", pending.valid_until);
}

#[test]
fn a_height_that_runs_ahead_of_the_clock_makes_nothing_void() {
    let node = Node::start(1_000);
    let hasty = LiveConfig {
        inclusion_timeout: Duration::from_millis(300),
        ..config(&[&node])
    };
    let mut chain = Live::connect(hasty).unwrap();
    node.state().includes = false;
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().jump = 500;
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");
}

#[rstest]
#[case::no_index("transaction indexing is disabled")]
#[case::late_index("tx (AB) not found")]
fn a_node_without_the_transaction_is_not_the_last_to_be_asked(#[case] says: &str) {
    let (blind, indexed) = (Node::start(10), Node::start(10));
    blind.state().index = Some(says.to_owned());
    let mut chain = connect(&[&blind, &indexed]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    indexed.state().taken = blind.state().taken.clone();
    indexed.state().sent = blind.state().sent.clone();
    assert_eq!(chain.confirm(&pending).unwrap().hash, pending.hash);
}

#[test]
fn what_one_node_says_unreadably_is_asked_from_the_next() {
    let (first, second) = (Node::start(10), Node::start(10));
    let chain = connect(&[&first, &second]);
    first.state().garbled = true;
    let alice = chain.address(&Signer::for_tests("alice").unwrap()).unwrap();
    assert_eq!(chain.stake_balance(&alice).unwrap(), 10);
    second.state().garbled = true;
    let refused = chain.stake_balance(&alice).unwrap_err();
    assert!(matches!(refused, Error::Unreadable { .. }), "{refused:?}");
}

#[test]
fn a_node_without_an_index_alone_leaves_the_end_open() {
    let node = Node::start(10);
    let hasty = LiveConfig {
        inclusion_timeout: Duration::from_millis(50),
        ..config(&[&node])
    };
    let mut chain = Live::connect(hasty.clone()).unwrap();
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().index = Some("transaction indexing is disabled".to_owned());
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");

    // Long after its last height, with its sequence used.
    node.state().height = 200;
    node.state().sequence = 6;
    let mut chain = Live::connect(hasty).unwrap();
    let lost = chain.confirm(&pending).unwrap_err();
    let Pending {
        hash, valid_until, ..
    } = pending;
    assert_eq!(lost, Error::Untraceable { hash, valid_until });
}

#[test]
fn one_node_that_is_behind_keeps_a_transaction_from_being_void() {
    let (ahead, behind) = (Node::start(10), Node::start(10));
    let hasty = LiveConfig {
        inclusion_timeout: Duration::from_millis(50),
        ..config(&[&ahead, &behind])
    };
    let mut chain = Live::connect(hasty.clone()).unwrap();
    ahead.state().includes = false;
    let pending = chain.submit(&payment(&chain)).unwrap();
    ahead.state().height = 500;
    let mut chain = Live::connect(hasty).unwrap();
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");
}

#[test]
fn a_transaction_of_other_bytes_is_not_ours() {
    let node = Node::start(10);
    let hasty = LiveConfig {
        inclusion_timeout: Duration::from_millis(50),
        ..config(&[&node])
    };
    let mut chain = Live::connect(hasty).unwrap();
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().swapped = true;
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");
}

#[test]
fn a_rate_limit_is_no_answer() {
    let (limited, other) = (Node::start(10), Node::start(10));
    let chain = connect(&[&limited, &other]);
    limited.state().says = Some("too many requests".to_owned());
    let address = chain.address(&Signer::for_tests("alice").unwrap()).unwrap();
    assert_eq!(chain.stake_balance(&address).unwrap(), 10);
    other.state().says = Some("too many requests".to_owned());
    let silent = chain.stake_balance(&address).unwrap_err();
    assert!(silent.to_string().contains("too many requests"), "{silent}");
    assert!(matches!(silent, Error::Unreachable { .. }), "{silent:?}");
}

#[test]
fn a_high_block_does_not_make_the_others_lag() {
    let (honest, liar) = (Node::start(1_000), Node::start(1_000_000_000));
    let chain = connect(&[&honest, &liar]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[test]
fn of_three_nodes_one_that_is_far_ahead_is_passed_over() {
    let liar = Node::start(1_000_000_000);
    let (one, two) = (Node::start(1_000), Node::start(1_001));
    let chain = connect(&[&liar, &one, &two]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[rstest]
#[case::of_yesterday(86_400)]
#[case::of_tomorrow(-86_400)]
fn a_node_whose_blocks_are_not_of_now_is_passed_over(#[case] age: i64) {
    let (liar, honest) = (Node::start(2_000), Node::start(1_000));
    liar.state().age = age;
    let chain = connect(&[&liar, &honest]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[test]
fn a_chain_that_stands_still_or_a_wrong_clock_can_be_looked_at() {
    let (one, two) = (Node::start(1_000), Node::start(1_001));
    for node in [&one, &two] {
        node.state().age = 100_000;
    }
    assert_eq!(connect(&[&one, &two]).block().unwrap().height, 1_000);
}

#[test]
fn a_body_without_end_is_left_for_the_next_node() {
    let (liar, honest) = (Node::start(10), Node::start(10));
    let chain = connect(&[&liar, &honest]);
    liar.state().flood = Some("abci_query".to_owned());
    let began = Instant::now();
    let address = chain.address(&Signer::for_tests("alice").unwrap()).unwrap();
    assert_eq!(chain.stake_balance(&address).unwrap(), 10);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_body_without_end_alone_is_an_error_that_says_so() {
    let node = Node::start(10);
    let chain = connect(&[&node]);
    node.state().flood = Some("status".to_owned());
    let refused = chain.block().unwrap_err().to_string();
    assert!(refused.contains("answered more than 8388608 bytes"), "{refused}");
}

#[test]
fn pages_that_repeat_themselves_or_never_end_are_given_up() {
    let node = Node::start(10);
    let chain = connect(&[&node]);
    node.state().next_keys = vec![b"a".to_vec(), b"b".to_vec(), b"a".to_vec(), b"b".to_vec()];
    let refused = chain.validators().unwrap_err().to_string();
    assert!(refused.contains("repeat themselves"), "{refused}");

    node.state().endless = true;
    let before = node.state().requests;
    let refused = chain.validators().unwrap_err().to_string();
    assert!(refused.contains("more than 1000 pages"), "{refused}");
    assert!(node.state().requests - before < 1_100);
}

#[test]
fn a_wish_to_stop_ends_what_takes_long() {
    let node = Node::start(10);
    let config = config(&[&node]);
    let stop = config.stop.clone();
    let chain = Live::connect(config).unwrap();
    node.state().endless = true;
    let later = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        stop.ask();
    });
    assert_eq!(chain.validators().unwrap_err(), Error::Stopped);
    later.join().unwrap();
}

#[test]
fn a_wish_to_stop_leaves_what_was_sent_undecided() {
    let node = Node::start(10);
    let config = config(&[&node]);
    let stop = config.stop.clone();
    let mut chain = Live::connect(config).unwrap();
    node.state().includes = false;
    let pending = chain.submit(&payment(&chain)).unwrap();
    stop.ask();
    assert_undecided(&chain.confirm(&pending).unwrap_err(), "stopped");
}

#[test]
fn nodes_that_take_their_time_get_no_more_than_all_of_it() {
    let node = Node::start(10);
    let hasty = LiveConfig {
        total_timeout: Duration::from_millis(400),
        ..config(&[&node])
    };
    let mut chain = Live::connect(hasty).unwrap();
    chain.begin();
    node.state().endless = true;
    node.state().delay = Duration::from_millis(20);
    let began = Instant::now();
    let refused = chain.validators().unwrap_err().to_string();
    assert!(refused.contains("which is all they get"), "{refused}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    node.state().delay = Duration::ZERO;
    chain.begin();
    assert_eq!(chain.block().unwrap().height, 10);
}

#[test]
fn a_redirect_is_not_followed() {
    let (liar, target) = (Node::start(10), Node::start(10));
    liar.state().redirect = Some(target.url());
    let Err(refused) = Live::connect(config(&[&liar])) else {
        panic!("it followed")
    };
    assert!(refused.to_string().contains("not followed"), "{refused}");
    assert_eq!(target.state().requests, 0);
}

#[test]
fn secrets_of_a_nodes_address_are_sent_to_it_and_never_shown() {
    let mut node = Node::start(10);
    let url = node.url().replace("http://", "http://me:hunter2@") + "/key-1234";
    let config = LiveConfig {
        endpoints: vec![url],
        ..config(&[&node])
    };
    let chain = Live::connect(config.clone()).unwrap();
    assert_eq!(
        node.state().authorization.as_deref(),
        Some("Basic bWU6aHVudGVyMg==")
    );
    node.stop();
    let silent = chain.block().unwrap_err();
    for text in [silent.to_string(), format!("{silent:?}"), format!("{config:?}")] {
        assert!(!text.contains("hunter2") && !text.contains("1234"), "{text}");
    }
}

#[test]
fn a_nodes_words_cannot_act_on_a_terminal() {
    let node = Node::start(10);
    let mut chain = connect(&[&node]);
    node.state().replies = vec![Reply::Refused {
        code: 5,
        log: "\u{1b}[2J\nStaked 50 atom\u{9b}".to_owned(),
    }];
    let refused = chain.submit(&payment(&chain)).unwrap_err().to_string();
    assert!(!refused.contains(char::is_control), "{refused}");
    node.state().says = Some("\u{1b}[2J\nStaked".to_owned());
    let refused = chain.validators().unwrap_err().to_string();
    assert!(!refused.contains(char::is_control), "{refused}");
}

#[test]
fn more_gas_than_a_block_holds_is_refused_before_anything_is_signed() {
    let node = Node::start(10);
    node.state().block_gas = 99_999;
    let mut chain = connect(&[&node]);
    let expected = Error::TooMuchGas {
        wanted: 100_000,
        limit: 99_999,
    };
    assert_eq!(chain.estimate(&payment(&chain)).unwrap_err(), expected);
    assert_eq!(chain.submit(&payment(&chain)).unwrap_err(), expected);
    node.state().block_gas = -1;
    let mut chain = connect(&[&node]);
    let endless = payment(&chain).gas(Gas::Limit(1_000_000_001));
    let refused = chain.submit(&endless).unwrap_err();
    assert!(matches!(refused, Error::TooMuchGas { .. }), "{refused:?}");
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_price_below_the_nodes_is_refused_before_anything_is_signed() {
    let node = Node::start(10);
    node.state().price = "0.1uother,0.025stake".to_owned();
    let own = config(&[&node]).gas_price("0.01stake".parse().unwrap());
    let mut chain = Live::connect(own).unwrap();
    let refused = chain.submit(&payment(&chain)).unwrap_err();
    let expected = Error::InsufficientFee {
        required: "2500stake".to_owned(),
        given: "1000stake".to_owned(),
    };
    assert_eq!(refused, expected);
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_chain_with_a_name_that_is_none_is_not_worked_on() {
    let node = Node::start(10);
    node.state().chain_id = "../../etc".to_owned();
    let unnamed = LiveConfig {
        chain_id: None,
        ..config(&[&node])
    };
    let Err(refused) = Live::connect(unnamed) else {
        panic!("it was believed")
    };
    assert!(refused.to_string().contains("the chain's id"), "{refused}");
}

/// It has left, and it is not said that it has not.
fn assert_undecided(error: &Error, said: &str) {
    let Error::Undecided { detail, hash, .. } = error else {
        panic!("{error:?}")
    };
    assert!(detail.contains(said), "{detail}");
    assert!(hash.len() >= 64, "{hash}");
}

#[test]
fn a_transaction_in_no_block_is_open_before_its_height_and_void_after() {
    let node = Node::start(10);
    node.state().includes = false;
    let patient = LiveConfig {
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
    let hasty = LiveConfig {
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
    let impatient = LiveConfig {
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
        let refused = Live::connect(LiveConfig::new(endpoints)).err();
        assert!(matches!(refused, Some(Error::BadValue { .. })), "{refused:?}");
    }
}
