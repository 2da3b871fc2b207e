//! What must hold after every conversation, whatever the nodes have said.

use std::time::Duration;

use floe_cli::ExitCode;
use floe_hostile::Signed;
use rstest::rstest;

use crate::conversation::{is_own, Ended, Wish, MAX_FEE};
use crate::talks::{Signs, BUDGET};

/// With the time limits of these tests, on a machine that is busy elsewhere.
const LONGEST: Duration = Duration::from_secs(60);

/// Of one answer: what the program reads, and what the system has taken before it stops.
const MOST: usize = (8 << 20) + (16 << 20);

/// The rules that were broken, in words.
pub fn broken(ended: &Ended) -> Vec<String> {
    let mut broken = Vec::new();
    let mut must = |holds: bool, rule: &str| {
        if !holds {
            broken.push(rule.to_owned());
        }
    };
    let signed = ended.signed();
    let sent = !signed.is_empty();
    let text = format!("{}{}", ended.out, ended.err);

    must(!ended.panicked, "it panicked");
    must(ended.took < LONGEST, "it took too long");
    must(ended.most_taken <= MOST, "it reads answers without end");
    must(!ended.garbled, "it wrote what is not UTF-8");
    must(
        !text
            .chars()
            .any(|c| (c.is_control() && c != '\n') || is_turning(c)),
        "it wrote what acts on a terminal",
    );
    must(
        ended.written.iter().all(|path| is_own(path, &ended.files)),
        &format!("it wrote {:?}", ended.written),
    );

    let only_shown = ended.wish.dry_run || ended.wish.generate_only;
    must(!(only_shown && sent), "it sent what was only to be shown");
    match ended.signs {
        Signs::AsConfirmed => must(
            signed.len() <= ended.yes,
            &format!("{} signatures for {} confirmations", signed.len(), ended.yes),
        ),
        Signs::Steps => {
            must(
                signed.is_empty() || ended.yes > 0,
                "it signed without a confirmation",
            );
            let twice = signed.iter().enumerate().any(|(n, one)| {
                signed
                    .iter()
                    .skip(n + 1)
                    .any(|other| one.messages == other.messages)
            });
            must(!twice, "it signed a step twice");
        }
        Signs::WithinBudget => {
            let all: u128 = signed.iter().map(|one| one.fee).sum();
            must(all <= BUDGET, &format!("it signed for {all} of {BUDGET}"));
        }
    }
    if ended.signs != Signs::WithinBudget {
        let shown = ended.shown.unwrap_or_default();
        let fees: u128 = match ended.signs {
            Signs::Steps => signed.iter().map(|one| one.fee).sum(),
            _ => signed.iter().map(|one| one.fee).max().unwrap_or_default(),
        };
        must(fees <= shown, &format!("a fee of {fees} where {shown} was shown"));
    }
    if ended.wish.max_fee {
        must(
            signed.iter().all(|one| one.fee <= MAX_FEE),
            "a fee above the limit",
        );
    }

    let lower = text.to_lowercase();
    if sent {
        must(
            !lower.contains("nothing was sent") && !lower.contains("nothing is sent"),
            "it says that nothing was sent",
        );
        must(
            !matches!(
                ended.exit,
                ExitCode::Misuse | ExitCode::NoChain | ExitCode::Declined
            ),
            "its exit code says that nothing was sent",
        );
        if ended.exit == ExitCode::Refused {
            must(
                lower.contains("failed in its block") || lower.contains("is void"),
                "its exit code says that nothing was changed, and no line says why",
            );
        }
        // One that lies beside an honest one cannot hide what has happened.
        let happened = ended.happened.contains(&Some(true));
        if happened && ended.honest > 0 && ended.hostile < 2 && ended.signs != Signs::WithinBudget {
            must(
                ended.exit != ExitCode::Refused,
                "what has happened is told as refused",
            );
            must(!lower.contains("is void"), "what has happened is told as void");
        }
    } else if ended.signs == Signs::AsConfirmed {
        must(
            ended.exit != ExitCode::Happened,
            "nothing was sent, and it says that it happened",
        );
    }
    broken
}

fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A deposit that was confirmed, sent and told.
fn deposit() -> Ended {
    Ended {
        told: String::new(),
        signs: Signs::AsConfirmed,
        wish: Wish {
            max_fee: true,
            ..Wish::default()
        },
        exit: ExitCode::Done,
        panicked: false,
        out: "Staked 5 stake.\n".to_owned(),
        err: "  fee: 6500 stake\n".to_owned(),
        garbled: false,
        took: Duration::from_millis(5),
        yes: 1,
        shown: Some(6_500),
        sent: vec![signed(5, 6_500)],
        happened: vec![Some(true)],
        written: Vec::new(),
        files: vec!["deployments/"],
        honest: 1,
        hostile: 1,
        requests: 20,
        lies: 1,
        most_taken: 1_000,
    }
}

fn signed(sequence: u64, fee: u128) -> Signed {
    Signed {
        hash: format!("{sequence}"),
        sequence,
        fee,
        valid_until: 100,
        messages: Vec::new(),
    }
}

#[rstest]
#[case::panic(|ended: &mut Ended| ended.panicked = true, "panicked")]
#[case::time(|ended: &mut Ended| ended.took = LONGEST, "too long")]
#[case::size(|ended: &mut Ended| ended.most_taken = MOST + 1, "without end")]
#[case::bytes(|ended: &mut Ended| ended.garbled = true, "not UTF-8")]
#[case::escape(|ended: &mut Ended| ended.err.push('\u{1b}'), "terminal")]
#[case::turned(|ended: &mut Ended| ended.out.push('\u{202e}'), "terminal")]
#[case::file(|ended: &mut Ended| ended.written.push("outside.json".to_owned()), "outside.json")]
#[case::other_file(|ended: &mut Ended| ended.written.push("here/floe.toml".to_owned()), "floe.toml")]
#[case::dry_run(|ended: &mut Ended| ended.wish.dry_run = true, "only to be shown")]
#[case::twice(|ended: &mut Ended| ended.sent.push(signed(6, 6_500)), "2 signatures for 1")]
#[case::dear(|ended: &mut Ended| ended.sent = vec![signed(5, 6_501)], "6501 where 6500")]
#[case::limit(|ended: &mut Ended| { ended.shown = Some(MAX_FEE + 1); ended.sent = vec![signed(5, MAX_FEE + 1)] }, "above the limit")]
#[case::words(|ended: &mut Ended| ended.err.push_str("Nothing was sent"), "says that nothing was sent")]
#[case::code(|ended: &mut Ended| ended.exit = ExitCode::NoChain, "exit code says that nothing was sent")]
#[case::no_words(|ended: &mut Ended| { ended.exit = ExitCode::Refused; ended.happened = vec![None] }, "no line says why")]
#[case::happened(|ended: &mut Ended| { ended.exit = ExitCode::Refused; ended.err.push_str("failed in its block") }, "told as refused")]
#[case::void(|ended: &mut Ended| ended.err.push_str("it is void"), "told as void")]
#[case::nothing(|ended: &mut Ended| { ended.sent.clear(); ended.exit = ExitCode::Happened }, "says that it happened")]
#[case::step(|ended: &mut Ended| { ended.signs = Signs::Steps; ended.sent.push(signed(6, 0)) }, "a step twice")]
#[case::budget(|ended: &mut Ended| { ended.signs = Signs::WithinBudget; ended.sent = vec![signed(5, BUDGET + 1)] }, "it signed for")]
fn a_broken_rule_is_noticed(#[case] breaks: fn(&mut Ended), #[case] expected: &str) {
    let mut ended = deposit();
    assert_eq!(broken(&ended), Vec::<String>::new());
    breaks(&mut ended);
    let found = broken(&ended);
    assert!(found.iter().any(|rule| rule.contains(expected)), "{found:?}");
}
