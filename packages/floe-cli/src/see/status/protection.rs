//! Who pays for a slash before holders do, in words.

use floe_api::hub::{GuaranteesResponse, GuarantorResponse};

use crate::see::bps;
use crate::units::Unit;

pub(super) fn of(guarantees: &GuaranteesResponse, coin: &Unit, token: &Unit) -> Vec<String> {
    let mut lines = vec!["Protection".to_owned()];
    let roles = [
        ("bonds", &guarantees.bonds, &guarantees.pending_bonds),
        ("backstop", &guarantees.backstop, &guarantees.pending_backstop),
    ];
    for (role, guarantor, pending) in roles {
        if let Some(guarantor) = guarantor {
            lines.extend(one(role, guarantor, coin, token));
        }
        if let Some(pending) = pending {
            lines.push(format!("  {role:<16} {pending} is named and has not accepted"));
        }
    }
    if guarantees.backstop.is_some() {
        lines.push(format!(
            "                   one look takes at most {} of the backstop",
            bps(guarantees.cap_bps)
        ));
    }
    if guarantees.bonds.is_none() && guarantees.backstop.is_none() {
        lines.push("  nobody pays for a slash before the holders do".to_owned());
    }
    lines.push(format!(
        "  a double sign of the largest validator costs {}; one costs the pool at most {} beyond what they pay",
        coin.show(guarantees.worst_loss),
        bps(guarantees.worst_uncovered_bps)
    ));
    lines
}

fn one(role: &str, guarantor: &GuarantorResponse, coin: &Unit, token: &Unit) -> [String; 3] {
    [
        format!(
            "  {role:<16} {}, with {}",
            guarantor.contract,
            token.show(guarantor.balance)
        ),
        format!(
            "                   would pay {} of a double sign of the largest validator, {} of it",
            coin.show(guarantor.capacity),
            bps(guarantor.ratio_bps)
        ),
        format!(
            "                   has paid {} since ever, of which {} came back and {} may still",
            token.show(guarantor.covered),
            token.show(guarantor.returned),
            coin.show(guarantor.owed_back)
        ),
    ]
}
