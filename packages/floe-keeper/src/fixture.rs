//! A protocol at rest, to be disturbed by tests.

use cosmwasm_std::{Decimal, Decimal256, Timestamp, Uint128};
use floe_api::hub::{
    CrankReport, EntryResponse, FeeConfig, FeeReceiver, GuaranteesResponse, ParamResponse,
    PendingBatchResponse, PowersResponse, SolvencyResponse, StateResponse, Status, ValidatorResponse,
};
use floe_api::registry::{self, ValidatorClass, ValidatorStatus};
use floe_client::views::{BondStatus, ChainValidator, UnbondingEntry};
use floe_client::Block;

use crate::sight::{Owned, Sight};

pub const NOW: u64 = 1_000_000;
pub const MAX_SYNC_AGE: u64 = 21_600;

/// Two validators with 10,000,000 each, looked at a minute ago.
pub fn at_rest() -> Sight {
    let operators = ["val1", "val2"];
    Sight {
        block: Block {
            height: 500,
            time: Timestamp::from_seconds(NOW),
        },
        state: state(),
        solvency: solvency(),
        powers: powers(),
        // Without guarantors a double sign of 10,000,000 costs 500,000 of 20,100,000.
        guarantees: GuaranteesResponse {
            bonds: None,
            backstop: None,
            pending_bonds: None,
            pending_backstop: None,
            cap_bps: 10_000,
            worst_loss: Uint128::new(500_000),
            worst_uncovered_bps: 249,
        },
        booked: operators.map(stake).to_vec(),
        steady: true,
        preview: CrankReport::default(),
        open: PendingBatchResponse {
            id: 1,
            usteak_to_burn: Uint128::zero(),
            ustake_to_burn: Uint128::zero(),
            est_unbond_start_time: 0,
        },
        unsettled: Vec::new(),
        registered: operators.map(listed).to_vec(),
        refreshed_at: NOW - 60,
        registry: registry::ConfigResponse {
            hub: "hub".to_owned(),
            max_commission: Decimal::percent(20),
            max_share_bps: 2_000,
            inactive_grace: 259_200,
            open_share_bps: 1_000,
            steward: None,
            lister: None,
            refreshed_at: NOW - 60,
        },
        contracts: ["hub", "registry", "collector"].map(owned).to_vec(),
        delegated: operators.map(|name| (name.to_owned(), 10_000_000)).into(),
        unbonding: Vec::new(),
        validators: operators.map(on_chain).to_vec(),
        claimable: Vec::new(),
        backstops: Vec::new(),
        unlisted: Vec::new(),
    }
}

/// Puts 1,000,000 into flight from `val1`, until a time.
pub fn undelegate(sight: &mut Sight, completion: u64) {
    sight.booked[0].entries.push(EntryResponse {
        amount: Uint128::new(1_000_000),
        expected: Uint128::new(1_000_000),
        completion,
    });
    sight.unbonding.push(UnbondingEntry {
        operator: "val1".to_owned(),
        creation_height: 400,
        initial: 1_000_000,
        balance: 1_000_000,
        completion: Timestamp::from_seconds(completion),
    });
}

fn owned(name: &'static str) -> Owned {
    Owned {
        name,
        owner: Some("gov".to_owned()),
        offered_to: None,
        admin: None,
        code_id: 7,
    }
}

fn stake(operator: &str) -> ValidatorResponse {
    ValidatorResponse {
        operator: operator.to_owned(),
        delegated: Uint128::new(10_000_000),
        target: Uint128::new(10_000_000),
        entries: Vec::new(),
        cumulative_loss: Uint128::zero(),
        last_loss: None,
        harvested_at: NOW - 60,
        marked_until: None,
        locked_until: None,
        silent: None,
    }
}

fn listed(operator: &str) -> registry::ValidatorResponse {
    registry::ValidatorResponse {
        operator: operator.to_owned(),
        class: ValidatorClass::Curated,
        weight: 1,
        base: 1,
        status: ValidatorStatus::Active,
        commission: Decimal::percent(5),
        bonded: true,
        since: 0,
        dear_since: None,
        listed_at: 0,
        accepting: true,
        bonded_share: Decimal::one(),
        highest_commission: Decimal::percent(5),
        short: false,
    }
}

fn on_chain(operator: &str) -> ChainValidator {
    ChainValidator {
        operator: operator.to_owned(),
        moniker: String::new(),
        status: BondStatus::Bonded,
        jailed: false,
        tokens: 10_000_000,
        shares: Decimal256::from_ratio(10_000_000u128, 1u128),
        commission: Decimal::percent(5),
    }
}

fn state() -> StateResponse {
    let pool = Uint128::new(20_100_000);
    StateResponse {
        total_ustake: pool,
        total_usteak: pool,
        total_utoken: pool,
        total_native: pool,
        total_uluna: pool,
        exchange_rate: Decimal::one(),
        unlocked_coins: Vec::new(),
        unbonding: Uint128::zero(),
        available: Uint128::zero(),
        tvl_utoken: pool,
        tvl_uluna: pool,
        status: Status::Normal,
        last_sync: NOW - 60,
        suspect: Uint128::zero(),
    }
}

fn solvency() -> SolvencyResponse {
    let zero = Uint128::zero();
    SolvencyResponse {
        bank: Uint128::new(100_000),
        free: Uint128::new(100_000),
        reserved: zero,
        undelegating: zero,
        owed: zero,
        delegated: Uint128::new(20_000_000),
        supply: Uint128::new(20_100_000),
        unreleased: zero,
        pool: Uint128::new(20_100_000),
        loss_carry: zero,
        seed: Uint128::new(1_000_000),
        escrow: zero,
        short_since: None,
        healthy: true,
    }
}

fn powers() -> PowersResponse {
    let param = |name: &str, value: u64| ParamResponse {
        name: name.to_owned(),
        value: value.into(),
        default: value.into(),
        min: Uint128::zero(),
        max: Uint128::MAX,
    };
    PowersResponse {
        owner: None,
        pending_owner: None,
        guardian: None,
        guardian_armed: true,
        governor: None,
        admin: None,
        pauses: Vec::new(),
        winding_down: false,
        fee: FeeConfig {
            bps: 500,
            receivers: vec![FeeReceiver {
                to: "treasury".to_owned(),
                weight: 1,
            }],
        },
        fee_rise: None,
        max_fee_bps: 1_000,
        params: vec![param("max_sync_age", MAX_SYNC_AGE), param("max_entries", 7)],
        interval_in_force: 86_400,
        bond_cap: None,
        rate_denoms: Vec::new(),
        depositors: None,
    }
}
