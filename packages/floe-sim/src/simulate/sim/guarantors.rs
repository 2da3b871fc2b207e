//! The guarantors of a simulation, as the hub keeps them.

use anyhow::Result;
use floe_core::allocation::{Lock, Locks};
use floe_core::convert::mul_div_ceil;
use floe_core::engine::{Fact, Work};
use floe_core::guarantee::{Account, Appointed, Debt, Guarantors, Payer, BACKSTOP_LEFT};
use floe_core::units::{Native, Shares, BPS};
use floe_core::{CoreResult, SortedMap};

use super::Sim;

/// Names under which they are known.
const BACKSTOP: &str = "backstop";
const BONDS: &str = "bonds";

/// Who pays for slashes, and what each has.
#[derive(Clone, Debug, Default)]
pub struct Pledges {
    appointed: Appointed,
    posted: SortedMap<String, Shares>,
    balances: SortedMap<String, Shares>,
    accounts: SortedMap<Payer, Account>,
    debts: Vec<Debt>,
    /// What was put into the backstop, what it has paid, and what came back to it, in base units.
    given: Native,
    paid: Native,
    returned: Native,
    /// Looks that have left it no more than [`BACKSTOP_LEFT`].
    emptied: u64,
    /// Of the operation in hand.
    locks: Locks,
}

/// A backstop's shares; what was put into it, and what it has paid less what came back, in base units at the prices of the
/// time; and how often it was used up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pledged {
    pub left: Shares,
    pub given: Native,
    pub paid: Native,
    pub emptied: u64,
}

impl Pledges {
    /// None if none was appointed.
    pub fn backstop(&self) -> Option<Pledged> {
        let contract = self.appointed.backstop.as_ref()?;
        Some(Pledged {
            left: self.balances.get(contract).copied().unwrap_or_default(),
            given: self.given,
            paid: self.paid.less(self.returned),
            emptied: self.emptied,
        })
    }

    /// Shares of all of them.
    pub fn held(&self) -> CoreResult<Shares> {
        Shares::sum(self.balances.values().copied())
    }

    /// What a look is asked with: nothing is copied where nobody guarantees.
    pub(super) fn at(&mut self, locks: &Locks) -> &Self {
        if self.appointed.bonds.is_some() {
            self.locks.clone_from(locks);
        }
        self
    }

    /// Books what a look has decided.
    pub(super) fn book(&mut self, work: &mut Work) -> CoreResult<()> {
        for fact in &work.facts {
            let (Fact::CoverReturned { mint: cover } | Fact::LossCovered { burn: cover }) = fact else {
                continue;
            };
            let balance = self.balances.or_default(cover.payer.contract.clone());
            let account = self.accounts.or_default(cover.payer.clone());
            let of_backstop = cover.payer.operator().is_none();
            if let Fact::LossCovered { .. } = fact {
                *balance = balance.minus(cover.shares)?;
                account.covered = account.covered.plus(cover.shares)?;
                if of_backstop {
                    self.paid = self.paid.plus(cover.native)?;
                    self.emptied += u64::from(*balance <= BACKSTOP_LEFT);
                }
            } else {
                *balance = balance.plus(cover.shares)?;
                account.returned = account.returned.plus(cover.shares)?;
                if of_backstop {
                    self.returned = self.returned.plus(cover.native)?;
                }
            }
        }
        if let Some(debts) = work.debts.take() {
            self.debts = debts;
        }
        Ok(())
    }
}

impl Guarantors for Pledges {
    fn appointed(&self) -> CoreResult<Appointed> {
        Ok(self.appointed.clone())
    }

    fn account(&self, payer: &Payer) -> CoreResult<Account> {
        Ok(self.accounts.get(payer).copied().unwrap_or_default())
    }

    fn posted(&self, _: &str, operator: &str) -> Shares {
        self.posted.get(operator).copied().unwrap_or_default()
    }

    fn balance(&self, contract: &str) -> CoreResult<Shares> {
        Ok(self.balances.get(contract).copied().unwrap_or_default())
    }

    fn debts(&self) -> CoreResult<Vec<Debt>> {
        Ok(self.debts.clone())
    }

    fn incoming(&self, validator: &str) -> CoreResult<Vec<Lock>> {
        Ok(self.locks.get(validator).cloned().unwrap_or_default())
    }
}

impl Sim {
    /// Appoints guarantors right after the deployment, when the rate is one: a backstop of this size, if any, and a bond of
    /// this size for each of the operators, if any.
    pub fn pledge(
        &mut self,
        backstop: Native,
        bond: Native,
        operators: &[String],
        cap_bps: Option<u64>,
    ) -> Result<()> {
        let cap = &mut self.pledges.appointed.cap_bps;
        *cap = cap_bps.unwrap_or(*cap);
        if !backstop.is_zero() {
            self.appoint_backstop();
            self.pledges.given = backstop;
            self.endow(BACKSTOP, backstop)?;
        }
        if bond.is_zero() {
            return Ok(());
        }
        self.pledges.appointed.bonds = Some(BONDS.to_owned());
        for operator in operators {
            let posted = Shares::new(bond.units());
            self.pledges.posted.insert(operator.clone(), posted);
            self.endow(BONDS, bond)?;
        }
        Ok(())
    }

    pub fn appoint_backstop(&mut self) {
        self.pledges.appointed.backstop = Some(BACKSTOP.to_owned());
    }

    /// Others deposit and stake in the backstop what it lacks to pay so many basis points of the worst double sign. What the
    /// hub refuses waits for another day.
    pub fn fill_up(&mut self, coverage_bps: u64) -> Result<()> {
        let coverage = self.ledger().coverage(self.now(), &self.pledges)?;
        let wanted = mul_div_ceil(coverage.worst_loss.units(), coverage_bps.into(), BPS)?;
        let lacks = wanted.saturating_sub(coverage.backstop.units());
        let amount = Native::new(mul_div_ceil(lacks, BPS, self.pledges.appointed.cap_bps.into())?);
        if amount < self.params.deposit.min_bond {
            return Ok(());
        }
        let Ok(shares) = self.bond(amount)? else {
            return Ok(());
        };
        self.held = self.held.minus(shares)?;
        self.pledges.given = self.pledges.given.plus(amount)?;
        let balance = self.pledges.balances.or_default(BACKSTOP.to_owned());
        *balance = balance.plus(shares)?;
        Ok(())
    }

    fn endow(&mut self, name: &str, amount: Native) -> Result<()> {
        let shares = Shares::new(amount.units());
        let balance = self.pledges.balances.or_default(name.to_owned());
        *balance = balance.plus(shares)?;
        let books = &mut self.state.ledger_mut().books;
        books.free = books.free.plus(amount)?;
        books.supply = books.supply.plus(shares)?;
        self.chain.bank += amount.units();
        self.flows.deposits = self.flows.deposits.plus(amount)?;
        Ok(())
    }
}
