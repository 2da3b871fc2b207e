//! Every dialect of the queries: shapes, values, and what is never said.

mod exits;
mod history;
mod previews;
mod rates;
mod shapes;
mod state;
mod validators;

use floe_api::rate::query_raw;
use floe_core::units::Native;
use floe_hub::state::RESERVED;
use floe_tests::prelude::*;
use floe_tests::world::*;

const START: u64 = 1_700_000_000;

const DAY: u64 = 86_400;

const UNBONDING: u64 = 1_814_400;

/// 31,620,000 / 31,062,000.
const RATE: &str = "1.017964071856287425";

/// The worked example up to its third step: 31,062,000 shares, a pool of 31,620,000, a day old.
fn worked() -> Suite {
    let setup = setup().params(|p| p.with(Param::MaxAprBps, 100_000u128));
    let mut s = Suite::new(setup);
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    s.pass_days(1);
    s.sync();
    s
}

/// Up to the fourth: Bob has bonded 5,000,000 and a batch of Alice's 10,000,000 shares is closed at 10,179,640.
fn worked_with_batch() -> Suite {
    let mut s = worked();
    assert_eq!(s.bond("bob", 5_000_000), 4_911_764);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s
}

fn update(s: &mut Suite, update: ParamsUpdate) {
    s.hub("gov", &ExecuteMsg::UpdateParams(update)).unwrap();
}

fn number(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

/// Readers as other people compile them: they know these fields and refuse any other.
mod strict {
    use super::*;

    macro_rules! closed {
        ($($name:ident { $($field:ident : $of:ty),* $(,)? })*) => {
            $(
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                #[allow(dead_code)]
                pub struct $name { $(pub $field: $of),* }
            )*
        };
    }

    closed! {
        RedemptionRate { redemption_rate: Decimal, update_time: u64 }
        Historical { redemption_rates: Vec<HistoricalRate> }
        HistoricalRate { denom: String, redemption_rate: Decimal, update_time: u64 }
        Price { value: Decimal, block_info: Block, timestamp: String, volatile: bool }
        Block { height: u64, time: String, chain_id: String }
        ExchangeRates { exchange_rates: Vec<(u64, Decimal)>, apr: Option<Decimal> }
        UserRequest { id: u64, shares: Uint128 }
        BatchRequest { user: String, shares: Uint128 }
        Ownership { owner: Option<String>, pending_owner: Option<String>, pending_expiry: Option<Expiration> }
        Balance { balance: Uint128 }
        TokenInfo { name: String, symbol: String, decimals: u8, total_supply: Uint128 }
        Minter { minter: String, cap: Option<Uint128> }
        Allowance { allowance: Uint128, expires: Expiration }
        AllAllowances { allowances: Vec<OneAllowance> }
        OneAllowance { spender: String, allowance: Uint128, expires: Expiration }
        AllSpenderAllowances { allowances: Vec<OneSpenderAllowance> }
        OneSpenderAllowance { owner: String, allowance: Uint128, expires: Expiration }
        AllAccounts { accounts: Vec<String> }
        Marketing { project: Option<String>, description: Option<String>, logo: Option<LogoInfo>, marketing: Option<String> }
        Logo { mime_type: String, data: String }
        Never {}
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code)]
    pub enum Expiration {
        AtHeight(u64),
        AtTime(String),
        Never {},
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code)]
    pub enum LogoInfo {
        Url(String),
        Embedded,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone())
        .map(drop)
        .map_err(|error| error.to_string())
}

type Reader = fn(&Value) -> Result<(), String>;

/// Every closed answer with its reader.
fn closed(s: &Suite) -> Vec<(Value, Reader)> {
    let (hub, alice, bob) = (&s.hub, s.addr("alice"), s.addr("bob"));
    vec![
        (
            json!({"redemption_rate": {"denom": hub, "params": null}}),
            read::<strict::RedemptionRate>,
        ),
        (
            json!({"historical_redemption_rates": {"denom": hub}}),
            read::<strict::Historical>,
        ),
        (json!({"get_redemption_rate": {}}), read::<Decimal>),
        (json!({"get_lst_asset_denom": {}}), read::<String>),
        (json!({"price": {}}), read::<strict::Price>),
        (json!({"exchange_rates": {}}), read::<strict::ExchangeRates>),
        (
            json!({"unbond_requests_by_user": {"user": alice}}),
            read::<Vec<strict::UserRequest>>,
        ),
        (
            json!({"unbond_requests_by_batch": {"id": 1}}),
            read::<Vec<strict::BatchRequest>>,
        ),
        (json!({"ownership": {}}), read::<strict::Ownership>),
        (json!({"balance": {"address": alice}}), read::<strict::Balance>),
        (json!({"token_info": {}}), read::<strict::TokenInfo>),
        (json!({"minter": {}}), read::<strict::Minter>),
        (
            json!({"allowance": {"owner": alice, "spender": bob}}),
            read::<strict::Allowance>,
        ),
        (
            json!({"all_allowances": {"owner": alice}}),
            read::<strict::AllAllowances>,
        ),
        (
            json!({"all_spender_allowances": {"spender": bob}}),
            read::<strict::AllSpenderAllowances>,
        ),
        (json!({"all_accounts": {}}), read::<strict::AllAccounts>),
        (json!({"marketing_info": {}}), read::<strict::Marketing>),
    ]
}
