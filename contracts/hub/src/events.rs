//! Everything the hub reports, in one place: facts of its own, and those of the engine. Amounts and denom apart, so that nothing needs to be parsed.

use std::fmt::Display;

use cosmwasm_std::{Addr, Decimal, Event, Uint128};
use floe_core::engine;
use floe_core::fee::Harvest;
use floe_core::guarantee::Payer;
use floe_core::instant::InstantQuote;
use floe_core::units::{Native, Shares};
use floe_core::Books;

/// A fact of the hub's own, in the past tense. Becomes the event `wasm-floe/<name>`.
pub enum Fact<'a> {
    Instantiated {
        owner: &'a str,
        denom: &'a str,
        seed: Shares,
    },
    Wired {
        registry: &'a Addr,
        collector: &'a Addr,
    },
    Bonded {
        sender: &'a Addr,
        receiver: &'a Addr,
        amount: Native,
        denom: &'a str,
        shares: Shares,
    },
    UnbondQueued {
        sender: &'a Addr,
        receiver: &'a Addr,
        batch: u64,
        shares: Shares,
    },
    UnbondCancelled {
        receiver: &'a Addr,
        batch: u64,
        shares: Shares,
    },
    InstantUnbonded {
        sender: &'a Addr,
        receiver: &'a Addr,
        shares: Shares,
        quote: &'a InstantQuote,
    },
    Claimed {
        user: &'a Addr,
        receiver: &'a Addr,
        batch: u64,
        shares: Shares,
        amount: Native,
        remainder: Native,
    },
    RewardsCompounded {
        keeper: &'a Addr,
        amount: Native,
        harvest: &'a Harvest,
    },
    FeePaid {
        receiver: &'a Addr,
        shares: Shares,
    },
    MessageFailed {
        message: &'a str,
        validator: &'a str,
        reason: &'a str,
    },
    /// The earliest time of the write-off, unix seconds.
    WriteOffAnnounced {
        validator: &'a str,
        from: u64,
    },
    StakeForgotten {
        validator: &'a str,
        amount: Native,
    },
    ConfigChanged {
        name: &'a str,
        old: String,
        new: String,
    },
    Paused {
        by: &'a str,
        domain: &'a str,
        until: Option<u64>,
    },
    Unpaused {
        domain: &'a str,
    },
    GuardianRearmed {
        arming: u64,
    },
    VoteCast {
        proposal_id: u64,
    },
    OwnershipUpdated {
        old_owner: String,
        owner: String,
        pending_owner: String,
    },
    Migrated {
        from: &'a str,
        to: &'a str,
    },
}

/// What becomes of the stake with a validator that answers nobody.
fn silent(builder: Builder, validator: &str, amount: Native) -> Builder {
    builder.text("validator", validator).amount("amount", amount)
}

struct Builder(Event);

impl Builder {
    fn named(name: &str) -> Self {
        Self(Event::new(format!("floe/{name}")))
    }

    fn text(self, key: &str, value: impl Display) -> Self {
        Self(self.0.add_attribute(key, value.to_string()))
    }

    fn amount(self, key: &str, value: impl Into<Uint128>) -> Self {
        Self(self.0.add_attribute(key, value.into()))
    }

    fn time(self, key: &str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self.text(key, "none"),
        }
    }
}

