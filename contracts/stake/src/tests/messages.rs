//! Messages, instantiation, refusals and what is stored.

use floe_api::stake::{Asset, ExecuteMsg, StakeChangedHookMsg, StakeListenerMsg};
use floe_contract::ShellError;
use floe_core::units::DAY;
use floe_core::{CoreError, Units};
use floe_shell_tests::shell_tests;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, Fixture, UNSTAKING};

shell_tests!(owned Fixture, include_str!("../../testdata/permissions.txt"), paid "fund");

#[test]
fn instantiation_keeps_the_token_and_the_time() {
    let mut f = Fixture::bare();
    let token = f.cw20("token");
    let response = f.begin_with(token, UNSTAKING).unwrap();
    let token = f.addr("token");
    assert_eq!(
        lines(&response),
        [format!("floe/stake_instantiated token={token} unstaking=1900800")]
    );
    assert_eq!(f.principal().unstaking, UNSTAKING);
}

#[test]
fn unstaking_takes_ninety_days_at_most() {
    let refused = CoreError::OutOfBounds {
        name: "unstaking",
        value: 7_776_001,
        min: 0,
        max: 7_776_000,
    };
    let begin = |unstaking| Fixture::bare().begin_with(Asset::Denom("lp".into()), unstaking);
    assert_eq!(begin(90 * DAY + 1), Err(refused.into()));
    assert!(begin(90 * DAY).is_ok());
    assert!(begin(0).is_ok());
}

#[test]
fn a_token_that_is_none_is_refused_by_name() {
    let nobody = Fixture::bare().addr("nobody").into_string();
    for token in [
        Asset::Cw20("nobody".into()),
        Asset::Cw20(nobody),
        Asset::Denom(String::new()),
        Asset::Denom("x".repeat(129)),
    ] {
        let text = Fixture::bare().begin_with(token, 0).unwrap_err().to_string();
        assert!(text.starts_with("token is not valid: "), "{text}");
    }
}

#[test]
fn the_stored_keys_are_these() {
    let mut f = Fixture::new();
    let token = f.token();
    f.stream(&token, 604_800);
    f.stake("alice", 3_000_000);
    f.unstake("alice", 1).unwrap();
    let alice = f.addr("alice").into_string();
    let under = |map: &str, end: &[u8]| {
        let length = [0, u8::try_from(map.len()).unwrap()];
        [&length, map.as_bytes(), end].concat()
    };
    let in_two = |end: u64| {
        let length = u16::try_from(alice.len()).unwrap().to_be_bytes();
        [&length, alice.as_bytes(), &end.to_be_bytes()].concat()
    };
    let height = f.env.block.height;
    let hour = (f.env.block.time.seconds() + UNSTAKING) / 3_600;
    let mut expected = vec![
        under("claim", &in_two(hour)),
        under("power_past", &in_two(height)),
        under("staker", alice.as_bytes()),
        under("total_past", &height.to_be_bytes()),
    ];
    expected.extend(
        [
            "books",
            "config",
            "contract_info",
            "listeners",
            "ownership",
            "streams",
        ]
        .map(Into::into),
    );
    expected.sort();
    let keys: Vec<Vec<u8>> = f.dump().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, expected);
}

#[test]
fn an_owner_adds_eight_streams_and_four_listeners_and_each_once() {
    let mut f = Fixture::new();
    let add = |f: &mut Fixture, denom: &str| {
        let asset = Asset::Denom(denom.into());
        f.send_msg("owner", ExecuteMsg::AddStream { asset, period: 3_600 }, &[])
    };
    let told = add(&mut f, "d0").unwrap();
    assert_eq!(lines(&told), ["floe/stake_stream_added asset=d0 period=3600"]);
    for n in 1..8 {
        add(&mut f, &format!("d{n}")).unwrap();
    }
    let asset = "d3".to_owned();
    assert_eq!(add(&mut f, "d3"), Err(ContractError::StreamExists { asset }));
    let too_many = |field, given, max| ContractError::TooMany { field, given, max };
    assert_eq!(add(&mut f, "d8"), Err(too_many("streams", 9, 8)));
    let listen = |f: &mut Fixture, name: &str| {
        let listener = f.addr(name).into();
        f.send_msg("owner", ExecuteMsg::AddListener { listener }, &[])
    };
    for name in ["a", "b", "c", "d"] {
        listen(&mut f, name).unwrap();
    }
    let listener = f.addr("a").into();
    assert_eq!(
        listen(&mut f, "a"),
        Err(ContractError::ListenerExists { listener })
    );
    assert_eq!(listen(&mut f, "e"), Err(too_many("listeners", 5, 4)));
}

