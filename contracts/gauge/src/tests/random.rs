//! Random lives: what counts is what voters have. `FLOE_GAUGE_ACTIONS` says how many actions there are in all.

use floe_core::units::DAY;
use floe_random::Random;

use crate::fixture::Fixture;

const USERS: [&str; 5] = ["a", "b", "c", "d", "e"];
const OPERATORS: [&str; 4] = ["a", "b", "c", "d"];
const LIVES: u64 = 20;

/// `FLOE_GAUGE_ACTIONS`, or enough to meet everything.
fn actions() -> u64 {
    let given = std::env::var("FLOE_GAUGE_ACTIONS").ok();
    given.map_or(4_000, |given| {
        given.parse().expect("FLOE_GAUGE_ACTIONS is a number")
    })
}

/// Rows that add up.
fn rows(random: &mut Random) -> String {
    let first = random.between(1, 9_999);
    let (from, to) = (random.index(4), random.between(1, 3));
    let other = OPERATORS[(from + usize::try_from(to).unwrap()) % 4];
    match random.below(6) {
        0 => "[]".to_owned(),
        1 => format!(r#"[["{}",10000]]"#, OPERATORS[from]),
        _ => format!(
            r#"[["{}",{first}],["{other}",{}]]"#,
            OPERATORS[from],
            10_000 - first
        ),
    }
}

#[test]
fn random_lives_count_what_voters_have_and_never_more() {
    for seed in 0..LIVES {
        let (mut f, mut random) = (Fixture::new(), Random::new(seed));
        let mut staked = [0u128; 5];
        let mut proposals = 0;
        for _ in 0..actions() / LIVES {
            let who = random.index(5);
            match random.below(8) {
                0 => {
                    staked[who] = random.below(1_000).into();
                    f.power(USERS[who], staked[who]);
                    f.poke(USERS[who]);
                }
                1 => {
                    staked[who] = random.below(1_000).into();
                    f.power(USERS[who], staked[who]);
                }
                2 | 3 => drop(f.set_votes(USERS[who], &rows(&mut random))),
                4 => {
                    if f.open(USERS[who], proposals + 1).is_ok() {
                        proposals += 1;
                    }
                }
                5 => {
                    let id = random.between(1, proposals.max(1));
                    let _ = f.vote(USERS[who], id, r#"[["0.3","yes"],["0.7","no"]]"#);
                }
                6 => f.pass(random.below(20 * DAY)),
                _ => f.pass(random.below(DAY)),
            }
            check(&f, proposals);
        }
    }
    println!("{} actions of voters", actions() / LIVES * LIVES);
}

fn check(f: &Fixture, proposals: u64) {
    // Each validator has what the rows of all voters give it, to a unit each.
    let mut expected = [0u128; 4];
    for user in USERS {
        let Some(present) = f.votes(user).present else {
            continue;
        };
        assert_eq!(present.rows.iter().map(|(_, bps)| bps).sum::<u64>(), 10_000);
        for (operator, bps) in present.rows {
            let at = OPERATORS.iter().position(|known| *known == operator).unwrap();
            expected[at] += present.power.u128() * u128::from(bps) / 10_000;
        }
    }
    assert_eq!(f.sums(), expected);
    if proposals == 0 {
        return;
    }
    let told: floe_api::gauge::GaugeProposalResponse = f
        .ask(floe_api::gauge::QueryMsg::Proposal {
            proposal_id: proposals,
        })
        .unwrap();
    let mut voted = 0;
    for user in USERS {
        let ballot = f.ballot(user, proposals);
        let sum = ballot.yes + ballot.no + ballot.abstain + ballot.no_with_veto;
        assert!(sum <= ballot.power);
        voted += sum.u128();
    }
    assert_eq!(told.voted.u128(), voted);
    assert!(told.voted <= told.power, "{told:?}");
}