impl From<Fact<'_>> for Event {
    fn from(fact: Fact<'_>) -> Event {
        let built = match fact {
            Fact::Instantiated { owner, denom, seed } => Builder::named("instantiated")
                .text("owner", owner)
                .text("denom", denom)
                .amount("seed", seed),
            Fact::Wired { registry, collector } => Builder::named("wired")
                .text("registry", registry)
                .text("collector", collector),
            Fact::Bonded {
                sender,
                receiver,
                amount,
                denom,
                shares,
            } => Builder::named("bonded")
                .text("sender", sender)
                .text("receiver", receiver)
                .amount("amount", amount)
                .text("denom", denom)
                .amount("shares", shares),
            Fact::UnbondQueued {
                sender,
                receiver,
                batch,
                shares,
            } => Builder::named("unbond_queued")
                .text("sender", sender)
                .text("receiver", receiver)
                .text("batch", batch)
                .amount("shares", shares),
            Fact::UnbondCancelled {
                receiver,
                batch,
                shares,
            } => Builder::named("unbond_cancelled")
                .text("receiver", receiver)
                .text("batch", batch)
                .amount("shares", shares),
            Fact::InstantUnbonded {
                sender,
                receiver,
                shares,
                quote,
            } => Builder::named("instant_unbonded")
                .text("sender", sender)
                .text("receiver", receiver)
                .amount("shares", shares)
                .amount("amount", quote.payout())
                .amount("fee", quote.fee),
            Fact::Claimed {
                user,
                receiver,
                batch,
                shares,
                amount,
                remainder,
            } => Builder::named("claimed")
                .text("user", user)
                .text("receiver", receiver)
                .text("batch", batch)
                .amount("shares", shares)
                .amount("amount", amount)
                .amount("remainder", remainder),
            Fact::RewardsCompounded {
                keeper,
                amount,
                harvest,
            } => Builder::named("rewards_compounded")
                .text("keeper", keeper)
                .amount("amount", amount)
                .amount("repaid", harvest.repaid)
                .amount("fee", harvest.fee)
                .amount("fee_shares", harvest.fee_shares),
            Fact::FeePaid { receiver, shares } => Builder::named("fee_paid")
                .text("receiver", receiver)
                .amount("shares", shares),
            Fact::MessageFailed {
                message,
                validator,
                reason,
            } => Builder::named("message_failed")
                .text("message", message)
                .text("validator", validator)
                .text("reason", reason),
            Fact::WriteOffAnnounced { validator, from } => Builder::named("write_off_announced")
                .text("validator", validator)
                .text("from", from),
            Fact::StakeForgotten { validator, amount } => {
                silent(Builder::named("stake_forgotten"), validator, amount)
            }
            Fact::ConfigChanged { name, old, new } => Builder::named("config_changed")
                .text("name", name)
                .text("old", old)
                .text("new", new),
            Fact::Paused { by, domain, until } => Builder::named("paused")
                .text("by", by)
                .text("domain", domain)
                .time("until", until),
            Fact::Unpaused { domain } => Builder::named("unpaused").text("domain", domain),
            Fact::GuardianRearmed { arming } => Builder::named("guardian_rearmed").text("arming", arming),
            Fact::VoteCast { proposal_id } => Builder::named("vote_cast").text("proposal_id", proposal_id),
            Fact::OwnershipUpdated {
                old_owner,
                owner,
                pending_owner,
            } => Builder::named("ownership_updated")
                .text("old_owner", old_owner)
                .text("owner", owner)
                .text("pending_owner", pending_owner),
            Fact::Migrated { from, to } => Builder::named("migrated").text("from", from).text("to", to),
        };
        built.0
    }
}

