//! Every storage key of the hub. Those of the cw20 side (`balance`, `allowance`, `allowance_spender`, `marketing_info`,
//! `logo`) are cw20-base's, `ownership` is cw-ownable's and `contract_info` cw2's.

use cosmwasm_std::{Addr, Empty};
use floe_api::exits::{BATCHES_KEY, QUEUE_KEY};
pub use floe_api::guarantor::GuarantorRoles;
use floe_api::guarantor::GUARANTORS_KEY;
use floe_api::rate::{Flow, Stock, FLOW_KEY, STOCK_KEY};
pub use floe_api::stakes::Stake;
use floe_api::stakes::{LOCKS_KEY, ROSTER_KEY, STAKES_KEY};
pub use floe_api::wiring::Wiring;
use floe_api::wiring::WIRING_KEY;
use floe_core::allocation::{Lock, Mark, Portion};
use floe_core::engine::{Gates, Point, Queue, Totals, ValidatorLoss};
use floe_core::fee::FeeRate;
use floe_core::silence::Silence;
use floe_core::stream::Drip;
use floe_core::units::{Native, Seconds, Shares};
use floe_core::{Batch, Entry, Params};
use packed_store::packed;
use packed_store::stored::{Item, Map};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Supply and free coins. Frozen key. Written by deposits and by everything that moves coins or shares.
pub const FLOW: Item<Flow> = Item::new(FLOW_KEY);
/// Stake, debts, stream and time of the last observation. Frozen key. Written by observations and what follows them.
pub const STOCK: Item<Stock> = Item::new(STOCK_KEY);
/// `K`: base units ring-fenced for settled batches. Written by settlement and claims.
pub const RESERVED: Item<Native> = Item::new("reserved");
/// Batch numbers, the time of the last close, when the open batch may close and the interval in force as last looked up. Written
/// by close and settlement, by cranks where the interval changes, by `update_params` and migrate, and by a cancel after that.
pub const QUEUE: Item<Queue> = Item::new(QUEUE_KEY);
/// What observations carry from one to the next, and running totals. Written by observations and what follows them.
pub const CARRY: Item<Carry> = Item::new("carry");

/// Addresses and constants fixed at instantiation, except `rate_denoms`. Written by instantiate and `update_params`.
pub const WIRING: Item<Wiring> = Item::new(WIRING_KEY);
/// Parameters. Written by instantiate, `update_params` and migrate.
pub const PARAMS: Item<Params> = Item::new("params");
/// Performance fee. Written by instantiate and `update_fee`.
pub const FEE: Item<Fee> = Item::new("fee");
/// Roles, pauses and silent stake. Written by the owner's and guardian's messages, by an observation that halts deposits, by
/// `write_off` and `forget`, and by the reply that brings silent stake back.
pub const CONTROLS: Item<Controls> = Item::new("controls");
/// Who pays for a slash. Written by instantiate, `update_roles`, `accept_guarantor` and `update_params`.
pub const GUARANTORS: Item<GuarantorRoles> = Item::new(GUARANTORS_KEY);
/// (contract, operator of the bond or nothing for a backstop) → shares that it has paid since ever. They belong to the
/// contract whatever its role is later. Frozen key and form. Written by observations, never removed.
pub const COVERED: Map<(&str, &str), Shares> = Map::new("covered");
/// The same → shares that came back, never taken off what was covered. Frozen key and form. Written by observations.
pub const RETURNED: Map<(&str, &str), Shares> = Map::new("returned");
/// The same → what may still come back, by the validator on whose entries it is provisioned. Frozen key and form. Written
/// by observations, removed when nothing is left.
pub const OWED_BACK: Map<(&str, &str), Vec<Portion>> = Map::new("owed_back");
/// Name and symbol of the token. Written by instantiate.
pub const TOKEN: Item<TokenMeta> = Item::new("token");

