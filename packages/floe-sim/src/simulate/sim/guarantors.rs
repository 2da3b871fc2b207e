//! The guarantors of a simulation, as the hub keeps them.

use anyhow::Result;
use floe_core::allocation::{Lock, Locks};
use floe_core::engine::Work;
use floe_core::guarantee::{Account, Appointed, Burn, Debt, Guarantors, Mint, Payer};
use floe_core::units::{Native, Shares};
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
    /// What the backstop has paid, and what came back to it, in base units.
    paid: Native,
    returned: Native,
    /// Of the operation in hand.
    locks: Locks,
}

/// A backstop's shares at the start and now, and what it has paid less what came back, in base units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pledged {
    pub posted: Shares,
    pub left: Shares,
    pub paid: u128,
}

impl Pledges {
    /// None if none was appointed.
    pub fn backstop(&self) -> Option<Pledged> {
        let contract = self.appointed.backstop.as_ref()?;
        Some(Pledged {
            posted: self.posted.get(contract).copied().unwrap_or_default(),
            left: self.balances.get(contract).copied().unwrap_or_default(),
            paid: self.paid.less(self.returned).units(),
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
        for Mint {
            payer,
            shares,
            native,
        } in std::mem::take(&mut work.mints)
        {
            if payer.operator().is_none() {
                self.returned = self.returned.plus(native)?;
            }
            let balance = self.balances.or_default(payer.contract.clone());
            *balance = balance.plus(shares)?;
            let account = self.accounts.or_default(payer);
            account.returned = account.returned.plus(shares)?;
        }
        for Burn {
            payer,
            shares,
            native,
            ..
        } in std::mem::take(&mut work.burns)
        {
            if payer.operator().is_none() {
                self.paid = self.paid.plus(native)?;
            }
            let balance = self.balances.or_default(payer.contract.clone());
            *balance = balance.minus(shares)?;
            let account = self.accounts.or_default(payer);
            account.covered = account.covered.plus(shares)?;
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
        let appointed = &mut self.pledges.appointed;
        appointed.cap_bps = cap_bps.unwrap_or(appointed.cap_bps);
        if !backstop.is_zero() {
            appointed.backstop = Some(BACKSTOP.to_owned());
            let posted = Shares::new(backstop.units());
            self.pledges.posted.insert(BACKSTOP.to_owned(), posted);
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
