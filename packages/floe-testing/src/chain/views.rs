//! What no contract can see.

use super::fault::ModuleFault;
use super::{gov_module, *};

/// An undelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnbondingView {
    /// Operator address.
    pub validator: String,
    /// Base units at the start.
    pub initial: u128,
    /// Base units that will be paid.
    pub balance: u128,
    pub creation_height: u64,
    /// What the response said.
    pub completion: Timestamp,
    /// Paid in EndBlock of the first block at this time or later: `completion` unless on hold.
    pub paid_at: Timestamp,
}

/// A redelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedelegationView {
    /// Operator address.
    pub source: String,
    /// Operator address.
    pub destination: String,
    /// Base units moved.
    pub initial: u128,
    /// Shares received for them.
    pub shares: Decimal256,
    pub creation_height: u64,
    pub completion: Timestamp,
}

/// A validator seen from outside the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidatorView {
    pub operator: String,
    /// Base units delegated by everyone, after slashes.
    pub tokens: u128,
    pub shares: Decimal256,
    pub status: BondState,
    pub jailed: bool,
    pub tombstoned: bool,
    pub commission: Decimal,
    /// How much later new unbonding entries are paid.
    pub hold_secs: u64,
    /// Those that are on.
    pub faults: Vec<ModuleFault>,
    /// Those of them that are panics.
    pub panics: Vec<ModuleFault>,
}

impl ValidatorView {
    fn new(operator: String, validator: Validator) -> Self {
        ValidatorView {
            operator,
            tokens: validator.pool.tokens,
            shares: validator.pool.shares.into(),
            status: validator.status,
            jailed: validator.jailed,
            tombstoned: validator.tombstoned,
            commission: validator.commission,
            hold_secs: validator.hold_secs,
            faults: validator.faults.list(),
            panics: validator.panics.list(),
        }
    }
}

/// What no contract can see.
impl ChainDouble {
    fn storage(&self) -> &dyn Storage {
        self.app().storage()
    }

    /// Base units per operator, rounded down each.
    pub fn delegations(&self, of: &Addr) -> BTreeMap<String, u128> {
        delegation::all(self.storage(), of.as_str())
            .filter_map(|(operator, shares)| {
                let validator = Validator::find(self.storage(), &operator)?;
                Some((operator, validator.pool.tokens_of(shares)))
            })
            .collect()
    }

    /// By operator, oldest first.
    pub fn unbonding_entries(&self, of: &Addr) -> Vec<UnbondingView> {
        unbonding::all(self.storage(), of.as_str())
            .flat_map(|(validator, entries)| {
                entries.into_iter().map(move |entry| UnbondingView {
                    validator: validator.clone(),
                    initial: entry.initial,
                    balance: entry.balance,
                    creation_height: entry.creation_height,
                    completion: entry.completion,
                    paid_at: entry.paid_at,
                })
            })
            .collect()
    }

    /// By source and destination, oldest first.
    pub fn redelegations(&self, of: &Addr) -> Vec<RedelegationView> {
        redelegation::all(self.storage(), of.as_str())
            .flat_map(|(source, destination, entries)| {
                entries.into_iter().map(move |entry| RedelegationView {
                    source: source.clone(),
                    destination: destination.clone(),
                    initial: entry.initial,
                    shares: entry.shares.into(),
                    creation_height: entry.creation_height,
                    completion: entry.completion,
                })
            })
            .collect()
    }

    /// By operator and denom; only positive ones.
    pub fn pending_rewards(&self, of: &Addr) -> BTreeMap<String, BTreeMap<String, Decimal256>> {
        let mut pending: BTreeMap<String, BTreeMap<String, Decimal256>> = BTreeMap::new();
        for (operator, _) in delegation::all(self.storage(), of.as_str()) {
            for (denom, amount) in rewards::pending(self.storage(), of.as_str(), &operator) {
                let at = pending.entry(operator.clone()).or_default();
                at.insert(denom, amount.into());
            }
        }
        pending
    }

    /// Where rewards of `of` go.
    pub fn withdraw_address(&self, of: &Addr) -> Addr {
        Addr::unchecked(rewards::withdraw_address(self.storage(), of.as_str()))
    }

    /// None for an unknown operator, and for one that was removed: unbonded without shares.
    pub fn validator(&self, operator: &str) -> Option<ValidatorView> {
        Validator::find(self.storage(), operator)
            .map(|validator| ValidatorView::new(operator.to_string(), validator))
    }

    /// By operator address.
    pub fn validators(&self) -> Vec<ValidatorView> {
        Validator::all(self.storage())
            .map(|(operator, validator)| ValidatorView::new(operator, validator))
            .collect()
    }

    /// Remainders of withdrawals by denom.
    pub fn community_pool(&self) -> BTreeMap<String, Decimal256> {
        Table::CommunityPool
            .scan(self.storage(), &[])
            .map(|(parts, bytes)| (parts.join("/"), Reader(&bytes).dec().into()))
            .collect()
    }

    /// Votes on a proposal by voter.
    pub fn votes(&self, proposal_id: u64) -> BTreeMap<String, Vec<WeightedVoteOption>> {
        gov_module::votes(self.storage(), proposal_id)
    }
}