/// Operator addresses with a stake, pending messages or a last payout, ascending. The
/// registry reads it raw. Written when one is added or removed.
pub const ROSTER: Item<Vec<String>> = Item::new(ROSTER_KEY);
/// The hub's stakes in the order of the roster. The registry reads it raw. Written by observations, staking messages and the replies to those that
/// fail.
pub const STAKES: Item<Vec<Stake>> = Item::new(STAKES_KEY);
/// When each validator's rewards were last paid out, unix seconds, in the order of the roster. Written by harvests and
/// staking messages.
pub const PAYOUTS: Item<Vec<Seconds>> = Item::new("payouts");
/// Operator address → what is known against it because messages to it failed. Written by the reply to a failed message;
/// removed by the reply to a successful one, or a week after its end where nothing is left.
pub const MARKS: Map<&str, Mark> = Map::new("mark");
/// (completion in nanoseconds, operator address) → undelegation in flight. Written by replies and observations; removed
/// when credited or written off.
pub const ENTRIES: Map<(u64, &str), Entry> = Map::new("entry");
/// Destination operator → unfinished incoming redelegations. Written by replies, which also drop finished ones.
pub const LOCKS: Map<&str, Vec<Lock>> = Map::new(LOCKS_KEY);
/// Operator address → what slashes have cost there. Written by observations, never removed.
pub const LOSSES: Map<&str, ValidatorLoss> = Map::new("loss");

/// Operator address → its silence, announced or written off. Written by `write_off` and `forget`; removed by the reply to
/// a withdrawal that succeeds.
pub const SILENT: Map<&str, Silence> = Map::new("silent");

/// Batch number → closed batch. Written by close, observation, settlement and claims; removed when fully claimed.
pub const BATCHES: Map<u64, Batch> = Map::new(BATCHES_KEY);
/// (user, batch number) → shares on their way out, in token units. Written by queue and cancel; removed by claims.
pub const REQUESTS: cw_storage_plus::Map<(&Addr, u64), Shares> = cw_storage_plus::Map::new("request");
/// (batch number, user): the same requests by batch. Written and removed together with [`REQUESTS`].
pub const BATCH_USERS: cw_storage_plus::Map<(u64, &Addr), Empty> = cw_storage_plus::Map::new("batch_user");

/// Number of the point → rate and totals at that time. Written by observations; the hundred newest are kept.
pub const POINTS: Map<u64, Point> = Map::new("point");

/// What observations carry along, as it is stored.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Carry {
    pub loss_carry: Native,
    /// The supply that bore `loss_carry`, in token units.
    pub loss_supply: Shares,
    /// The stream's own cap and drip time.
    pub drip: Drip,
    /// Whether what comes next from the collector was paid out by validators that had waited for a harvest, so that the
    /// keeper's part of the fee is paid.
    pub earned: bool,
    pub short_since: Option<Seconds>,
    /// Start of the current day of redelegations, unix seconds.
    pub moves_since: Seconds,
    /// Stake redelegated since then.
    pub moved: Native,
    /// Number of the newest point of history.
    pub point: u64,
    /// Time of the point before it, unix seconds.
    pub previous_point: Seconds,
    pub totals: Totals,
}

packed!(struct Carry {
    loss_carry, loss_supply, drip, earned, short_since, moves_since, moved, point, previous_point, totals,
});

/// The performance fee; receivers' addresses are validated.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    pub rate: FeeRate,
    pub receivers: Vec<FeeShare>,
}

packed!(struct Fee { rate, receivers });

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct FeeShare {
    pub to: FeeTo,
    pub weight: u64,
}

packed!(struct FeeShare { to, weight });

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum FeeTo {
    /// Whoever brought the rewards in.
    Keeper,
    Address(Addr),
}

packed!(enum FeeTo { Keeper, 1 = Address(address) });

/// Roles beside the owner, pauses, and whether the protocol winds down.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    pub guardian: Option<Addr>,
    pub governor: Option<Addr>,
    /// How often the guardian has been armed.
    pub arming: u64,
    /// Whether the guardian has not yet used this arming.
    pub armed: bool,
    pub gates: Gates,
}

packed!(struct Controls { guardian, governor, arming, armed, gates });

#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct TokenMeta {
    pub name: String,
    pub symbol: String,
}

