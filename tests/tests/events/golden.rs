//! Each event as it is written.

use super::*;

/// The hub's own event types, first of each kind, with names for addresses.
struct Album {
    seen: BTreeMap<String, String>,
}

impl Album {
    fn keep(&mut self, s: &Suite, events: &[Event]) {
        for event in events {
            let Some(name) = event
                .ty
                .strip_prefix("wasm-")
                .or_else(|| event.ty.starts_with("floe/").then_some(&event.ty))
            else {
                continue;
            };
            let of_hub = event
                .attributes
                .iter()
                .all(|a| a.key != "_contract_address" || a.value == s.hub.as_str());
            if of_hub && !self.seen.contains_key(name) {
                self.seen.insert(name.to_owned(), written(s, name, event));
            }
        }
    }
}

fn written(s: &Suite, name: &str, event: &Event) -> String {
    let people = [
        "hub",
        "registry",
        "collector",
        "alice",
        "bob",
        "carol",
        "gov",
        "guard",
        "council",
        "stranger",
        "treasury",
        "bonds",
        "backstop",
    ];
    let mut text = format!("{name}\n");
    for attribute in event.attributes.iter().filter(|a| a.key != "_contract_address") {
        let mut value = attribute.value.clone();
        for person in people {
            value = value.replace(s.addr(person).as_str(), person);
        }
        for validator in ["val1", "val2", "val3"] {
            value = value.replace(&s.operator(validator), validator);
        }
        text += &format!("  {} = {value}\n", attribute.key);
    }
    text
}

/// A slash that a bond and a backstop pay for, and an entry that was spared.
fn guarantees(album: &mut Album) {
    let mut plan = floe_tests::staking::setup(4);
    plan.guarantors.backstop = Some(3_000_000u128.into());
    plan.guarantors.bonds.insert("val1".into(), 500_000u128.into());
    let mut s = Suite::new(plan);
    s.bond("alice", 95_500_000);
    s.rebalance();
    s.queue("alice", 20_000_000);
    s.submit_batch();
    s.advance(12, 2);
    s.heard = Some(Vec::new());
    s.slash("val1", 5);
    s.sync();
    s.pass_secs(1_814_400);
    s.next_block();
    s.sync();
    let heard = s.heard.take().unwrap();
    album.keep(&s, &heard);
}

/// Names of all events that the hub declares or writes as every contract does.
fn declared() -> BTreeSet<String> {
    let all = HubFact::<String>::ABOUT.iter().chain(ShellFact::<String>::ABOUT);
    all.map(|event| format!("floe/{}", event.name)).collect()
}

/// Of a validator that answers nobody the stake is written off after an announcement and given up; then it comes back.
fn silence(album: &mut Album) {
    let mut s = Suite::new(setup());
    let (hub, val1) = (s.hub.clone(), s.operator("val1"));
    let mut tell = |s: &mut Suite, by: &str, msg: Value| {
        let response = send(s, by, &hub, &msg, &[]).unwrap();
        album.keep(s, &response.events);
    };
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.fail("val1", &[ModuleFault::Withdraw], true);
    s.pass_days(30);
    s.harvest();
    tell(&mut s, "gov", json!({"write_off": {"validator": val1}}));
    s.pass_days(14);
    s.harvest();
    tell(&mut s, "gov", json!({"write_off": {"validator": val1}}));
    s.pass_days(90);
    tell(&mut s, "gov", json!({"forget": {"validator": val1}}));
    s.fail("val1", &[ModuleFault::Withdraw], false);
    tell(&mut s, "stranger", json!({"harvest": {"validator": val1}}));
}

