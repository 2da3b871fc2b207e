//! What becomes of a transaction.

use std::time::Duration;

use floe_client::{Chain, ChainExt, Error, Gas, Live, Pending};
use floe_fake_node::{sequence, FakeNode, TxReply};
use rstest::rstest;

use super::{config, connect, connect_with, hasty, payment, refusal};

/// It has left, and it is not said that it has not.
fn assert_undecided(error: &Error, said: &str) {
    let Error::Undecided { detail, hash, .. } = error else {
        panic!("{error:?}")
    };
    assert!(detail.contains(said), "{detail}");
    assert!(hash.len() >= 64, "{hash}");
}

fn mismatch(expected: u64, got: u64) -> TxReply {
    TxReply::Refused {
        code: 32,
        log: format!("account sequence mismatch, expected {expected}, got {got}: incorrect account sequence"),
    }
}

#[test]
fn a_broken_connection_sends_the_same_bytes_again_and_never_signs_anew() {
    let node = FakeNode::start(10);
    // The first try got through, so the second finds the sequence used.
    node.state().replies = vec![TxReply::Silence, mismatch(6, 5)];
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
    let node = FakeNode::start(10);
    let known = TxReply::Refused {
        code: 19,
        log: String::new(),
    };
    node.state().replies = vec![TxReply::Cached, known];
    let mut chain = connect(&[&node]);
    for _ in 0..2 {
        let _ = chain.submit(&payment(&chain)).unwrap();
    }
    assert_eq!(node.state().sent.len(), 2);
}

#[test]
fn a_node_that_never_answers_leaves_the_hash_to_look_for() {
    let node = FakeNode::start(10);
    node.state().replies = vec![TxReply::Silence; 9];
    let mut chain = connect(&[&node]);
    let Error::Unanswered {
        hash, valid_until, ..
    } = refusal(&mut chain)
    else {
        panic!("nobody answered")
    };
    assert_eq!(hash.len(), 64);
    assert_eq!(valid_until, 10 + chain.config().valid_blocks);
}

#[test]
fn another_sequence_is_signed_when_the_chain_expects_it_and_the_account_has_it() {
    let node = FakeNode::start(10);
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
    let node = FakeNode::start(10);
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
    let node = FakeNode::start(10);
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
    let node = FakeNode::start(10);
    node.state().agrees = true;
    node.state().replies = vec![mismatch(expected, 5); 3];
    let mut chain = connect(&[&node]);
    let refused = refusal(&mut chain);
    assert!(matches!(refused, Error::Undecided { .. }), "{refused:?}");
    assert_eq!(node.state().sent.len(), 1);
}

#[test]
fn a_second_look_goes_to_another_node() {
    let (liar, honest) = (FakeNode::start(10), FakeNode::start(10));
    liar.state().agrees = true;
    liar.state().replies = vec![mismatch(8, 5); 9];
    let mut chain = connect(&[&liar, &honest]);
    honest.state().replies = vec![mismatch(8, 5)];
    let refused = refusal(&mut chain);
    assert_undecided(&refused, "sequence is 8");
    let sent = |node: &FakeNode| node.state().sent.len();
    assert_eq!(
        (sent(&liar), sent(&honest)),
        (1, 1),
        "the same bytes, once to each"
    );
    assert_eq!(liar.state().sent, honest.state().sent);
}

