//! A rich history, and everything that the contracts store and answer at its end: what a later version's migration is
//! tried on (`tests/fixtures`, read by `tests/tests/migration.rs`).

use std::collections::BTreeMap;

use floe_api::hub::{Domain, ExecuteMsg, FeeReceiver, ParamsUpdate};
use floe_api::ownership::OwnershipAction;
use floe_api::registry;
use floe_client::ChainExt;
use floe_core::params::Param;
use serde_json::{json, Value};

use crate::net::{Backend, Scene};
use crate::world::{Deployed, ScenarioPlan, BATCH_INTERVAL};

const PEOPLE: [&str; 6] = ["owner", "keeper", "treasury", "alice", "bob", "carol"];

/// Lives through the history and returns what there is at its end.
pub fn record(net: &mut dyn Scene) -> Value {
    let plan = ScenarioPlan::new("fixture")
        .validators(&[(0, 3), (1, 3), (2, 2), (Backend::TWO_FACED, 1)])
        .harvests_every(86_400)
        .with(Param::InstantReserveBps, 500);
    let mut world = Deployed::deploy(net, &plan);
    // A day's moves are few: none before the one that is meant.
    let domains = vec![Domain::Rebalancing];
    world.execute("owner", &ExecuteMsg::Pause { domains });
    exits_in_every_state(&mut world);
    world.roles_and_texts();
    // In flight, open, and a redelegation that is not over: last, as all of them end within a minute.
    // To the smallest, which exits have not touched; it is far below its new target then, and another far above.
    let smallest = world.operators[2].clone();
    assert!(
        world.entries_at(&smallest).is_empty(),
        "exits have taken from the smallest"
    );
    world.set_weights(&[3, 3, 8, 1]);
    let domains = vec![Domain::Rebalancing];
    world.execute("owner", &ExecuteMsg::Unpause { domains });
    world.crank_until("a redelegation", |_, report| !report.redelegations.is_empty());
    world.registry_in_every_state();
    let domains = vec![Domain::Rebalancing];
    world.execute("owner", &ExecuteMsg::Pause { domains });
    world.queue("bob", 300_000_000);
    world.close();
    world.queue("carol", 40_000_000);
    world.queue("alice", 2_000_000);
    let mut all = json!({});
    let block = world.net.hold_still();
    all["block"] = json!({"height": block.height, "nanos": block.time.nanos().to_string()});
    all["chain_id"] = world.net.chain().facts().chain_id.clone().into();
    all["denom"] = world.denom().into();
    all["prefix"] = world.net.chain().facts().prefix.clone().into();
    all["contracts"] = world.contracts();
    all["delegations"] = world.delegations();
    all["answers"] = world.answers();
    all
}

