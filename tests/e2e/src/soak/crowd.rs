//! Random users.

use std::collections::BTreeMap;

use cosmwasm_std::{coins, Uint128};
use floe_api::hub::{ExecuteMsg, QueryMsg, UserRequest};
use floe_client::{Error, Gas, Msg, Pending, Signer, Tx};

use crate::world::Deployed;
use floe_random::Random;

const PEOPLE: usize = 8;
/// What everybody begins with.
const PURSE: u128 = 100_000_000_000;

/// A claim may have to undelegate.
const GAS: Gas = Gas::Simulated {
    percent: 150,
    floor: 2_000_000,
};

/// Users who do what comes to their minds.
pub struct Crowd {
    random: Random,
    people: Vec<(Signer, String)>,
    /// What was done, by the name of the message.
    pub done: BTreeMap<&'static str, u32>,
    /// What was refused, by the name of the message.
    pub refused: BTreeMap<&'static str, u32>,
}

impl Crowd {
    pub fn new(world: &mut Deployed<'_>, random: Random) -> Self {
        let people: Vec<_> = (0..PEOPLE)
            .map(|n| {
                let name = format!("user{n}");
                (world.person(&name), world.address(&name))
            })
            .collect();
        let gifts: Vec<_> = people
            .iter()
            .map(|(_, address)| (address.clone(), PURSE))
            .collect();
        world.net.fund(&gifts);
        Self {
            random,
            people,
            done: BTreeMap::new(),
            refused: BTreeMap::new(),
        }
    }

    /// Up to three people do something in the same block or two.
    pub fn act(&mut self, world: &mut Deployed<'_>) {
        let first = self.random.index(PEOPLE);
        let many = 1 + self.random.index(3);
        let mut under_way = Vec::new();
        for n in 0..many {
            let who = (first + n) % PEOPLE;
            if let Some((name, msg, amount)) = self.wish(world, who) {
                under_way.extend(self.submit(world, who, name, &msg, amount));
            }
        }
        for (name, pending) in under_way {
            let result = world.net.chain_mut().confirm(&pending).map(|_| ());
            self.note(name, result);
        }
        let pause = u32::try_from(1 + self.random.below(3)).unwrap();
        world.pass_blocks(pause);
    }

    /// Everybody queues all shares.
    pub fn leave(&mut self, world: &mut Deployed<'_>) {
        for who in 0..PEOPLE {
            let shares = Uint128::new(self.shares(world, who));
            let msg = ExecuteMsg::QueueUnbond {
                shares,
                receiver: None,
            };
            if !shares.is_zero() {
                if let Some((name, pending)) = self.submit(world, who, "queue_unbond", &msg, 0) {
                    let result = world.net.chain_mut().confirm(&pending).map(|_| ());
                    self.note(name, result);
                }
            }
        }
    }

    /// Requests that are not paid yet.
    pub fn exits(&self, world: &Deployed<'_>) -> usize {
        let requests = |(_, user): &(Signer, String)| {
            let all: Vec<UserRequest> = world.ask(&QueryMsg::UnbondRequestsByUser {
                user: user.clone(),
                start_after: None,
                limit: Some(100),
            });
            all.len()
        };
        self.people.iter().map(requests).sum()
    }

    /// A message with its name and the coins sent.
    fn wish(&mut self, world: &Deployed<'_>, who: usize) -> Option<(&'static str, ExecuteMsg, u128)> {
        let dice = self.random.below(100);
        if dice < 40 {
            let msg = ExecuteMsg::Bond {
                receiver: None,
                min_shares: None,
                exec_msg: None,
            };
            return Some((
                "bond",
                msg,
                u128::from(1_000_000 + self.random.below(500_000_000)),
            ));
        }
        let part = u128::from(1 + self.random.below(60));
        let shares = Uint128::new(self.shares(world, who) * part / 100);
        if shares.is_zero() {
            return None;
        }
        let wish = match dice {
            40..=69 => {
                let receiver = None;
                ("queue_unbond", ExecuteMsg::QueueUnbond { shares, receiver })
            }
            70..=79 => {
                let (receiver, min_out) = (None, None);
                let msg = ExecuteMsg::InstantUnbond {
                    shares,
                    receiver,
                    min_out,
                };
                ("instant_unbond", msg)
            }
            80..=84 => ("cancel_unbond", ExecuteMsg::CancelUnbond { shares: None }),
            85..=92 => (
                "withdraw_unbonded",
                ExecuteMsg::WithdrawUnbonded { receiver: None },
            ),
            _ => {
                let (_, recipient) = self.people[(who + 1) % PEOPLE].clone();
                let amount = shares;
                ("transfer", ExecuteMsg::Transfer { recipient, amount })
            }
        };
        Some((wish.0, wish.1, 0))
    }

    fn submit(
        &mut self,
        world: &mut Deployed<'_>,
        who: usize,
        name: &'static str,
        msg: &ExecuteMsg,
        amount: u128,
    ) -> Option<(&'static str, Pending)> {
        let funds = match amount {
            0 => Vec::new(),
            amount => coins(amount, world.denom()),
        };
        let msg = Msg::execute(&world.hub, msg, &funds).unwrap();
        let tx = Tx::new(&self.people[who].0, vec![msg]).gas(GAS);
        match world.net.chain_mut().submit(&tx) {
            Ok(pending) => Some((name, pending)),
            Err(error) => {
                self.note(name, Err(error));
                None
            }
        }
    }

    /// What the hub refuses is part of the game, anything else is not.
    fn note(&mut self, name: &'static str, result: Result<(), Error>) {
        let counts = match result {
            Ok(()) => &mut self.done,
            Err(Error::Contract { .. }) => &mut self.refused,
            Err(error) => panic!("{name}: {error}"),
        };
        *counts.entry(name).or_default() += 1;
    }

    fn shares(&self, world: &Deployed<'_>, who: usize) -> u128 {
        let address = self.people[who].1.clone();
        let answer: serde_json::Value = world.ask(&QueryMsg::Balance { address });
        answer["balance"].as_str().unwrap().parse().unwrap()
    }
}
