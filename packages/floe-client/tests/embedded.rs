//! The embedded chain behind the trait.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod promises;

use cosmwasm_std::{coin, coins, Decimal, Uint128};
use floe_api::hub::{
    CollectorInit, ExecuteMsg, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::{ChainExt, Code, Instance, Signer};
use floe_embedded::{ChainConfig, Embedded};
use promises::Stage;

/// Three validators and somebody rich.
fn run(promise: fn(&mut Stage)) {
    let mut chain = Embedded::new(ChainConfig::default());
    for name in ["val1", "val2", "val3"] {
        let power = Uint128::new(1_000_000_000_000);
        chain
            .double_mut()
            .add_validator(name, Decimal::percent(5), power)
            .unwrap();
    }
    let rich = Signer::for_tests("rich").unwrap();
    let address = rich.address("wasm").unwrap();
    chain.fund(
        &address,
        &[
            coin(1_000_000_000_000, "stake"),
            coin(1_000_000_000_000, "uother"),
        ],
    );
    promise(&mut Stage {
        chain: &mut chain,
        rich,
        collector: Code::collector(),
    });
}

#[test]
fn the_whole_protocol_is_deployed_and_used() {
    run(|stage| {
        let (chain, rich) = (&mut *stage.chain, &stage.rich);
        let mut store = |code: Code| chain.store(rich, &code).unwrap();
        let (hub, registry) = (store(Code::hub()), store(Code::registry()));
        let collector = store(Code::collector());
        let owner = chain.address(rich).unwrap();
        let validators = chain.validators().unwrap().into_iter();
        let msg = InstantiateMsg {
            owner: owner.clone(),
            guardian: None,
            governor: None,
            denom: "stake".to_owned(),
            token: TokenInit {
                name: "Floe Stake".to_owned(),
                symbol: "flSTAKE".to_owned(),
                decimals: 6,
                marketing: None,
            },
            registry: RegistryInit {
                code_id: registry,
                validators: validators
                    .map(|validator| ValidatorWeight {
                        operator: validator.operator,
                        weight: 1,
                    })
                    .collect(),
                params: RegistryParams::default(),
            },
            collector: CollectorInit { code_id: collector },
            fee: FeeConfig {
                bps: 1_000,
                receivers: vec![FeeReceiver {
                    to: owner.clone(),
                    weight: 1,
                }],
            },
            params: ParamsUpdate::default(),
            depositors: None,
        };
        let new = Instance::new(hub, "floe-hub").funds(&coins(1_000_000, "stake"));
        let hub = chain.instantiate(rich, &new, &msg).unwrap();
        let crank = ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        };
        let outcome = chain.execute(rich, &hub, &crank, &[]).unwrap();

        // Coins were delegated, and the collector is the withdraw address.
        let delegated: u128 = chain.delegated(&hub).unwrap().values().sum();
        assert!(delegated > 0, "{outcome:?}");
        let collector = chain.withdraw_address(&hub).unwrap();
        assert_eq!(chain.contract_info(&collector).unwrap().creator, hub);
        let seen = chain.history_page(&hub, 0, 0).unwrap();
        assert_eq!(seen.last().unwrap().hash, outcome.hash);
    });
}

#[test]
fn rust_code_with_its_wasm_has_the_checksum_of_the_wasm() {
    run(|stage| {
        let code = Code::collector().with_wasm(b"a collector".to_vec());
        let code_id = stage.chain.store(&stage.rich, &code).unwrap();
        let checksum = code.checksum().unwrap();
        assert_eq!(stage.chain.code_checksum(code_id).unwrap(), checksum);
        assert_eq!(stage.chain.find_code(&checksum).unwrap(), Some(code_id));
    });
}

macro_rules! promised {
    ($($group:ident { $($name:ident),* $(,)? })*) => { $($(
        #[test]
        fn $name() {
            run(promises::$group::$name);
        }
    )*)* };
}

include!("promises/list.rs");