#[rstest]
#[case(3_599)]
#[case(31_536_001)]
fn a_period_outside_an_hour_to_a_year_is_refused(#[case] period: u64) {
    let mut f = Fixture::new();
    let asset = Asset::Denom("d".into());
    let refused = CoreError::OutOfBounds {
        name: "period",
        value: period.into(),
        min: 3_600,
        max: 31_536_000,
    };
    let got = f.send_msg("owner", ExecuteMsg::AddStream { asset, period }, &[]);
    assert_eq!(got, Err(refused.into()));
}

#[test]
fn what_is_not_there_is_refused() {
    let mut f = Fixture::new();
    let zero = ShellError::Zero { field: "amount" };
    assert_eq!(f.unstake("alice", 0), Err(zero.into()));
    assert_eq!(f.send("alice", r#"{"claim":{}}"#), Err(ContractError::NoClaim));
    let user = f.addr("alice").into();
    assert_eq!(
        f.send("alice", r#"{"harvest":{}}"#),
        Err(ContractError::NothingDue { user })
    );
    let asset = "d".to_owned();
    let no_stream = Err(ContractError::NoStream { asset });
    assert_eq!(
        f.send("alice", r#"{"harvest":{"assets":[{"denom":"d"}]}}"#),
        no_stream
    );
    assert_eq!(f.send("alice", r#"{"poke":{"asset":{"denom":"d"}}}"#), no_stream);
    f.stake("alice", 5);
    let more = ContractError::MoreThanStaked {
        requested: Units::new(6),
        available: Units::new(5),
    };
    assert_eq!(f.unstake("alice", 6), Err(more));
    let nine = r#"{"harvest":{"assets":[{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"},{"denom":"d"}]}}"#;
    let too_many = ContractError::TooMany {
        field: "assets",
        given: 9,
        max: 8,
    };
    assert_eq!(f.send("alice", nine), Err(too_many));
}

#[test]
fn a_token_comes_by_its_own_way_only() {
    let mut f = Fixture::new();
    let other = f.cw20("other");
    f.stream(&other, 3_600);
    let text = f.bring("alice", &other, 5, "stake").unwrap_err().to_string();
    let token = f.addr("token");
    assert_eq!(
        text,
        format!("the staked token is {token}; send that, or pay this into its stream by fund")
    );
    let text = f.send("alice", r#"{"stake":{}}"#).unwrap_err().to_string();
    assert_eq!(
        text,
        format!("the staked token is {token}; send it with the message stake")
    );
    let lp = Asset::Denom("lp".into());
    let mut f = Fixture::of_denom();
    let wrong = f
        .bring("alice", &Asset::Denom("x".into()), 5, "stake")
        .unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "send exactly one coin of lp: the coin sent is x"
    );
    let none = f.send("alice", r#"{"fund":{}}"#).unwrap_err().to_string();
    assert_eq!(
        none,
        "send exactly one coin of a stream's denom: no coin was sent"
    );
    let asset = "lp".to_owned();
    assert_eq!(
        f.bring("alice", &lp, 5, "fund"),
        Err(ContractError::NoStream { asset })
    );
}

#[test]
fn a_listener_is_told_in_the_words_of_stake_hooks() {
    let hook = StakeListenerMsg::StakeChangeHook(StakeChangedHookMsg::Unstake {
        addr: "a".into(),
        amount: 7u128.into(),
    });
    assert_eq!(
        serde_json::to_string(&hook).unwrap(),
        r#"{"stake_change_hook":{"unstake":{"addr":"a","amount":"7"}}}"#
    );
}