/// What the engine reports, as an event.
pub fn told(fact: engine::Fact) -> Event {
    let built = match fact {
        engine::Fact::BatchClosed { id, batch } => Builder::named("batch_closed")
            .text("batch", id)
            .amount("shares", batch.shares)
            .amount("payable", batch.payable)
            .text("estimate", batch.estimate),
        engine::Fact::BatchRepriced { id, payable } => Builder::named("batch_repriced")
            .text("batch", id)
            .amount("payable", payable),
        engine::Fact::BatchSettled { id, batch } => Builder::named("batch_settled")
            .text("batch", id)
            .amount("shares", batch.shares)
            .amount("payable", batch.payable),
        engine::Fact::BooksUpdated {
            books,
            pool,
            rate,
            short_since,
        } => books_updated(&books, pool, rate, short_since),
        engine::Fact::EntryCredited {
            key,
            amount,
            expected,
        } => Builder::named("entry_credited")
            .text("validator", &key.validator)
            .text("completion", key.completion)
            .amount("amount", amount)
            .amount("expected", expected),
        engine::Fact::EntryWrittenOff { key, lacking } => Builder::named("entry_written_off")
            .text("validator", &key.validator)
            .text("completion", key.completion)
            .amount("lacking", lacking),
        engine::Fact::ValidatorSlashed { slash } => Builder::named("validator_slashed")
            .text("validator", &slash.validator)
            .amount("bonded", slash.bonded)
            .amount("provisioned", slash.provisioned),
        engine::Fact::LossRecognised {
            loss,
            rounding,
            absorbed,
            covered,
            borne_by_batches,
        } => Builder::named("loss_recognised")
            .amount("loss", loss)
            .amount("rounding", rounding)
            .amount("absorbed", absorbed)
            .amount("covered", covered)
            .amount("borne_by_batches", borne_by_batches),
        engine::Fact::LossCovered { burn } => guarantor(Builder::named("loss_covered"), &burn.payer)
            .amount("loss", burn.loss)
            .amount("shares", burn.shares)
            .amount("native", burn.native),
        engine::Fact::CoverReturned { mint } => guarantor(Builder::named("cover_returned"), &mint.payer)
            .amount("shares", mint.shares)
            .amount("native", mint.native),
        engine::Fact::GainRecognised {
            risen,
            gift,
            restored,
            streamed,
        } => Builder::named("gain_recognised")
            .amount("risen", risen)
            .amount("gift", gift)
            .amount("restored", restored)
            .amount("streamed", streamed),
        engine::Fact::DepositsHalted { until, loss } => Builder::named("deposits_halted")
            .text("until", until)
            .amount("loss", loss),
        engine::Fact::DelegationSent { portion } => Builder::named("delegation_sent")
            .text("validator", &portion.validator)
            .amount("amount", portion.amount),
        engine::Fact::UndelegationSent { portion } => Builder::named("undelegation_sent")
            .text("validator", &portion.validator)
            .amount("amount", portion.amount),
        engine::Fact::UndelegationEntered { key, amount, asked } => Builder::named("undelegation_entered")
            .text("validator", &key.validator)
            .text("completion", key.completion)
            .amount("amount", amount)
            .amount("asked", asked),
        engine::Fact::AnswerUnreadable { validator, message } => Builder::named("answer_unreadable")
            .text("validator", validator)
            .text("message", message),
        engine::Fact::RedelegationSent { step } => Builder::named("redelegation_sent")
            .text("from", &step.from)
            .text("to", &step.to)
            .amount("amount", step.amount),
        engine::Fact::RedelegationLocked { step, until } => Builder::named("redelegation_locked")
            .text("from", &step.from)
            .text("to", &step.to)
            .text("until", until),
        engine::Fact::HarvestSent { validator } => {
            Builder::named("harvest_sent").text("validator", validator)
        }
        engine::Fact::TargetsUnavailable { reason } => {
            Builder::named("targets_unavailable").text("reason", reason)
        }
        engine::Fact::StakeWrittenOff { validator, amount } => {
            silent(Builder::named("stake_written_off"), &validator, amount)
        }
        engine::Fact::StakeReturned { validator, amount } => {
            silent(Builder::named("stake_returned"), &validator, amount)
        }
        engine::Fact::WindDownStarted => Builder::named("wind_down_started"),
    };
    built.0
}

/// What a guarantor paid or got back, with the operator if it is a bond.
fn guarantor(builder: Builder, payer: &Payer) -> Builder {
    let built = builder.text("guarantor", &payer.contract);
    match payer.operator() {
        Some(operator) => built.text("operator", operator),
        None => built,
    }
}

fn books_updated(books: &Books, pool: Native, rate: Decimal, short_since: Option<u64>) -> Builder {
    Builder::named("books_updated")
        .amount("delegated", books.delegated)
        .amount("undelegating", books.undelegating)
        .amount("free", books.free)
        .amount("reserved", books.reserved)
        .amount("owed", books.owed)
        .amount("supply", books.supply)
        .amount("stream_amount", books.stream.amount)
        .text("stream_start", books.stream.start)
        .text("stream_end", books.stream.end)
        .amount("loss_carry", books.loss_carry)
        .amount("pool", pool)
        .text("rate", rate)
        .time("short_since", short_since)
}