packed!(struct TokenMeta { name, symbol });

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;
    use floe_core::engine::{Domain, Pause, Phase};
    use floe_core::fee::FeeRise;
    use packed_store::packed::{pack, unpack, Packed};
    use serde::de::DeserializeOwned;

    use super::*;

    /// That a value's packed form is postcard's and is read back.
    fn as_postcard<T: Packed + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
        let bytes = pack(&value);
        assert_eq!(bytes, postcard::to_allocvec(&value).unwrap(), "{value:?}");
        assert_eq!(unpack("x", &bytes), Ok(value));
    }

    #[test]
    fn what_the_hub_stores_is_packed_as_postcard_does() {
        let (native, addr) = (Native::new, |name: &str| Addr::unchecked(name));
        as_postcard(Flow {
            supply: Shares::new(1),
            free: native(2),
        });
        as_postcard(Stock {
            delegated: native(1),
            undelegating: native(2),
            owed: native(3),
            stream: floe_core::Stream {
                amount: native(4),
                start: 5,
                end: 6,
            },
            synced_at: 7,
            synced_height: 8,
        });
        as_postcard(Wiring {
            denom: "d".into(),
            decimals: 6,
            registry: addr("r"),
            collector: addr("c"),
            seed: Shares::new(7),
            rate_denoms: vec!["x".into(), "y".into()],
            depositors: Some(addr("g")),
        });
        as_postcard(GuarantorRoles {
            bonds: Some(addr("b")),
            backstop: None,
            cap_bps: 3_000,
            pending_bonds: None,
            pending_backstop: Some(addr("s")),
        });
        as_postcard(vec![
            Stake {
                booked: native(1),
                messages: 2,
            },
            Stake::default(),
        ]);
        as_postcard(Queue {
            open: 1,
            head: 2,
            last_close: Some(3),
            due: 4,
            interval: 5,
        });
        let totals = Totals {
            rewards: native(1),
            fees: native(2),
            gains: native(3),
            losses: native(4),
            exits: native(5),
            instant_exits: native(6),
            covered: native(7),
            given_back: native(8),
        };
        as_postcard(Carry {
            loss_carry: native(1),
            loss_supply: Shares::new(2),
            drip: Drip {
                secs: 3,
                max_apr_bps: 4,
            },
            earned: true,
            short_since: Some(5),
            moves_since: 6,
            moved: native(7),
            point: 8,
            previous_point: 9,
            totals,
        });
        as_postcard(Point {
            time: 1,
            rate: Decimal::percent(2),
            assets: native(3),
            totals,
        });
        as_postcard(Fee {
            rate: FeeRate {
                bps: 1,
                rise: Some(FeeRise { bps: 2, from: 3 }),
            },
            receivers: vec![
                FeeShare {
                    to: FeeTo::Keeper,
                    weight: 4,
                },
                FeeShare {
                    to: FeeTo::Address(addr("a")),
                    weight: 5,
                },
            ],
        });
        for phase in [Phase::Open, Phase::WindingDown, Phase::Silent(native(300))] {
            as_postcard(Controls {
                guardian: Some(addr("g")),
                governor: None,
                arming: 1,
                armed: true,
                gates: Gates {
                    pauses: vec![Pause {
                        domain: Domain::Rebalancing,
                        since: 2,
                        until: Some(3),
                    }],
                    phase,
                },
            });
        }
        as_postcard(TokenMeta {
            name: "n".into(),
            symbol: "s".into(),
        });
        as_postcard(ValidatorLoss {
            total: native(1),
            last: 2,
        });
    }

    #[test]
    fn intents_are_packed_as_postcard_does() {
        use floe_core::engine::{Intent, Report, Rest, Sent};
        let (validator, amount) = ("v".to_owned(), Native::new(300));
        let step = floe_core::allocation::Move {
            from: "a".into(),
            to: "b".into(),
            amount,
        };
        let rest = Rest {
            max_msgs: 300,
            smallest: amount,
            keeper: Some("k".into()),
            skipped: vec!["s".into()],
            pays_out: true,
            report: Report::default(),
        };
        for intent in [
            Intent::Delegate {
                validator: validator.clone(),
                amount,
            },
            Intent::Undelegate {
                validator: validator.clone(),
                amount,
                last: true,
            },
            Intent::Redelegate { step },
            Intent::Harvest {
                validator: validator.clone(),
            },
            Intent::Withdraw { validator },
            Intent::Forward { keeper: "k".into() },
            Intent::Refresh(Box::new(rest)),
        ] {
            as_postcard(Sent {
                intent,
                paid: vec![None, Some(7)],
            });
        }
    }
}
