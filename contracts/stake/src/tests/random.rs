//! Random lives: the books hold after every action. `FLOE_STAKE_ACTIONS` says how many actions there are in all.

use floe_api::stake::{Asset, ClaimsResponse, ExecuteMsg, QueryMsg};
use floe_core::units::DAY;
use floe_random::Random;

use crate::fixture::Fixture;

const USERS: [&str; 5] = ["a", "b", "c", "d", "e"];
const LIVES: u64 = 20;

/// `FLOE_STAKE_ACTIONS`, or enough to meet everything.
fn actions() -> u64 {
    let given = std::env::var("FLOE_STAKE_ACTIONS").ok();
    given.map_or(4_000, |given| {
        given.parse().expect("FLOE_STAKE_ACTIONS is a number")
    })
}

struct Life {
    f: Fixture,
    random: Random,
    assets: Vec<Asset>,
    /// By asset: what was ever paid to somebody.
    harvested: Vec<u128>,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut f = Fixture::bare();
        let token = f.cw20("token");
        let unstaking = [0, 3 * DAY, 22 * DAY][usize::try_from(seed % 3).unwrap()];
        f.begin_with(token.clone(), unstaking).unwrap();
        let assets = vec![token, f.cw20("other"), Asset::Denom("stake".into())];
        for (n, asset) in assets.iter().enumerate() {
            f.stream(asset, 3_600 + 200_000 * u64::try_from(n).unwrap());
        }
        Self {
            f,
            random: Random::new(seed),
            harvested: vec![0; assets.len()],
            assets,
        }
    }

    fn act(&mut self) {
        let user = *self.random.one(&USERS);
        let asset = self.random.index(self.assets.len());
        let token = self.assets[asset].clone();
        let size = self.random.between(1, 40);
        let amount = u128::from(self.random.below(1 << size));
        match self.random.below(8) {
            0 => drop(self.f.bring(user, &self.assets[0].clone(), amount, "stake")),
            1 => {
                let msg = ExecuteMsg::Unstake {
                    amount: amount.into(),
                    quiet: Some(self.random.chance(50)),
                };
                let all = ExecuteMsg::Unstake {
                    amount: self.staked(user).into(),
                    quiet: None,
                };
                let msg = if self.random.chance(40) { all } else { msg };
                let _ = self.f.send_msg(user, msg, &[]);
            }
            2 => {
                if let Ok(response) = self.f.send(user, r#"{"claim":{}}"#) {
                    self.f.run(response, &[]).unwrap();
                }
            }
            3 => self.harvest(user),
            4 => drop(self.f.bring(user, &token, amount, "fund")),
            5 => {
                if self.random.chance(50) {
                    self.f.gift(&token, amount);
                }
                self.f
                    .send_msg(user, ExecuteMsg::Poke { asset: token }, &[])
                    .unwrap();
            }
            6 => self.f.pass(self.random.below(30 * DAY)),
            _ => self.f.pass(self.random.below(600)),
        }
    }

    fn harvest(&mut self, user: &str) {
        let frozen = self.assets[self.random.index(self.assets.len())].clone();
        let frozen = if self.random.chance(50) {
            vec![&frozen]
        } else {
            vec![]
        };
        let due = self.f.due(user);
        let Ok(response) = self.f.send(user, r#"{"harvest":{}}"#) else {
            assert!(due.iter().all(|due| *due == 0));
            return;
        };
        self.f.run(response, &frozen).unwrap();
        for (n, asset) in self.assets.iter().enumerate() {
            let left = self.f.due(user)[n];
            assert_eq!(left, if frozen.contains(&asset) { due[n] } else { 0 });
            self.harvested[n] += due[n] - left;
        }
    }

    fn staked(&self, user: &str) -> u128 {
        let address = self.f.addr(user).into();
        let told: floe_api::stake::StakedValueResponse =
            self.f.ask(QueryMsg::StakedValue { address }).unwrap();
        told.value.u128()
    }

    /// Σ staked + Σ claims = booked; Σ claimed + Σ due + unreleased + carry = funded; and the contract has both.
    fn check(&self) {
        let claims = |user: &&str| {
            let address = self.f.addr(user).into();
            let told: ClaimsResponse = self.f.ask(QueryMsg::Claims { address }).unwrap();
            told.claims.iter().map(|claim| claim.amount.u128()).sum::<u128>()
        };
        let principal = self.f.principal();
        assert_eq!(
            USERS.iter().map(|user| self.staked(user)).sum::<u128>(),
            principal.staked.u128()
        );
        assert_eq!(USERS.iter().map(claims).sum::<u128>(), principal.leaving.u128());
        let mut principal = (principal.staked + principal.leaving).u128();
        for (n, stream) in self.f.streams().into_iter().enumerate() {
            let due: u128 = USERS.iter().map(|user| self.f.due(user)[n]).sum();
            assert_eq!(stream.paid.u128(), self.harvested[n]);
            let known = self.harvested[n] + due + stream.unreleased.u128();
            // A fraction of a unit of each, and that of the index.
            let carry = stream
                .funded
                .u128()
                .checked_sub(known)
                .expect("more than was paid in");
            assert!(carry <= 6, "{carry} are nobody's");
            let held = self.f.held(&stream.asset);
            assert!(held >= stream.funded.u128() - stream.paid.u128() + std::mem::take(&mut principal));
        }
    }
}

#[test]
fn random_lives_hold_the_books_of_principal_and_rewards() {
    for seed in 0..LIVES {
        let mut life = Life::new(seed);
        for _ in 0..actions() / LIVES {
            life.act();
            life.check();
        }
    }
    println!("{} actions of stakers", actions() / LIVES * LIVES);
}
