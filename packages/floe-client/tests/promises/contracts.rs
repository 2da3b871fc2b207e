use cosmwasm_std::{coin, from_json, Empty, Uint128};
use floe_api::collector::{ConfigResponse, ExecuteMsg, MigrateMsg, QueryMsg};
use floe_client::{Answer, ChainExt, Error, Gas, Msg, PastTx, Tx};
use floe_contract::ShellError;

use super::Stage;

fn config() -> QueryMsg {
    QueryMsg::Config {}
}

fn send_out(denom: &str, amount: u128, to: &str) -> ExecuteMsg {
    ExecuteMsg::SendForeign {
        denom: denom.to_owned(),
        amount: Uint128::new(amount),
        to: to.to_owned(),
    }
}

fn forward() -> ExecuteMsg {
    ExecuteMsg::Forward { keeper: None }
}

pub fn stored_code_has_an_id_and_the_checksum_of_its_wasm(stage: &mut Stage) {
    let code = stage.collector.clone();
    let tx = Tx::new(&stage.rich, vec![Msg::Store(code.clone())]);
    let outcome = stage.chain.send(&tx).unwrap();
    let Some(Answer::Stored { code_id, checksum }) = outcome.answers.first() else {
        panic!("{outcome:?}")
    };
    assert_eq!(stage.chain.code_checksum(*code_id).unwrap(), *checksum);
    // The embedded chain runs Rust and has a checksum of its own.
    if let Some(expected) = code.checksum() {
        assert_eq!(*checksum, expected);
    }
}

pub fn stored_code_is_found_by_its_checksum(stage: &mut Stage) {
    let (rich, code) = (stage.rich.clone(), stage.collector.clone());
    let unknown = vec![7; 32].into();
    assert_eq!(stage.chain.find_code(&unknown).unwrap(), None);
    let code_id = stage.chain.store(&rich, &code).unwrap();
    let checksum = stage.chain.code_checksum(code_id).unwrap();
    assert_eq!(stage.chain.find_code(&checksum).unwrap(), Some(code_id));
}

pub fn a_contract_is_created_queried_and_described(stage: &mut Stage) {
    let owner = stage.rich_address();
    let contract = stage.collector_of(&owner);

    let answer: ConfigResponse = stage.chain.query(&contract, &config()).unwrap();
    assert_eq!(answer.hub, owner);
    assert_eq!(answer.denom, stage.denom());

    let info = stage.chain.contract_info(&contract).unwrap();
    assert_eq!(info.creator, owner);
    assert_eq!(info.admin, Some(owner));
    assert_eq!(info.label, "collector");

    let raw = stage
        .chain
        .query_raw(&contract, b"contract_info")
        .unwrap()
        .unwrap();
    let version: serde_json::Value = from_json(raw).unwrap();
    assert!(
        version["contract"]
            .as_str()
            .unwrap()
            .ends_with("reward-collector"),
        "{version}"
    );
    assert_eq!(stage.chain.query_raw(&contract, b"no such key").unwrap(), None);
}

pub fn a_contract_runs_and_its_events_are_told(stage: &mut Stage) {
    let owner = stage.rich_address();
    let contract = stage.collector_of(&owner);
    let (rich, denom) = (stage.rich.clone(), "uother".to_owned());
    stage
        .chain
        .transfer(&rich, &contract, &[coin(700, &denom)])
        .unwrap();
    let (_, bob) = stage.person("bob", 0);

    let outcome = stage
        .chain
        .execute(&rich, &contract, &send_out(&denom, 300, &bob), &[])
        .unwrap();

    assert_eq!(stage.chain.balances(&bob).unwrap(), [coin(300, &denom)]);
    assert_eq!(stage.chain.balance(&contract, &denom).unwrap(), 400);
    let executed: Vec<_> = outcome.events_of(&contract, "execute").collect();
    assert_eq!(executed.len(), 1);
    assert_eq!(executed[0].message, Some(0));
    let own = outcome
        .events
        .iter()
        .filter(|event| event.kind.starts_with("wasm-"));
    let own: Vec<_> = own
        .filter(|event| event.contract() == Some(contract.as_str()))
        .collect();
    assert_eq!(own.len(), 1, "{outcome:?}");
    assert_eq!(own[0].attribute("amount"), Some("300"));
    assert_eq!(outcome.data(0), None);
}

