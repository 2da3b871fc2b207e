//! The answer to `guarantees`. Of open shape: fields may be added.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

/// Who pays for a slash, and how far that reaches.
#[cw_serde]
pub struct GuaranteesResponse {
    pub bonds: Option<GuarantorResponse>,
    pub backstop: Option<GuarantorResponse>,
    /// Named by the owner, until they accept.
    pub pending_bonds: Option<String>,
    pub pending_backstop: Option<String>,
    /// Part of the backstop that one look may take, in basis points.
    pub cap_bps: u64,
    /// What a double sign of the validator with the largest stake costs, in base units.
    pub worst_loss: Uint128,
    /// The largest part of the pool that one double sign costs beyond bond and backstop, entries in flight included: what a
    /// lender has to keep between loan and collateral. Basis points, rounded up.
    pub worst_uncovered_bps: u64,
}

#[cw_serde]
pub struct GuarantorResponse {
    pub contract: String,
    /// Shares that it has.
    pub balance: Uint128,
    /// Shares that it has paid since ever, and got back of that.
    pub covered: Uint128,
    pub returned: Uint128,
    /// What may still come back, in base units.
    pub owed_back: Uint128,
    /// What it would pay of the worst loss, in base units: of the bonds that validator's, of the backstop up to its cap.
    pub capacity: Uint128,
    /// The same as a part of the worst loss, in basis points; above 10,000 where it would suffice for more.
    pub ratio_bps: u64,
}
