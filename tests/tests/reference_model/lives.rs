//! Random lives of the model alone.

use floe_tests::prelude::*;

use crate::bench::*;

/// A random life on a chain that rounds, slashes, pays late and pays short: nothing underflows, nothing
/// is paid that is not there, and the books stay below what bank and chain really hold wherever nothing
/// is being lost.
#[test]
fn random_lives_keep_the_invariants() {
    for seed in 1..=60u64 {
        let mut random = Random::new(seed);
        let mut b = Bench::plain(4);
        b.model.params.instant_reserve_bps = random.number() % 200;
        let mut pending: Vec<(u64, u128)> = vec![];
        for step in 0..600 {
            let now = b.now();
            let arrived: u128 = pending.iter().filter(|(at, _)| *at < now).map(|(_, a)| a).sum();
            pending.retain(|(at, _)| *at >= now);
            b.bank += arrived;
            let validator = format!("val{}", random.number() % 4 + 1);
            let amount = u128::from(random.number() % 20_000_000) + 10_000;
            let view = b.view();
            match random.number() % 13 {
                0 | 1 => {
                    if b.model.bond(&view, "alice", amount, None).is_ok() {
                        b.bank += amount;
                    }
                }
                2 | 3 => drop(b.queue("alice", "alice", amount)),
                4 => drop(b.model.cancel_unbond("alice", None)),
                5 => {
                    if let Ok(claimed) = b.model.claim(&view, "alice", None) {
                        b.bank -= claimed.paid;
                    }
                }
                6 => {
                    if let Ok(exit) = b.model.instant_unbond(&view, "alice", amount / 10, None) {
                        b.bank -= exit.paid;
                    }
                }
                7 => drop(b.harvest(amount / 50)),
                8 => b.bank += amount / 1_000,
                9 => {
                    let held = b.chain.get(&validator).copied().unwrap_or(0);
                    let part = [1_000_000, 100, 20, 1][(random.number() % 4) as usize];
                    b.chain.insert(validator.clone(), held - held / part);
                    for (_, amount) in pending.iter_mut().filter(|_| random.number().is_multiple_of(3)) {
                        *amount -= *amount / part;
                    }
                }
                10 => {
                    b.model.observe(&view);
                    let may = b.allocatable();
                    if may > 0 && !b.model.winding_down {
                        b.model.free -= may;
                        b.bank -= may;
                        *b.model.delegated.entry(validator.clone()).or_default() += may;
                        *b.model.touched.entry(validator.clone()).or_default() += 1;
                        *b.chain.entry(validator.clone()).or_default() +=
                            may - u128::from(random.number() % 2);
                        b.model.delegate_reply(&view, &validator, may, true);
                        b.model.note_covered(view.now());
                    }
                }
                _ => {
                    b.model.observe(&view);
                    b.model.settle(&view);
                    b.model.close(&view);
                    let need = if b.model.winding_down {
                        b.model.stake()
                    } else {
                        b.model.need(now)
                    };
                    let take = need.min(b.model.stake_on(&validator));
                    if take > 1 {
                        *b.model.delegated.get_mut(&validator).unwrap() -= take;
                        b.model.asked.push((validator.clone(), take));
                        *b.model.touched.entry(validator.clone()).or_default() += 1;
                        b.model.settle(&view);
                        let amount = take - u128::from(random.number() % 2);
                        let completion_ns = b.now_ns + 3 * DAY * NANOS;
                        let answer = Answer::Started {
                            amount: Some(amount),
                            completion_ns: Some(completion_ns),
                        };
                        b.model.undelegate_reply(&view, &validator, take, answer);
                        b.model.note_covered(view.now());
                        *b.chain.get_mut(&validator).unwrap() -= take;
                        let late = if random.number().is_multiple_of(8) {
                            random.number() % (3 * DAY)
                        } else {
                            0
                        };
                        pending.push((
                            completion_ns / NANOS + late,
                            amount - u128::from(random.number() % 2),
                        ));
                    }
                }
            }
            if step == 500 && seed % 3 == 0 {
                b.wind_down();
            }
            b.checked();
            assert!(b.model.stream.end <= b.now() + LONGEST_STREAM);
            b.pass([1, 5, 600, HOUR, 6 * HOUR, DAY][(random.number() % 6) as usize]);
        }
    }
}
