//! What the index keeps of modules, against what their contracts say.

use floe_index::rebuild::rebuild;
use floe_index_tests::compare::{alarms_of, same};
use floe_index_tests::governed::ModulesSaid;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh};
use floe_index_tests::served::Served;
use serde_json::{json, Value};

fn text(amount: impl ToString) -> Value {
    json!(amount.to_string())
}

fn moment(seconds: u64) -> Value {
    json!(floe_client::when::utc(seconds)
        .replace(" UTC", "Z")
        .replace(' ', "T"))
}

#[test]
fn rows_of_modules_are_what_their_contracts_say_and_a_rebuild_gives_them_again() {
    let (recording, said) = Recording::governed();
    let served = Served::of(recording, 100_000);
    guarantors(&served, &said);
    proposals(&served, &said);
    staking(&served, &said);
    gauge(&served, &said);
    let mut other = config(&served.address, &[&served.node.url()], &served.recording);
    served.runtime.block_on(async {
        assert_eq!(alarms_of(&served.db).await, Vec::<String>::new());
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("other.db").display().to_string();
        let db = fresh(&path).await;
        other.database = path;
        follow(&db, &other, &served.recording).await;
        rebuild(&db, &served.recording.roles).await.unwrap();
        same(&served.db, &db).await;
    });
}

fn guarantors(served: &Served, said: &ModulesSaid) {
    let positions = served.json(&format!("/v1/accounts/{}/positions", said.alice));
    let own = &positions["backstops"][0];
    let cooling = said.backstop.cooling.as_ref().unwrap();
    assert_eq!(own["units"], text(said.backstop.units));
    assert_eq!(own["cooling"], text(cooling.units));
    assert_eq!(
        (&own["ready"], &own["until"]),
        (&moment(cooling.ready), &moment(cooling.until))
    );

    let found = served.json("/v1/guarantors");
    let (bond, backstop) = (&found["bonds"][0], &found["backstops"][0]);
    assert_eq!(bond["operator"], json!(said.bond.operator));
    assert_eq!(bond["posted"], text(said.bond.posted.units()));
    assert_eq!(bond["cooling"], text(100_000));
    assert_eq!(bond["ready"], moment(said.bond.ready.unwrap()));
    assert_eq!(bond["account"], json!(said.bond.account.as_ref().unwrap()));
    assert_ne!(backstop["assets"], text(0));

    let now = &served.json("/v1/protocol")["coverage"];
    let of = |name: &str| now[name].as_str().unwrap().parse::<u128>().unwrap();
    let (bonds, pool) = (
        said.guarantees.bonds.as_ref().unwrap(),
        said.guarantees.backstop.as_ref().unwrap(),
    );
    assert_eq!(
        (of("bonds"), of("backstop")),
        (bonds.balance.u128(), pool.balance.u128())
    );
    assert_eq!(of("covered"), bonds.covered.u128() + pool.covered.u128());
    assert!(of("covered") > 0, "{now}");
    assert_eq!(of("worst_loss"), said.guarantees.worst_loss.u128());
    assert_eq!(now["coverage_bps"], json!(bonds.ratio_bps + pool.ratio_bps));
    let over_time = served.json("/v1/coverage?limit=2");
    assert_eq!(over_time["coverage"][0], *now);
}

