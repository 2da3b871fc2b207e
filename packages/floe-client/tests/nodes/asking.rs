//! Which node is asked, and what of its answers is believed.

use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::bank::v1beta1::{DenomUnit, Metadata};
use floe_client::views::DisplayUnit;
use floe_client::{Chain, ChainExt, Error, Live, LiveConfig, Signer};
use floe_fake_node::FakeNode;
use rstest::rstest;

use super::{config, connect, connect_with};

#[test]
fn a_chain_is_asked_what_it_is() {
    let node = FakeNode::start(10);
    let chain = connect(&[&node]);
    let facts = chain.facts();
    assert_eq!(facts.chain_id, "fake-1");
    assert_eq!(facts.prefix, "wasm");
    assert_eq!(facts.denom, "stake");
    assert_eq!(chain.gas_price(), None);
}

#[test]
fn the_unit_of_the_coin_is_the_one_that_its_metadata_describe() {
    let node = FakeNode::start(10);
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

/// As x/gov does when a proposal has passed: at the end of a block, and in no transaction.
#[test]
fn what_the_chain_does_of_itself_is_part_of_the_history() {
    let node = FakeNode::start(100);
    let chain = connect(&[&node]);
    let contract = chain.address(&Signer::for_tests("contract").unwrap()).unwrap();
    let heights = |from: u64| {
        let mut found = Vec::new();
        let told = chain.history(&contract, from, |past| {
            assert_eq!((past.hash.as_str(), past.gas), ("", None));
            assert!(past
                .events
                .iter()
                .any(|event| floe_client::history::executes(&contract, event)));
            found.push(past.height);
            Ok(true)
        });
        told.map(|()| found)
    };
    assert_eq!(heights(0).unwrap(), [0; 0]);
    // More than a page.
    let blocks: Vec<u64> = (5..50).collect();
    node.state().own_blocks = blocks.clone();
    assert_eq!(heights(5).unwrap(), blocks);
    for wrong in [vec![7, 7], vec![7, 6], vec![3]] {
        node.state().own_blocks = wrong;
        assert!(heights(5).is_err());
    }
}

#[test]
fn the_next_node_is_used_when_one_is_down_from_the_start_or_later() {
    let (mut first, mut second, third) = (FakeNode::start(10), FakeNode::start(10), FakeNode::start(10));
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
    let (mut first, second) = (FakeNode::start(10), FakeNode::start(10));
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
    let (other, own) = (FakeNode::start(900), FakeNode::start(10));
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
    let (slow, mut fast) = (FakeNode::start(10), FakeNode::start(100));
    slow.state().age = 400;
    let chain = connect(&[&slow, &fast]);
    assert_eq!(chain.block().unwrap().height, 100);
    slow.state().height = 99;
    slow.state().age = 0;
    fast.stop();
    assert_eq!(chain.block().unwrap().height, 99);
}

#[test]
fn what_one_node_says_unreadably_is_asked_from_the_next() {
    let (first, second) = (FakeNode::start(10), FakeNode::start(10));
    let chain = connect(&[&first, &second]);
    first.state().garbled = true;
    let alice = chain.address(&Signer::for_tests("alice").unwrap()).unwrap();
    assert_eq!(chain.stake_balance(&alice).unwrap(), 10);
    second.state().garbled = true;
    let refused = chain.stake_balance(&alice).unwrap_err();
    assert!(matches!(refused, Error::Unreadable { .. }), "{refused:?}");
}

#[test]
fn a_rate_limit_is_no_answer() {
    let (limited, other) = (FakeNode::start(10), FakeNode::start(10));
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
    let (honest, liar) = (FakeNode::start(1_000), FakeNode::start(1_000_000_000));
    let chain = connect(&[&honest, &liar]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[test]
fn of_three_nodes_one_that_is_far_ahead_is_passed_over() {
    let liar = FakeNode::start(1_000_000_000);
    let (one, two) = (FakeNode::start(1_000), FakeNode::start(1_001));
    let chain = connect(&[&liar, &one, &two]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[rstest]
#[case::of_yesterday(86_400)]
#[case::of_tomorrow(-86_400)]
fn a_node_whose_blocks_are_not_of_now_is_passed_over(#[case] age: i64) {
    let (liar, honest) = (FakeNode::start(2_000), FakeNode::start(1_000));
    liar.state().age = age;
    let chain = connect(&[&liar, &honest]);
    assert_eq!(chain.block().unwrap().height, 1_000);
}

#[test]
fn a_chain_that_stands_still_or_a_wrong_clock_can_be_looked_at() {
    let (one, two) = (FakeNode::start(1_000), FakeNode::start(1_001));
    for node in [&one, &two] {
        node.state().age = 100_000;
    }
    assert_eq!(connect(&[&one, &two]).block().unwrap().height, 1_000);
}

#[test]
fn a_body_without_end_is_left_for_the_next_node() {
    let (liar, honest) = (FakeNode::start(10), FakeNode::start(10));
    let chain = connect(&[&liar, &honest]);
    liar.state().flood = Some("abci_query".to_owned());
    let began = Instant::now();
    let address = chain.address(&Signer::for_tests("alice").unwrap()).unwrap();
    assert_eq!(chain.stake_balance(&address).unwrap(), 10);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_body_without_end_alone_is_an_error_that_says_so() {
    let node = FakeNode::start(10);
    let chain = connect(&[&node]);
    node.state().flood = Some("status".to_owned());
    let refused = chain.block().unwrap_err().to_string();
    assert!(refused.contains("answered more than 8388608 bytes"), "{refused}");
}

#[test]
fn pages_that_repeat_themselves_or_never_end_are_given_up() {
    let node = FakeNode::start(10);
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
    let node = FakeNode::start(10);
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
fn nodes_that_take_their_time_get_no_more_than_all_of_it() {
    let node = FakeNode::start(10);
    let mut chain = connect_with(&[&node], |config| {
        config.total_timeout = Duration::from_millis(400)
    })
    .unwrap();
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
    let (liar, target) = (FakeNode::start(10), FakeNode::start(10));
    liar.state().redirect = Some(target.url());
    let Err(refused) = Live::connect(config(&[&liar])) else {
        panic!("it followed")
    };
    assert!(refused.to_string().contains("not followed"), "{refused}");
    assert_eq!(target.state().requests, 0);
}

#[test]
fn secrets_of_a_nodes_address_are_sent_to_it_and_never_shown() {
    let mut node = FakeNode::start(10);
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
fn a_chain_with_a_name_that_is_none_is_not_worked_on() {
    let node = FakeNode::start(10);
    node.state().chain_id = "../../etc".to_owned();
    let Err(refused) = connect_with(&[&node], |config| config.chain_id = None) else {
        panic!("it was believed")
    };
    assert!(refused.to_string().contains("the chain's id"), "{refused}");
}

#[test]
fn a_chain_that_stands_still_is_noticed() {
    let node = FakeNode::start(10);
    let mut chain = connect_with(&[&node], |config| config.block_timeout = Duration::ZERO).unwrap();
    let expected = Error::NoNewBlock {
        height: 10,
        waited_secs: 0,
    };
    assert_eq!(chain.next_block().unwrap_err(), expected);
}

#[test]
fn a_node_that_stands_still_is_left_for_one_that_goes_on() {
    let (stuck, running) = (FakeNode::start(10), FakeNode::start(10));
    let mut chain = connect_with(&[&stuck, &running], |config| {
        config.block_timeout = Duration::from_secs(8)
    })
    .unwrap();
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
