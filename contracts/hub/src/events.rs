//! What the hub reports: the events are declared in `floe_api::events`; here are those that the engine has facts for.

use cosmwasm_std::Event;
use floe_api::events::HubFact;
use floe_core::engine;

/// A fact that is to be written.
pub(crate) type Fact<'a> = HubFact<&'a str>;

/// What the engine reports, as an event.
pub fn event(fact: engine::Fact) -> Event {
    let fact = match &fact {
        engine::Fact::BatchClosed { id, batch } => Fact::BatchClosed {
            batch: *id,
            shares: batch.shares,
            payable: batch.payable,
            estimate: batch.estimate,
        },
        engine::Fact::BatchRepriced { id, payable } => Fact::BatchRepriced {
            batch: *id,
            payable: *payable,
        },
        engine::Fact::BatchSettled { id, batch } => Fact::BatchSettled {
            batch: *id,
            shares: batch.shares,
            payable: batch.payable,
        },
        engine::Fact::BooksUpdated {
            books,
            pool,
            rate,
            short_since,
        } => Fact::BooksUpdated {
            delegated: books.delegated,
            undelegating: books.undelegating,
            free: books.free,
            reserved: books.reserved,
            owed: books.owed,
            supply: books.supply,
            stream_amount: books.stream.amount,
            stream_start: books.stream.start,
            stream_end: books.stream.end,
            loss_carry: books.loss_carry,
            pool: *pool,
            rate: *rate,
            short_since: *short_since,
        },
        engine::Fact::EntryCredited {
            key,
            amount,
            expected,
        } => Fact::EntryCredited {
            validator: &key.validator,
            completion: key.completion,
            amount: *amount,
            expected: *expected,
        },
        engine::Fact::EntryWrittenOff { key, lacking } => Fact::EntryWrittenOff {
            validator: &key.validator,
            completion: key.completion,
            lacking: *lacking,
        },
        engine::Fact::ValidatorSlashed { slash } => Fact::ValidatorSlashed {
            validator: &slash.validator,
            bonded: slash.bonded,
            provisioned: slash.provisioned,
        },
        engine::Fact::LossRecognised {
            loss,
            rounding,
            absorbed,
            covered,
            borne_by_batches,
        } => Fact::LossRecognised {
            loss: *loss,
            rounding: *rounding,
            absorbed: *absorbed,
            covered: *covered,
            borne_by_batches: *borne_by_batches,
        },
        engine::Fact::LossCovered { burn } => Fact::LossCovered {
            guarantor: &burn.payer.contract,
            operator: burn.payer.operator(),
            loss: burn.loss,
            shares: burn.shares,
            native: burn.native,
        },
        engine::Fact::CoverReturned { mint } => Fact::CoverReturned {
            guarantor: &mint.payer.contract,
            operator: mint.payer.operator(),
            shares: mint.shares,
            native: mint.native,
        },
        engine::Fact::GainRecognised {
            risen,
            gift,
            restored,
            streamed,
        } => Fact::GainRecognised {
            risen: *risen,
            gift: *gift,
            restored: *restored,
            streamed: *streamed,
        },
        engine::Fact::DepositsHalted { until, loss } => Fact::DepositsHalted {
            until: *until,
            loss: *loss,
        },
        engine::Fact::DelegationSent { portion } => Fact::DelegationSent {
            validator: &portion.validator,
            amount: portion.amount,
        },
        engine::Fact::UndelegationSent { portion } => Fact::UndelegationSent {
            validator: &portion.validator,
            amount: portion.amount,
        },
        engine::Fact::UndelegationEntered { key, amount, asked } => Fact::UndelegationEntered {
            validator: &key.validator,
            completion: key.completion,
            amount: *amount,
            asked: *asked,
        },
        engine::Fact::AnswerUnreadable { validator, message } => {
            Fact::AnswerUnreadable { validator, message }
        }
        engine::Fact::RedelegationSent { step } => Fact::RedelegationSent {
            from: &step.from,
            to: &step.to,
            amount: step.amount,
        },
        engine::Fact::RedelegationLocked { step, until } => Fact::RedelegationLocked {
            from: &step.from,
            to: &step.to,
            until: *until,
        },
        engine::Fact::HarvestSent { validator } => Fact::HarvestSent { validator },
        engine::Fact::TargetsUnavailable { reason } => Fact::TargetsUnavailable { reason },
        engine::Fact::StakeWrittenOff { validator, amount } => Fact::StakeWrittenOff {
            validator,
            amount: *amount,
        },
        engine::Fact::StakeReturned { validator, amount } => Fact::StakeReturned {
            validator,
            amount: *amount,
        },
        engine::Fact::WindDownStarted => Fact::WindDownStarted {},
    };
    fact.into()
}