pub fn a_refusal_has_the_contracts_own_words(stage: &mut Stage) {
    let owner = stage.rich_address();
    let contract = stage.collector_of(&owner);
    let (eve, eve_address) = stage.person("eve", 50_000_000);

    let refused = stage
        .chain
        .execute(&eve, &contract, &send_out("uother", 1, &eve_address), &[]);
    let not_owner = ShellError::Unauthorized { role: "owner" };
    let expected = |index| Error::Contract {
        message: Some(index),
        text: not_owner.to_string(),
    };
    assert_eq!(refused.unwrap_err(), expected(0));

    // The same in the block, where nothing was simulated before, and of a later message.
    let good = Msg::execute(&contract, &forward(), &[]).unwrap();
    let bad = Msg::execute(&contract, &send_out("uother", 1, &eve_address), &[]).unwrap();
    let tx = Tx::new(&eve, vec![good, bad]).gas(Gas::Limit(600_000));
    assert_eq!(stage.chain.send(&tx).unwrap_err(), expected(1));

    let Error::Contract { message: None, text } = stage.chain.query::<Empty>(&contract, &"x").unwrap_err()
    else {
        panic!("a bad query is the contract's error")
    };
    assert!(text.contains("unknown variant"), "{text}");
}

pub fn what_does_not_exist_is_said_to_be_missing(stage: &mut Stage) {
    let (_, nobody) = stage.person("nobody", 0);
    let rich = stage.rich.clone();
    let new = floe_client::Instance::new(999_999, "none");
    let errors = [
        stage.chain.query::<Empty>(&nobody, &config()).unwrap_err(),
        stage.chain.query_raw(&nobody, b"x").unwrap_err(),
        stage.chain.contract_info(&nobody).unwrap_err(),
        stage.chain.execute(&rich, &nobody, &forward(), &[]).unwrap_err(),
        stage.chain.code_checksum(999_999).unwrap_err(),
        stage.chain.instantiate(&rich, &new, &config()).unwrap_err(),
        stage.chain.block_at(u32::MAX.into()).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    }
}

pub fn the_past_of_a_contract_can_be_read_from_any_height(stage: &mut Stage) {
    let owner = stage.rich_address();
    let contract = stage.collector_of(&owner);
    let rich = stage.rich.clone();
    let mut sent = Vec::new();
    for _ in 0..3 {
        sent.push(stage.chain.execute(&rich, &contract, &forward(), &[]).unwrap());
    }

    let seen = |from: u64| {
        let mut seen: Vec<PastTx> = Vec::new();
        let visit = |tx| {
            seen.push(tx);
            Ok(true)
        };
        stage.chain.history(&contract, from, visit).unwrap();
        seen.into_iter().map(|tx| tx.hash).collect::<Vec<_>>()
    };

    let hashes: Vec<String> = sent.iter().map(|tx| tx.hash.clone()).collect();
    assert_eq!(seen(0), hashes);
    assert_eq!(seen(sent[1].height), hashes[1..]);
    assert_eq!(seen(sent[2].height + 1), Vec::<String>::new());
}

pub fn only_the_admin_moves_a_contract_to_other_code(stage: &mut Stage) {
    let owner = stage.rich_address();
    let contract = stage.collector_of(&owner);
    let (eve, _) = stage.person("eve", 50_000_000);
    let code_id = stage.chain.contract_info(&contract).unwrap().code_id;
    let refused = stage.chain.migrate(&eve, &contract, code_id, &MigrateMsg {});
    assert!(refused.is_err(), "{refused:?}");
}
