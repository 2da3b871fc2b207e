//! The core's types in the bytes of storage and tickets: [`mod@packed_store::packed`]'s form, which is frozen where
//! others read it; and what of them stands in messages.

use packed_store::packed;
use packed_store::packed::{Bytes, Packed};
use packed_store::wire::{Fault, Field, Json};

use crate::allocation::{Lock, Mark, Move, Portion};
use crate::backstop::{BackstopBooks, BackstopPosition, CoolingUnits};
use crate::batch::{Cover, Settled, Unbonding};
use crate::engine::{
    Domain, Gates, Intent, Pause, Phase, Point, Queue, Report, Rest, Sent, Totals, ValidatorLoss,
};
use crate::fee::{FeeRate, FeeRise};
use crate::silence::Silence;
use crate::stream::{Drip, Stream};
use crate::units::{Native, Shares, Units};
use crate::wait::{WaitClass, WaitEnd, WaitTimes, Waiting};
use crate::{Batch, Entry};

macro_rules! amount {
    ($type:ident) => {
        impl Packed for $type {
            fn put(&self, out: &mut Vec<u8>) {
                self.units().put(out);
            }

            fn get(bytes: &mut Bytes<'_>) -> Self {
                Self::new(u128::get(bytes))
            }
        }
    };
}

amount!(Native);
amount!(Shares);
amount!(Units);

packed!(struct Stream { amount, start, end });
packed!(struct Drip { secs, max_apr_bps });
packed!(struct BackstopBooks { units, held, premium, covered, returned });
packed!(struct BackstopPosition { units, cooling });
packed!(struct CoolingUnits { units, value, since });
packed!(struct FeeRate { bps, rise });
packed!(struct FeeRise { bps, from });
packed!(struct Silence { announced_at, written_off_at, amount, forgotten });
packed!(struct Entry { amount, expected, guessed });
packed!(struct Lock { from, amount, until });
packed!(struct Mark { until, failures, refused_by });
packed!(struct Portion { validator, amount });
packed!(struct Move { from, to, amount });
packed!(enum Batch { Unbonding(batch), 1 = Settled(batch) });
packed!(struct Unbonding { shares, payable, ceiling, closed_height, estimate, cover });
packed!(struct Settled { shares, payable, open_shares, left, estimate });
packed!(enum Cover { Missing, 1 = Liquid, 2 = Until(completion) });
packed!(enum Domain { Deposits, 1 = Delegations, 2 = Rebalancing, 3 = InstantUnbond });
packed!(struct Report {
    settled, closed, undelegations, delegations, redelegations, harvests, forwarded, need, more,
});
packed!(struct Queue { open, head, last_close, due, interval });
packed!(struct Totals { rewards, fees, gains, losses, exits, instant_exits, covered, given_back });
packed!(struct Point { time, rate, assets, totals });
packed!(struct ValidatorLoss { total, last });
packed!(struct Pause { domain, since, until });
packed!(struct Gates { pauses, phase });
packed!(enum Phase { Open, 1 = WindingDown, 2 = Silent(amount) });
packed!(enum Intent {
    Delegate { validator, amount },
    1 = Undelegate { validator, amount, last },
    2 = Redelegate { step },
    3 = Harvest { validator },
    4 = Withdraw { validator },
    5 = Forward { keeper },
    6 = Refresh(rest),
});
packed!(struct Rest { max_msgs, smallest, keeper, skipped, pays_out, report });
packed!(struct Sent { intent, paid });
packed!(struct WaitTimes { short, exit });
packed!(struct Waiting { class, queued, due, objected, mark, locked, left, end });
packed!(enum WaitClass { Brief, 1 = Short, 2 = Long });
packed!(enum WaitEnd { Executed, 1 = Cancelled });

impl Field for Domain {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let name = String::read(json, fault);
        let domain = Self::ALL.into_iter().find(|domain| domain.name() == name);
        domain.unwrap_or_else(|| {
            let listed = "deposits, delegations, rebalancing, instant_unbond";
            fault.note(format!("`{name}` is not one of {listed}"));
            Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use packed_store::packed::{pack, unpack};
    use serde::de::DeserializeOwned;
    use serde::Serialize;

    use super::*;

    /// That a value's packed form is postcard's and is read back.
    fn as_postcard<T: Packed + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
        let bytes = pack(&value);
        assert_eq!(bytes, postcard::to_allocvec(&value).unwrap(), "{value:?}");
        assert_eq!(unpack("x", &bytes), Ok(value));
        for end in 0..bytes.len() {
            assert!(unpack::<T>("x", &bytes[..end]).is_err());
        }
    }

    #[test]
    fn amounts_are_packed_as_postcard_does_and_no_fourth_cover_is_read() {
        as_postcard(vec![Native::MAX, Native::new(300), Native::new(0)]);
        as_postcard(vec![Shares::new(u128::MAX - 1), Shares::new(128)]);
        assert!(unpack::<Cover>("x", &[3]).is_err());
    }

    #[test]
    fn what_the_core_stores_is_packed_as_postcard_does() {
        let native = Native::new;
        let mut params = crate::Params::defaults(6);
        as_postcard(params.clone());
        params.deposit.bond_cap = Some(native(u128::MAX));
        as_postcard(params);
        as_postcard(Stream {
            amount: native(1),
            start: 2,
            end: 300,
        });
        as_postcard(Drip {
            secs: 1,
            max_apr_bps: 2,
        });
        let rise = Some(FeeRise { bps: 4, from: 5 });
        as_postcard(vec![FeeRate { bps: 3, rise }, FeeRate::default()]);
        as_postcard(Silence {
            announced_at: 1,
            written_off_at: 2,
            amount: native(3),
            forgotten: true,
        });
        as_postcard(Entry {
            amount: native(1),
            expected: native(2),
            guessed: true,
        });
        as_postcard(vec![Lock {
            from: "a".into(),
            amount: native(300),
            until: 7,
        }]);
        as_postcard(Mark {
            until: 1,
            failures: 2,
            refused_by: Some("b".into()),
        });
        for cover in [Cover::Missing, Cover::Liquid, Cover::Until(u64::MAX)] {
            as_postcard(Batch::Unbonding(Unbonding {
                shares: Shares::new(1),
                payable: native(2),
                ceiling: native(3),
                closed_height: 4,
                estimate: 5,
                cover,
            }));
        }
        as_postcard(Batch::Settled(Settled {
            shares: Shares::new(1),
            payable: native(2),
            open_shares: Shares::new(3),
            left: native(4),
            estimate: 5,
        }));
    }

    #[test]
    fn reports_and_domains_are_packed_as_postcard_does() {
        let portion = |amount| Portion {
            validator: "v".into(),
            amount: Native::new(amount),
        };
        as_postcard(Report::default());
        as_postcard(Report {
            settled: vec![1, 2],
            closed: Some(3),
            undelegations: vec![portion(4)],
            delegations: vec![portion(5), portion(6)],
            redelegations: vec![Move {
                from: "a".into(),
                to: "b".into(),
                amount: Native::new(7),
            }],
            harvests: vec!["c".into()],
            forwarded: true,
            need: Native::new(8),
            more: true,
        });
        use Domain::{Delegations, Deposits, InstantUnbond, Rebalancing};
        as_postcard(vec![Deposits, Delegations, Rebalancing, InstantUnbond]);
    }
}