fn proposals(served: &Served, said: &ModulesSaid) {
    let found = served.json("/v1/proposals");
    let mut listed = found["proposals"].as_array().unwrap().clone();
    listed.reverse();
    let states: Vec<&Value> = listed.iter().map(|proposal| &proposal["state"]).collect();
    assert_eq!(states, ["executed", "queued", "cancelled"]);
    for (row, proposal) in listed.iter().zip(&said.proposals) {
        assert_eq!(row["id"], json!(proposal.id));
        assert_eq!(row["title"], json!(proposal.title));
        assert_eq!(row["proposer"], json!(proposal.proposer));
        assert_eq!(row["queued"]["time"], moment(proposal.queued));
        assert_eq!(row["due"], moment(proposal.due), "{row}");
        assert_eq!(row["objecting"], text(proposal.locked.units()));
        assert_eq!(row["gone"], text(proposal.left.units()));
        assert_eq!(row["waits_for"], json!(proposal.mark));
    }
    assert_ne!(listed[1]["postponed_bps"], json!(0));
    let only = served.json("/v1/proposals?state=cancelled&limit=1");
    assert_eq!(only["proposals"].as_array().unwrap().len(), 1);
    assert_eq!(only["proposals"][0]["id"], json!(3));
    let own = served.json(&format!("/v1/accounts/{}/positions", said.alice));
    assert_eq!(own["objections"][0]["proposal"], json!(2));
    assert_eq!(own["objections"][0]["shares"], text(said.objecting));
}

fn staking(served: &Served, said: &ModulesSaid) {
    let found = &served.json("/v1/staking")["stakings"][0];
    assert_eq!(found["total"], text(said.principal.staked));
    assert_eq!(found["unstaking"], json!(said.principal.unstaking));
    assert_eq!(found["token"], json!(served.recording.roles.hub));
    let (row, stream) = (&found["streams"][0], &said.streams[0]);
    assert_eq!(row["period"], json!(stream.period));
    assert_eq!(
        (&row["funded"], &row["paid"]),
        (&text(stream.funded), &text(stream.paid))
    );
    let own = served.json(&format!("/v1/accounts/{}/positions", said.who));
    let own = &own["stakings"][0];
    let (staked, rewarded) = said.ann;
    assert_eq!(
        (&own["staked"], &own["unstaking"]),
        (&text(staked), &text(1_500_000))
    );
    assert_eq!(own["rewards"][0]["paid"], text(rewarded));
    assert!(rewarded > 0);
}

fn gauge(served: &Served, said: &ModulesSaid) {
    let vote = &served.json("/v1/votes")["votes"][0];
    assert_eq!((&vote["proposal"], &vote["state"]), (&json!(7), &json!("cast")));
    assert_eq!((&vote["yes"], &vote["no"]), (&json!("0.75"), &json!("0.25")));
    assert_eq!(
        (&vote["power"], &vote["voted"]),
        (&text(8_000_000), &text(8_000_000))
    );
    let applied = &served.json("/v1/weightings")["weightings"][0];
    assert_eq!(
        (&applied["alpha_bps"], &applied["votes"]),
        (&json!(5_000), &text(6_000_000))
    );
    let own = served.json(&format!("/v1/accounts/{}/positions", said.who));
    assert_eq!(own["ballots"][0]["yes"], text(6_000_000));
    assert_eq!(own["weight_votes"][0]["power"], text(4_500_000));
}

/// Every operation about modules with an account that has nothing, and an index that knows no module.
#[test]
fn an_index_without_modules_has_nothing_to_tell_of_them() {
    let served = Served::of(Recording::of(5, 40), 100_000);
    let who = served
        .recording
        .told
        .last()
        .unwrap()
        .balances
        .keys()
        .next()
        .unwrap()
        .clone();
    let positions = served.json(&format!("/v1/accounts/{who}/positions"));
    for list in ["backstops", "stakings", "objections", "ballots", "weight_votes"] {
        assert_eq!(positions[list], json!([]), "{list}");
    }
    let lists = [
        ("/v1/coverage", "coverage"),
        ("/v1/guarantors", "bonds"),
        ("/v1/proposals", "proposals"),
        ("/v1/votes", "votes"),
        ("/v1/weightings", "weightings"),
        ("/v1/staking", "stakings"),
    ];
    for (path, list) in lists {
        assert_eq!(served.json(path)[list], json!([]), "{path}");
    }
    assert_eq!(served.json("/v1/protocol")["coverage"], Value::Null);
}