#[test]
fn a_refusal_is_put_to_the_next_node_which_may_take_it() {
    let (liar, honest) = (FakeNode::start(10), FakeNode::start(10));
    let poor = TxReply::Refused {
        code: 13,
        log: "insufficient fees; got: 1stake required: 2stake: insufficient fee".to_owned(),
    };
    liar.state().replies = vec![poor.clone(); 9];
    let mut chain = connect(&[&liar, &honest]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    assert_eq!(chain.confirm(&pending).unwrap().hash, pending.hash);

    honest.state().replies = vec![poor; 9];
    let refused = refusal(&mut chain);
    assert_undecided(&refused, "the fee 1stake is below 2stake");
}

#[test]
fn a_signature_that_may_not_leave_leaves_the_first_one_undecided() {
    let node = FakeNode::start(10);
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
    let node = FakeNode::start(10);
    let mut chain = connect_with(&[&node], |config| config.chain_id = None).unwrap();
    assert_eq!(chain.facts().chain_id, "fake-1");
    let refused = refusal(&mut chain);
    assert!(refused.to_string().contains("bad value of chain id"), "{refused}");
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_last_height_is_as_far_as_the_clock_allows() {
    let node = FakeNode::start(1_000);
    let mut chain = connect(&[&node]);
    node.state().height = 1_000_000;
    let pending = chain.submit(&payment(&chain)).unwrap();
    assert!(pending.valid_until < 1_200, "{}", pending.valid_until);
}

#[test]
fn a_height_that_runs_ahead_of_the_clock_makes_nothing_void() {
    let node = FakeNode::start(1_000);
    let mut chain = connect_with(&[&node], |config| {
        config.inclusion_timeout = Duration::from_millis(300)
    })
    .unwrap();
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
    let (blind, indexed) = (FakeNode::start(10), FakeNode::start(10));
    blind.state().index = Some(says.to_owned());
    let mut chain = connect(&[&blind, &indexed]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    indexed.state().taken = blind.state().taken.clone();
    indexed.state().sent = blind.state().sent.clone();
    assert_eq!(chain.confirm(&pending).unwrap().hash, pending.hash);
}

#[test]
fn a_node_without_an_index_alone_leaves_the_end_open() {
    let node = FakeNode::start(10);
    let mut chain = hasty(&[&node]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().index = Some("transaction indexing is disabled".to_owned());
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");

    // Long after its last height, with its sequence used.
    node.state().height = 200;
    node.state().sequence = 6;
    let mut chain = hasty(&[&node]);
    let lost = chain.confirm(&pending).unwrap_err();
    let Pending {
        hash, valid_until, ..
    } = pending;
    assert_eq!(lost, Error::Untraceable { hash, valid_until });
}

#[test]
fn one_node_that_is_behind_keeps_a_transaction_from_being_void() {
    let (ahead, behind) = (FakeNode::start(10), FakeNode::start(10));
    let mut chain = hasty(&[&ahead, &behind]);
    ahead.state().includes = false;
    let pending = chain.submit(&payment(&chain)).unwrap();
    ahead.state().height = 500;
    let mut chain = hasty(&[&ahead, &behind]);
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");
}

#[test]
fn a_transaction_of_other_bytes_is_not_ours() {
    let node = FakeNode::start(10);
    let mut chain = hasty(&[&node]);
    let pending = chain.submit(&payment(&chain)).unwrap();
    node.state().swapped = true;
    let open = chain.confirm(&pending).unwrap_err();
    assert!(matches!(open, Error::NotIncluded { .. }), "{open:?}");
}

#[test]
fn a_wish_to_stop_leaves_what_was_sent_undecided() {
    let node = FakeNode::start(10);
    let config = config(&[&node]);
    let stop = config.stop.clone();
    let mut chain = Live::connect(config).unwrap();
    node.state().includes = false;
    let pending = chain.submit(&payment(&chain)).unwrap();
    stop.ask();
    assert_undecided(&chain.confirm(&pending).unwrap_err(), "stopped");
}

#[test]
fn a_nodes_words_cannot_act_on_a_terminal() {
    let node = FakeNode::start(10);
    let mut chain = connect(&[&node]);
    node.state().replies = vec![TxReply::Refused {
        code: 5,
        log: "\u{1b}[2J\nStaked 50 atom\u{9b}".to_owned(),
    }];
    let refused = refusal(&mut chain).to_string();
    assert!(!refused.contains(char::is_control), "{refused}");
    node.state().says = Some("\u{1b}[2J\nStaked".to_owned());
    let refused = chain.validators().unwrap_err().to_string();
    assert!(!refused.contains(char::is_control), "{refused}");
}

#[test]
fn more_gas_than_a_block_holds_is_refused_before_anything_is_signed() {
    let node = FakeNode::start(10);
    node.state().block_gas = 99_999;
    let mut chain = connect(&[&node]);
    let expected = Error::TooMuchGas {
        wanted: 100_000,
        limit: 99_999,
    };
    assert_eq!(chain.estimate(&payment(&chain)).unwrap_err(), expected);
    assert_eq!(refusal(&mut chain), expected);
    node.state().block_gas = -1;
    let mut chain = connect(&[&node]);
    let endless = payment(&chain).gas(Gas::Limit(1_000_000_001));
    let refused = chain.submit(&endless).unwrap_err();
    assert!(matches!(refused, Error::TooMuchGas { .. }), "{refused:?}");
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_price_below_the_nodes_is_refused_before_anything_is_signed() {
    let node = FakeNode::start(10);
    node.state().price = "0.1uother,0.025stake".to_owned();
    let own = config(&[&node]).gas_price("0.01stake".parse().unwrap());
    let mut chain = Live::connect(own).unwrap();
    let refused = refusal(&mut chain);
    let expected = Error::InsufficientFee {
        required: "2500stake".to_owned(),
        given: "1000stake".to_owned(),
    };
    assert_eq!(refused, expected);
    assert_eq!(node.state().sent.len(), 0);
}

#[test]
fn a_transaction_in_no_block_is_open_before_its_height_and_void_after() {
    let node = FakeNode::start(10);
    node.state().includes = false;
    let mut chain = connect_with(&[&node], |config| config.inclusion_timeout = Duration::ZERO).unwrap();
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
    let node = FakeNode::start(10);
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