/// A history in which every event happens, and each as the golden file has it.
#[test]
fn every_event_is_written_as_in_the_golden_file() {
    let mut setup = setup();
    setup.params = ParamsUpdate::default().with(Param::MaxAprBps, 100_000u128);
    let (mut s, events) = deployed(&setup);
    let mut album = Album {
        seen: BTreeMap::new(),
    };
    album.keep(&s, &events);
    let hub = s.hub.clone();
    let mut tell = |s: &mut Suite, by: &str, msg: Value| {
        let funds = if name_of(&msg) == "bond" {
            stake(30_000_000)
        } else {
            vec![]
        };
        let response = send(s, by, &hub, &msg, &funds).unwrap();
        album.keep(s, &response.events);
    };
    let crank = json!({"crank": {}});
    tell(&mut s, "alice", json!({"bond": {}}));
    tell(&mut s, "stranger", crank.clone());
    s.rewards(620_000);
    tell(&mut s, "stranger", json!({"harvest": {}}));
    s.pass_days(1);
    tell(&mut s, "alice", json!({"queue_unbond": {"shares": "10000000"}}));
    tell(&mut s, "alice", json!({"cancel_unbond": {"shares": "1000000"}}));
    tell(&mut s, "alice", json!({"instant_unbond": {"shares": "10000"}}));
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.next_block();
    // A slash of stake and entry: the batch is repriced.
    s.slash_as(&Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(1));
    tell(&mut s, "stranger", json!({"sync": {}}));
    s.gift("hub", 5_000);
    tell(&mut s, "stranger", json!({"sync": {}}));
    // An answer that cannot be read, and a message that fails.
    s.fail("val1", &[ModuleFault::UnreadableResponse], true);
    s.fail("val2", &[ModuleFault::UnreadableResponse], true);
    s.fail("val3", &[ModuleFault::Undelegate], true);
    s.pass_days(2);
    tell(&mut s, "alice", json!({"queue_unbond": {"shares": "15000000"}}));
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.fail("val1", &[ModuleFault::UnreadableResponse], false);
    s.fail("val2", &[ModuleFault::UnreadableResponse], false);
    s.fail("val3", &[ModuleFault::Undelegate], false);
    // A redelegation away from a draining validator.
    let registry = s.registry.clone();
    s.drain_below_three("val1");
    s.pass_days(1);
    tell(&mut s, "stranger", crank.clone());
    // Entries come and batches are settled and claimed; one entry is held back and written off.
    s.pass_secs(1_814_400);
    s.next_block();
    tell(&mut s, "stranger", crank.clone());
    s.next_block();
    tell(&mut s, "stranger", crank.clone());
    tell(&mut s, "alice", json!({"withdraw_unbonded": {}}));
    s.hold("val2", 90 * 86_400);
    s.hold("val3", 90 * 86_400);
    let rest = s.shares("alice") / 2;
    tell(
        &mut s,
        "alice",
        json!({"queue_unbond": {"shares": rest.to_string()}}),
    );
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.pass_secs(1_814_400 + 7_200);
    tell(&mut s, "stranger", json!({"sync": {}}));
    s.pass_days(2);
    tell(&mut s, "stranger", json!({"sync": {}}));
    // Governance.
    tell(&mut s, "guard", json!({"pause": {"domains": ["rebalancing"]}}));
    tell(&mut s, "gov", json!({"unpause": {"domains": ["rebalancing"]}}));
    tell(&mut s, "gov", json!({"rearm_guardian": {}}));
    tell(&mut s, "gov", json!({"update_params": {"max_msgs": 7}}));
    tell(
        &mut s,
        "council",
        json!({"vote": {"proposal_id": 7, "vote": "yes"}}),
    );
    let carol = s.addr("carol");
    tell(
        &mut s,
        "gov",
        json!({"update_ownership": {"transfer_ownership": {"new_owner": carol}}}),
    );
    s.slash("val2", 60);
    s.slash("val3", 60);
    tell(&mut s, "stranger", json!({"sync": {}}));
    tell(&mut s, "gov", json!({"wind_down": {}}));
    s.chain
        .app_mut()
        .contract_storage_mut(&registry)
        .remove(b"targets");
    s.pass_days(1);
    tell(&mut s, "stranger", crank);
    // A migration has no predecessor yet: it runs on a copy.
    let mut deps = mock_dependencies();
    for (key, value) in dump(&s, &s.hub) {
        deps.storage.set(&key, &value);
    }
    cw2::set_contract_version(&mut deps.storage, floe_hub::contract::CODE.name, "0.0.9").unwrap();
    let migrated =
        floe_hub::migrate::migrate(deps.as_mut(), mock_env(), MigrateMsg { params: None }, &["0.0.9"])
            .unwrap();
    album.keep(&s, &migrated.events);
    silence(&mut album);
    guarantees(&mut album);

    let seen: BTreeSet<String> = album.seen.keys().cloned().collect();
    assert_eq!(
        seen,
        declared(),
        "each event happens in this history, and no other"
    );
    golden("events", &album.seen.into_values().collect::<String>());
}
