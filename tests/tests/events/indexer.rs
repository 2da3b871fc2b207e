//! Whoever reads nothing but the events has the books.

use super::*;

/// Plain events of the hub whose attributes the chain has sorted.
#[derive(Debug, Default)]
struct Sorted {
    /// With two mints or more.
    fees: u32,
    /// Of instant exits and closes.
    burns: u32,
    others: u32,
}

impl Sorted {
    fn count(&mut self, hub: &str, events: &[Event]) {
        let plain = events
            .iter()
            .filter(|event| event.ty == "wasm" && event.attributes[0].value == hub);
        for event in plain {
            let keys: Vec<&str> = event.attributes.iter().map(|a| a.key.as_str()).collect();
            let actions: Vec<&str> = event
                .attributes
                .iter()
                .filter(|a| a.key == "action")
                .map(|a| a.value.as_str())
                .collect();
            if !keys.is_sorted() {
                assert_eq!(
                    actions.len(),
                    1,
                    "several actions in the order of emission: {event:?}"
                );
                continue;
            }
            match actions.as_slice() {
                [one] if *one == "burn" => self.burns += 1,
                [_] => self.others += 1,
                several => {
                    assert!(several.iter().all(|action| *action == "mint"), "{event:?}");
                    self.fees += 1;
                }
            }
        }
    }
}

/// Supply, balances, pool, rate, fees, batches and requests, after each of some hundred mixed actions, with a fee of two
/// receivers and somebody who is a contract.
#[test]
fn an_indexer_rebuilds_everything_from_events_alone() {
    let mut repriced = 0;
    let (mut sorted, mut keepers) = (Sorted::default(), BTreeSet::new());
    for seed in [1u128, 2, 3] {
        let mut setup = setup();
        setup.fee.receivers = [("@treasury", 9), ("keeper", 1)]
            .map(|(to, weight)| FeeReceiver {
                to: to.into(),
                weight,
            })
            .into();
        let (mut s, events) = deployed(&setup);
        let forwarder = forwarder(&mut s);
        let hub = s.hub.to_string();
        let mut indexer = Indexer::default();
        indexer.read(&hub, &events);
        indexer.check(&s, 0);
        let mut state = seed;
        let mut random = move |below: usize| {
            state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut told = 0;
        for step in 1..=350 {
            let events = act(&mut s, &forwarder, &mut random);
            repriced += events
                .iter()
                .filter(|event| event.ty == "wasm-floe/batch_repriced")
                .count();
            told += usize::from(!events.is_empty());
            sorted.count(&hub, &events);
            indexer.read(&hub, &events);
            indexer.check(&s, step);
            let treasury = s.shares("treasury");
            let paid = indexer.paid.get(s.addr("treasury").as_str()).copied();
            assert_eq!(paid.unwrap_or_default(), treasury, "nobody moves these");
            assert_eq!(indexer.fee_shares, indexer.paid.values().sum::<u128>());
        }
        assert!(told > 200, "only {told} messages of seed {seed} succeeded");
        assert!(indexer.fees > 0 && indexer.open > 10);
        keepers.extend(indexer.paid.into_keys());
    }
    assert!(repriced > 0, "no loss reached a batch in these histories");
    assert!(
        keepers.len() > 2,
        "the treasury, a person and a contract: {keepers:?}"
    );
    assert!(
        sorted.fees > 20 && sorted.burns > 5 && sorted.others > 50,
        "{sorted:?}"
    );
}

/// The order of the totals does not matter to a reader who joins late: any `books_updated` is complete.
#[test]
fn one_books_updated_is_enough_to_price() {
    let mut s = lived_in();
    let outcome = s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    let updated = outcome
        .events
        .iter()
        .find(|event| event.ty == "wasm-floe/books_updated")
        .unwrap();
    let value = |key: &str| {
        updated
            .attributes
            .iter()
            .find(|a| a.key == key)
            .unwrap()
            .value
            .clone()
    };
    let state = ask_hub(&s, json!({"state": {}}));
    assert_eq!(json!(value("pool")), state["total_native"]);
    assert_eq!(json!(value("supply")), state["total_ustake"]);
    assert_eq!(json!(value("rate")), state["exchange_rate"]);
    assert_eq!(value("short_since"), "none");
}
