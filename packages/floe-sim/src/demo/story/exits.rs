//! Leaving: queued, cancelled, netted, undelegated, at once, and the payment.

use cosmwasm_std::Uint128;
use floe_api::hub::{CrankReport, PreviewInstantResponse, QueryMsg};
use floe_core::allocation::Portion;
use serde_json::json;

use super::{near, Tale, CAST};
use crate::demo::format::{shares, stake, COIN};
use crate::demo::people::Gain;

pub fn change_of_mind(tale: &mut Tale) {
    let half = tale.world.suite.shares("carol") / 2;
    tale.queue("carol", half);
    tale.teller.say("The flSTAKE wait in the open batch, where they go on earning. Until the batch closes she may take them back, and does.");
    let outcome = tale.world.cancel("carol");
    let back = tale.must("carol's cancellation", outcome);
    let text = format!(
        "carol cancels and has {} back. Nothing was undelegated for it.",
        shares(back)
    );
    tale.teller.tell(
        "unbond_cancelled",
        &text,
        json!({ "by": "carol", "shares": back.to_string() }),
    );
}

pub fn netted(tale: &mut Tale) {
    let leaving = tale.world.suite.shares("bob") / 4;
    let coming = near(&mut tale.rng, 6_000 * COIN);
    tale.queue("bob", leaving);
    tale.bond("erin", coming);
    let reports = tale.world.slot();
    tell_closing(tale, &reports);
    if portions(tale, &reports).is_empty() {
        tale.teller.say(
            "Free coins pay for the whole batch: nothing is undelegated, and bob need not wait for weeks.",
        );
    }
    tale.world.slot();
    tale.claim("bob");
}

pub fn large(tale: &mut Tale) {
    let leaving = tale.world.suite.shares("alice") / 4;
    tale.queue("alice", leaving);
    let small = tale.world.suite.shares("frank");
    tale.queue("frank", small);
    let reports = tale.world.slot();
    tell_closing(tale, &reports);
    tale.teller.say("Free coins do not reach, so the rest is undelegated, from as few validators as will do: each keeps at least half of its target.");
    let rows = portions(tale, &reports);
    tale.show_portions("Undelegated for the batch", &rows);
    let books = tale.world.suite.books();
    let text = format!(
        "{} is in flight for 21 days. Until they are paid, alice and frank are in the same boat as those who stay.",
        stake(books.undelegating())
    );
    tale.teller.tell(
        "in_flight",
        &text,
        json!({ "undelegating": books.undelegating().to_string() }),
    );
}

pub fn instant(tale: &mut Tale) {
    let leaving = tale.world.suite.shares("dave") / 2;
    let preview: Result<PreviewInstantResponse, _> = tale.world.suite.query(
        &tale.world.suite.hub,
        &QueryMsg::PreviewInstant {
            shares: Uint128::new(leaving),
        },
    );
    let fee = preview.map(|preview| preview.fee.u128()).unwrap_or_default();
    let outcome = tale.world.instant("dave", leaving);
    let paid = tale.must("dave's instant exit", outcome);
    let text = format!(
        "dave does not want to wait. He gives {} and receives {} at once from the reserve; the fee of {} drips to those \
         who stay.",
        shares(leaving),
        stake(paid),
        stake(fee)
    );
    tale.teller.tell(
        "instant_unbonded",
        &text,
        json!({ "by": "dave", "amount": paid.to_string(), "fee": fee.to_string() }),
    );
}

pub fn settlement(tale: &mut Tale) {
    let books = tale.world.suite.books();
    let text = format!(
        "The 21 days are over and the chain has paid. The crank has moved {} from the free coins to where only claims can \
         reach them.",
        stake(books.reserved)
    );
    tale.teller.tell(
        "batch_settled",
        &text,
        json!({ "reserved": books.reserved.to_string() }),
    );
    for who in ["alice", "frank"] {
        tale.claim(who);
    }
}

/// Everybody whose exit has been settled is paid.
pub fn last_claims(tale: &mut Tale) {
    tale.teller.chapter("The last claims");
    let mut paid = false;
    for (who, ..) in &CAST {
        let outcome: Gain = tale.world.claim(who);
        if let Ok(amount) = outcome {
            let text = format!("{who} claims and is paid {}.", stake(amount));
            tale.teller.tell(
                "claimed",
                &text,
                json!({ "by": who, "amount": amount.to_string() }),
            );
            paid = true;
        }
    }
    // Refusals only say that there was nothing to claim.
    tale.world.refused.clear();
    if !paid {
        tale.teller
            .say("Everybody who left has been paid; nothing is left to claim.");
    }
}

fn tell_closing(tale: &mut Tale, reports: &[CrankReport]) {
    let Some(id) = reports.iter().find_map(|report| report.closed) else {
        tale.world.failures.push("no batch has closed".into());
        return;
    };
    let owed = tale.world.suite.books().owed();
    let settled = reports.iter().any(|report| report.settled.contains(&id));
    let text = match settled {
        true => {
            format!("The crank closes batch {id} at one rate for all in it and settles it a block later.")
        }
        false => format!(
            "The crank closes batch {id} at one rate for all in it: {} is owed now.",
            stake(owed)
        ),
    };
    tale.teller.tell(
        "batch_closed",
        &text,
        json!({ "batch": id, "owed": owed.to_string() }),
    );
}

/// Undelegations of the cranks by validator.
fn portions(tale: &Tale, reports: &[CrankReport]) -> Vec<(String, u128)> {
    let undelegated = reports.iter().flat_map(|report| &report.undelegations);
    let row = |portion: &Portion| {
        (
            tale.world.name(&portion.validator).to_owned(),
            portion.amount.units(),
        )
    };
    undelegated.map(row).collect()
}
