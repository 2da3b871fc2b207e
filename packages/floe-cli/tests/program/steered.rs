//! What those who stake the token do: `floe lock` and `floe vote`.

mod lock;
mod vote;

use floe_api::hub::ExecuteMsg;
use floe_api::stake::Asset;
use floe_api::{gauge, registry, stake};
use floe_cli::ExitCode;
use floe_client::{ChainExt, Code, Contracts, Instance};

use crate::rig::{done, person, Rig};

const DAY: u64 = 86_400;

/// A contract in which an asset is staked, with a stream of the hub's token over a week.
fn stakes(rig: &Rig, token: Asset, unstaking: u64) -> String {
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let code = chain.store(&owner, &Code::stake()).unwrap();
    let msg = stake::InstantiateMsg {
        token,
        unstaking,
        owner: rig.address("owner"),
    };
    let address = chain
        .instantiate(&owner, &Instance::new(code, "stakes"), &msg)
        .unwrap();
    let stream = stake::ExecuteMsg::AddStream {
        asset: Asset::Cw20(rig.hub()),
        period: 7 * DAY,
    };
    chain.execute(&owner, &address, &stream, &[]).unwrap();
    address
}

/// A hub whose stakers alice has 10 and bob 5 of 41 shares, with a gauge that governs it, half of whose power must vote.
struct Steered {
    rig: Rig,
    stakes: String,
    gauge: String,
}

impl Steered {
    fn new() -> Self {
        let rig = Rig::deployed();
        for name in ["alice", "bob"] {
            done(rig.run(name, &["stake", "20000000 stake"]));
        }
        let stakes = stakes(&rig, Asset::Cw20(rig.hub()), DAY);
        for (name, amount) in [("alice", "10 flSTAKE"), ("bob", "5 flSTAKE")] {
            done(rig.run(name, &["lock", "deposit", amount, "--stake", &stakes]));
        }
        rig.pass(6);
        let (mut chain, owner) = (rig.chain.clone(), person("owner"));
        let contracts = Contracts::of_hub(&chain, &rig.hub()).unwrap();
        let code = chain.store(&owner, &Code::gauge()).unwrap();
        let msg = gauge::InstantiateMsg {
            hub: rig.hub(),
            registry: contracts.registry.clone(),
            power: stakes.clone(),
            quorum_bps: Some(5_000),
            alpha_bps: None,
        };
        let gauge = chain
            .instantiate(&owner, &Instance::new(code, "gauge"), &msg)
            .unwrap();
        let governor = ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: Some(Some(gauge.clone())),
            bonds: None,
            backstop: None,
        };
        chain.execute(&owner, &rig.hub(), &governor, &[]).unwrap();
        let steward = registry::ExecuteMsg::UpdateRoles {
            steward: Some(Some(gauge.clone())),
            lister: None,
        };
        chain.execute(&owner, &contracts.registry, &steward, &[]).unwrap();
        Self { rig, stakes, gauge }
    }

    /// A command is refused with these words before anything is signed.
    fn refuses(&self, who: &str, args: &[&str], exit: ExitCode, said: &str) {
        let sent = self.rig.chain.sent();
        let ran = self.rig.run(who, args);
        ran.ended(exit);
        ran.says(said);
        assert_eq!(self.rig.chain.sent(), sent);
    }
}

/// A command is pointed to `flag` where no contract of its kind is known, and where another is named.
fn tells_how_to_name(what: &str, flag: &str, unknown: &[&str], named: &[&str]) {
    let rig = Rig::deployed();
    let ran = rig.run("alice", unknown);
    ran.ended(ExitCode::Refused);
    ran.says(format!("no {what} is known"));
    let ran = rig.run("alice", &[named, &[flag, &rig.hub()]].concat());
    assert_ne!(ran.exit, ExitCode::Done);
    ran.says(format!("no {what} answers there"))
        .says(format!("with {flag}"));
}
