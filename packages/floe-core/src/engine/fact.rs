//! Facts: what an operation reports as events.

use cosmwasm_std::Decimal;

use crate::allocation::{Move, Portion};
use crate::batch::{Settled, Unbonding};
use crate::books::Books;
use crate::flight::EntryKey;
use crate::guarantee::{Burn, Mint};
use crate::observe::ObservedSlash;
use crate::units::{Native, Seconds};

/// A fact, in the past tense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    BatchClosed {
        id: u64,
        batch: Unbonding,
    },
    BatchRepriced {
        id: u64,
        payable: Native,
    },
    BatchSettled {
        id: u64,
        batch: Settled,
    },
    /// The books at the end of an operation.
    BooksUpdated {
        books: Box<Books>,
        pool: Native,
        rate: Decimal,
        /// Unix seconds.
        short_since: Option<Seconds>,
    },
    EntryCredited {
        key: EntryKey,
        amount: Native,
        expected: Native,
    },
    EntryWrittenOff {
        key: EntryKey,
        lacking: Native,
    },
    ValidatorSlashed {
        slash: ObservedSlash,
    },
    LossRecognised {
        loss: Native,
        rounding: Native,
        absorbed: Native,
        /// Paid by guarantors.
        covered: Native,
        borne_by_batches: Native,
    },
    /// A guarantor has paid for a slash.
    LossCovered {
        burn: Burn,
    },
    /// A provision came back to the guarantor who had paid for it.
    CoverReturned {
        mint: Mint,
    },
    GainRecognised {
        risen: Native,
        gift: Native,
        restored: Native,
        streamed: Native,
    },
    /// Until then, unix seconds.
    DepositsHalted {
        until: Seconds,
        loss: Native,
    },
    DelegationSent {
        portion: Portion,
    },
    UndelegationSent {
        portion: Portion,
    },
    UndelegationEntered {
        key: EntryKey,
        amount: Native,
        asked: Native,
    },
    AnswerUnreadable {
        validator: String,
        message: &'static str,
    },
    RedelegationSent {
        step: Move,
    },
    /// Until then, unix seconds.
    RedelegationLocked {
        step: Move,
        until: Seconds,
    },
    HarvestSent {
        validator: String,
    },
    TargetsUnavailable {
        reason: &'static str,
    },
    StakeWrittenOff {
        validator: String,
        amount: Native,
    },
    StakeReturned {
        validator: String,
        amount: Native,
    },
    WindDownStarted,
}