/// A settled batch that one of two has claimed, gains that drip, an instant exit.
fn exits_in_every_state(world: &mut Deployed<'_>) {
    for (name, amount) in [
        ("alice", 4_000_000_000),
        ("bob", 2_500_000_000),
        ("carol", 1_000_000_007),
    ] {
        world.bond(name, amount);
    }
    world.crank_till_idle();
    let hub = world.hub.clone();
    world.net.earn(&hub);
    world.execute(
        "keeper",
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    slash(world);
    world.queue("alice", 500_000_000);
    world.queue("bob", 200_000_001);
    world.close();
    world.mature();
    assert!(world.claim("bob") > 0);
    let instant = ExecuteMsg::InstantUnbond {
        shares: 1_000_000u128.into(),
        receiver: None,
        min_out: None,
    };
    world.execute("carol", &instant);
    world.pass_secs(BATCH_INTERVAL);
    world.net.earn(&hub);
    world.execute(
        "keeper",
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    world.bond("bob", 5_000_000);
}

/// The validator that is removed later signs twice.
fn slash(world: &mut Deployed<'_>) {
    let victim = world.operators[3].clone();
    world.pass_blocks(4);
    let infraction = world.height() - 1;
    world.net.sign_twice(&victim, infraction);
    let seen = world.sync();
    world.fact(&seen, "validator_slashed");
}

impl Deployed<'_> {
    /// A draining, a paused, and two active validators.
    fn registry_in_every_state(&mut self) {
        let operator = |n: usize, world: &Self| world.operators[n].clone();
        let (paused, leaving) = (operator(2, self), operator(3, self));
        self.direct("keeper", &registry::ExecuteMsg::Refresh {});
        self.direct(
            "owner",
            &registry::ExecuteMsg::PauseValidator { operator: paused },
        );
        self.direct(
            "owner",
            &registry::ExecuteMsg::RemoveValidator { operator: leaving },
        );
    }

    fn roles_and_texts(&mut self) {
        let (alice, bob, carol) = (self.address("alice"), self.address("bob"), self.address("carol"));
        let expires = None;
        let msgs = [
            ExecuteMsg::UpdateRoles {
                guardian: Some(Some(bob.clone())),
                governor: Some(Some(carol.clone())),
                bonds: None,
                backstop: None,
            },
            ExecuteMsg::UpdateFee {
                bps: Some(700),
                receivers: Some(vec![
                    FeeReceiver {
                        to: alice.clone(),
                        weight: 3,
                    },
                    FeeReceiver {
                        to: "keeper".into(),
                        weight: 1,
                    },
                ]),
            },
            ExecuteMsg::UpdateParams(ParamsUpdate::default().with(Param::MaxSyncAge, 7_200u128)),
            ExecuteMsg::UpdateMarketing {
                project: Some("Floe".into()),
                description: Some("a fixture".into()),
                marketing: Some(alice.clone()),
            },
            ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
                new_owner: alice,
                expiry: None,
            }),
            ExecuteMsg::IncreaseAllowance {
                spender: bob,
                amount: 7_000_000u128.into(),
                expires,
            },
        ];
        for msg in msgs {
            self.execute("owner", &msg);
        }
        let amount = 1_000_000u128.into();
        self.execute(
            "alice",
            &ExecuteMsg::Transfer {
                recipient: carol,
                amount,
            },
        );
    }

    fn parts(&self) -> [(&'static str, String); 3] {
        [
            ("hub", self.hub.clone()),
            ("registry", self.registry.clone()),
            ("collector", self.collector.clone()),
        ]
    }

    fn contracts(&self) -> Value {
        let chain = self.net.chain();
        let one = |address: &String| {
            let info = chain.contract_info(address).unwrap();
            let coins = chain.balances(address).unwrap();
            let state = chain.contract_state(address).unwrap();
            assert!(!state.is_empty());
            let state: BTreeMap<String, String> = state
                .into_iter()
                .map(|(key, value)| (hex(&key), hex(&value)))
                .collect();
            json!({
                "address": address, "code_id": info.code_id, "creator": info.creator, "admin": info.admin,
                "coins": coins, "state": state,
            })
        };
        let all = self
            .parts()
            .map(|(name, address)| (name.to_owned(), one(&address)));
        Value::Object(all.into_iter().collect())
    }

    fn delegations(&self) -> Value {
        let all = self.net.chain().delegated(&self.hub).unwrap();
        all.into_iter()
            .map(|(operator, amount)| json!([operator, amount.to_string()]))
            .collect()
    }

    fn answers(&self) -> Value {
        let ask = |of: &str, contract: &str, msg: Value| {
            let answer: Value = self
                .net
                .chain()
                .query(contract, &msg)
                .unwrap_or_else(|e| panic!("{msg}: {e}"));
            json!({"of": of, "msg": msg, "answer": answer})
        };
        let [hub, registry, collector] = self.parts();
        let operator = self.operators[0].clone();
        let of_hub = self
            .hub_questions()
            .into_iter()
            .map(|msg| ask(hub.0, &hub.1, msg));
        let of_registry = [
            json!({"validators": {"limit": 100}}),
            json!({"validator": {"operator": operator}}),
            json!({"targets": {}}),
            json!({"config": {}}),
            json!({"ownership": {}}),
        ];
        let of_registry = of_registry.map(|msg| ask(registry.0, &registry.1, msg));
        let of_collector = [
            json!({"config": {}}),
            json!({"balances": {}}),
            json!({"ownership": {}}),
        ];
        let of_collector = of_collector.map(|msg| ask(collector.0, &collector.1, msg));
        of_hub.chain(of_registry).chain(of_collector).collect()
    }

    fn hub_questions(&self) -> Vec<Value> {
        let bare = [
            "get_redemption_rate",
            "get_lst_asset_denom",
            "price",
            "state",
            "config",
            "pending_batch",
            "wanted_delegations",
            "unreconciled",
            "token_info",
            "minter",
            "marketing_info",
            "ownership",
            "preview_crank",
            "solvency",
            "powers",
            "guardian",
            "report",
        ];
        let mut all: Vec<Value> = bare.iter().map(|name| json!({*name: {}})).collect();
        let shares = "1000000";
        all.extend([
            json!({"redemption_rate": {"denom": self.hub, "params": null}}),
            json!({"historical_redemption_rates": {"denom": self.hub, "params": null, "limit": null}}),
            json!({"previous_batches": {"limit": 100}}),
            json!({"exchange_rates": {"limit": 100}}),
            json!({"all_accounts": {"limit": 100}}),
            json!({"validators": {"limit": 100}}),
            json!({"preview_bond": {"amount": shares}}),
            json!({"preview_unbond": {"shares": shares}}),
            json!({"preview_instant": {"shares": shares}}),
            json!({"preview_allocation": {"amount": "100000000"}}),
        ]);
        all.extend([1, 2].map(|batch| json!({"previous_batch": batch})));
        all.extend([1, 2, 3].map(|id| json!({"unbond_requests_by_batch": {"id": id, "limit": 100}})));
        for user in PEOPLE.map(|name| self.address(name)) {
            all.extend([
                json!({"balance": {"address": user}}),
                json!({"unbond_requests_by_user": {"user": user, "limit": 100}}),
                json!({"unbond_requests_by_user_details": {"user": user, "limit": 100}}),
                json!({"all_allowances": {"owner": user}}),
                json!({"all_spender_allowances": {"spender": user}}),
            ]);
        }
        let (owner, spender) = (self.address("owner"), self.address("bob"));
        all.push(json!({"allowance": {"owner": owner, "spender": spender}}));
        all.push(json!({"stakes": {"operators": self.operators}}));
        all
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
