//! The guarantors' part in one look: what comes back to them, and what they pay.

use super::{
    backstop_limit, bond_limit, Account, Appointed, Burn, Debt, Guarantors, Mint, Payer, DOUBLE_SIGN_BPS,
};
use crate::convert::{mul_div_ceil, mul_div_floor, to_shares};
use crate::error::CoreResult;
use crate::flight::Arrivals;
use crate::ledger::Ledger;
use crate::map::SortedMap;
use crate::observe::{ObservedSlash, PROVISION_MIN};
use crate::units::{Native, Seconds, Shares, BPS};

/// Provisions on entries in flight, by validator.
type Provisions = SortedMap<String, Native>;

/// A part of a slash, and whose bond pays it first.
struct Piece {
    culprit: String,
    validator: String,
    /// What nobody has paid yet, and what of that is a provision.
    whole: Native,
    provision: Native,
}

/// The guarantors' part in one look.
pub(crate) struct Guarantee<'a> {
    outside: &'a dyn Guarantors,
    now: Seconds,
    appointed: Appointed,
    /// What was provisioned before this look.
    before: Provisions,
    pieces: Vec<Piece>,
    debts: Vec<Debt>,
    /// Whether the debts differ from what is stored.
    changed: bool,
    pub burns: Vec<Burn>,
    pub mints: Vec<Mint>,
}

impl<'a> Guarantee<'a> {
    /// Before anything is looked at. Loads what may come back only if something is provisioned.
    pub fn begin(outside: &'a dyn Guarantors, ledger: &Ledger, now: Seconds) -> CoreResult<Self> {
        let before = provisions(ledger)?;
        let debts = if before.is_empty() {
            Vec::new()
        } else {
            outside.debts()?
        };
        Ok(Self {
            outside,
            now,
            appointed: Appointed::default(),
            before,
            pieces: Vec::new(),
            debts,
            changed: false,
            burns: Vec::new(),
            mints: Vec::new(),
        })
    }

    /// What was provisioned on a validator's entries, by this look included.
    fn outstanding(&self, validator: &str, slashes: &[ObservedSlash]) -> Native {
        let before = self.before.get(validator).copied().unwrap_or_default();
        let slashed = slashes.iter().filter(|slash| slash.validator == validator);
        slashed.fold(before, |sum, slash| sum.more(slash.provisioned))
    }

    /// Gives a return, before anything is netted, to those who paid for the provisions: `returned` is divided over the
    /// entries credited by `amount − expected`, each guarantor gets `⌊part · debt / outstanding⌋` of a validator's part as
    /// `⌊y · S / P⌋` new shares. `pool` is the one before the look: priced after its gains and losses, the new shares would
    /// dilute. Returns what of the return is given.
    pub fn give_back(
        &mut self,
        ledger: &mut Ledger,
        pool: Native,
        returned: Native,
        arrivals: &[Arrivals],
        slashes: &[ObservedSlash],
    ) -> CoreResult<Native> {
        let mut given = Native::ZERO;
        if self.debts.is_empty() || returned.is_zero() || pool.is_zero() {
            return Ok(given);
        }
        let mut credited = Provisions::new();
        for (key, entry) in arrivals.iter().flat_map(|arrivals| &arrivals.credited) {
            let part = credited.or_default(key.validator.clone());
            *part = part.plus(entry.amount.less(entry.expected))?;
        }
        let all = Native::sum(credited.values().copied())?;
        let supply = ledger.books.supply;
        for debt in &self.debts {
            let own = credited.get(&debt.validator).copied().unwrap_or_default();
            if own.is_zero() {
                continue;
            }
            let part = mul_div_floor(returned.units(), own.units(), all.units())?;
            let outstanding = self.outstanding(&debt.validator, slashes);
            let native = mul_div_floor(part, debt.amount.units(), outstanding.units()).map(Native::new)?;
            let shares = to_shares(native, supply, pool)?;
            if shares.is_zero() {
                continue;
            }
            given = given.plus(native)?;
            ledger.books.supply = ledger.books.supply.plus(shares)?;
            self.mints.push(Mint {
                payer: debt.payer.clone(),
                shares,
                native,
            });
        }
        Ok(given)
    }

    /// Divides slashes that have cost `loss` after netting among the culprits. All are scaled alike where that is less
    /// than their sum. A fall is the source's first, as far as moved stake explains it, the rest and the provision are the
    /// validator's own.
    pub fn charge(&mut self, ledger: &Ledger, loss: Native, slashes: &[ObservedSlash]) -> CoreResult<()> {
        if loss.is_zero() || slashes.is_empty() {
            return Ok(());
        }
        self.appointed = self.outside.appointed()?;
        if self.appointed.bonds.is_none() && self.appointed.backstop.is_none() {
            return Ok(());
        }
        let mut sum = Native::ZERO;
        for slash in slashes {
            sum = sum.plus(slash.bonded)?.plus(slash.provisioned)?;
        }
        let part = loss.min(sum);
        let scaled =
            |amount: Native| mul_div_floor(amount.units(), part.units(), sum.units()).map(Native::new);
        for slash in slashes {
            let validator = &slash.validator;
            let mut whole = scaled(slash.bonded.plus(slash.provisioned)?)?;
            for (source, charged) in self.moved_in(ledger, slash, slashes)? {
                let charged = scaled(charged)?;
                whole = whole.less(charged);
                self.pieces.push(Piece {
                    culprit: source,
                    validator: validator.clone(),
                    whole: charged,
                    provision: Native::ZERO,
                });
            }
            self.pieces.push(Piece {
                culprit: validator.clone(),
                validator: validator.clone(),
                whole,
                provision: scaled(slash.provisioned)?,
            });
        }
        Ok(())
    }

    /// What of a fall is the guilt of the sources of unfinished redelegations: up to `⌈moved · f⌉` each, as the chain
    /// charges it at the destination.
    fn moved_in(
        &self,
        ledger: &Ledger,
        slash: &ObservedSlash,
        slashes: &[ObservedSlash],
    ) -> CoreResult<Vec<(String, Native)>> {
        let mut charged = Vec::new();
        if self.appointed.bonds.is_none() {
            return Ok(charged);
        }
        let mut fall = slash.bonded;
        for lock in self.outside.incoming(&slash.validator)? {
            let fraction = fraction(ledger, &lock.from, slashes)?;
            let Some((part, whole)) = fraction.filter(|_| lock.until > self.now) else {
                continue;
            };
            let most = mul_div_ceil(lock.amount.units(), part, whole).map(Native::new)?;
            let charge = most.min(fall);
            fall = fall.less(charge);
            if !charge.is_zero() {
                charged.push((lock.from, charge));
            }
        }
        Ok(charged)
    }

    /// The culprits' bonds pay. `left` is what nobody has borne yet.
    pub fn bonds(&mut self, ledger: &mut Ledger, left: &mut Native) -> CoreResult<()> {
        let Some(bonds) = self.appointed.bonds.clone() else {
            return Ok(());
        };
        for mut piece in std::mem::take(&mut self.pieces) {
            let payer = Payer::bond(&bonds, &piece.culprit);
            let posted = self.outside.posted(&bonds, &piece.culprit);
            let account = self.account(&payer)?;
            let limit = bond_limit(posted, account, self.balance(&bonds)?);
            let paid = self.burn(ledger, payer.clone(), piece.whole, limit, left)?;
            let part = share_of(paid, piece.provision, piece.whole)?;
            piece.whole = piece.whole.less(paid);
            piece.provision = piece.provision.less(part);
            self.owe(payer, &piece.validator, part)?;
            self.pieces.push(piece);
        }
        Ok(())
    }

    /// The backstop pays what of the slashes is left.
    pub fn backstop(&mut self, ledger: &mut Ledger, left: &mut Native) -> CoreResult<()> {
        let whole = Native::sum(self.pieces.iter().map(|piece| piece.whole))?;
        let Some(backstop) = self.appointed.backstop.clone().filter(|_| !whole.is_zero()) else {
            return Ok(());
        };
        let limit = backstop_limit(self.balance(&backstop)?, self.appointed.cap_bps)?;
        let payer = Payer::backstop(&backstop);
        let paid = self.burn(ledger, payer.clone(), whole, limit, left)?;
        for piece in std::mem::take(&mut self.pieces) {
            let part = share_of(paid, piece.provision, whole)?;
            self.owe(payer.clone(), &piece.validator, part)?;
        }
        Ok(())
    }

    /// Burns what pays for a loss at the present rate, in which what nobody has borne yet is still counted: rounded down,
    /// and worth the loss if that sufficed; else worth no more than it is rounded up, as the rate must not rise.
    fn burn(
        &mut self,
        ledger: &mut Ledger,
        payer: Payer,
        loss: Native,
        limit: Shares,
        left: &mut Native,
    ) -> CoreResult<Native> {
        let loss = loss.min(*left);
        let books = &mut ledger.books;
        let pool = books.assets().more(*left).less(books.owed);
        let pool = pool.less(books.stream.unreleased(self.now));
        if loss.is_zero() || limit.is_zero() || pool.is_zero() {
            return Ok(Native::ZERO);
        }
        // Where hardly anything is left, a loss may be worth more shares than can be counted.
        let wanted = to_shares(loss, books.supply, pool).unwrap_or(Shares::MAX);
        let shares = wanted.min(limit);
        let native = if shares == wanted {
            loss
        } else {
            let worth = mul_div_ceil(shares.units(), pool.units(), books.supply.units())?;
            loss.min(Native::new(worth))
        };
        books.supply = books.supply.minus(shares)?;
        *left = left.less(native);
        self.burns.push(Burn {
            payer,
            loss,
            shares,
            native,
        });
        Ok(native)
    }

    fn account(&self, payer: &Payer) -> CoreResult<Account> {
        let mut account = self.outside.account(payer)?;
        for burn in self.burns.iter().filter(|burn| burn.payer == *payer) {
            account.covered = account.covered.plus(burn.shares)?;
        }
        for mint in self.mints.iter().filter(|mint| mint.payer == *payer) {
            account.returned = account.returned.plus(mint.shares)?;
        }
        Ok(account)
    }

    fn balance(&self, contract: &str) -> CoreResult<Shares> {
        let mut balance = self.outside.balance(contract)?;
        for mint in self.mints.iter().filter(|mint| mint.payer.contract == contract) {
            balance = balance.plus(mint.shares)?;
        }
        for burn in self.burns.iter().filter(|burn| burn.payer.contract == contract) {
            balance = balance.less(burn.shares);
        }
        Ok(balance)
    }

    /// Remembers what may come back.
    fn owe(&mut self, payer: Payer, validator: &str, amount: Native) -> CoreResult<()> {
        if amount.is_zero() {
            return Ok(());
        }
        self.changed = true;
        let mut known = self.debts.iter_mut();
        if let Some(debt) = known.find(|debt| debt.payer == payer && debt.validator == validator) {
            debt.amount = debt.amount.plus(amount)?;
            return Ok(());
        }
        self.debts.push(Debt {
            payer,
            validator: validator.to_owned(),
            amount,
        });
        Ok(())
    }

    /// Forgets what belonged to provisions that are no longer in flight, whether they came back or not: each debt falls in
    /// their proportion, rounded down. Returns all debts if they have changed.
    pub fn trim(&mut self, ledger: &Ledger, slashes: &[ObservedSlash]) -> CoreResult<Option<Vec<Debt>>> {
        let mut debts = std::mem::take(&mut self.debts);
        if debts.is_empty() {
            return Ok(None);
        }
        let after = provisions(ledger)?;
        for debt in &mut debts {
            let outstanding = self.outstanding(&debt.validator, slashes);
            let left = after.get(&debt.validator).copied().unwrap_or_default();
            if left < outstanding {
                debt.amount = share_of(debt.amount, left, outstanding)?;
                self.changed = true;
            }
        }
        debts.retain(|debt| !debt.amount.is_zero());
        Ok(Some(debts).filter(|_| self.changed))
    }
}

/// What is provisioned on the entries in flight.
fn provisions(ledger: &Ledger) -> CoreResult<Provisions> {
    let mut found = Provisions::new();
    for (key, entry) in ledger
        .entries
        .iter()
        .filter(|(_, entry)| entry.expected < entry.amount)
    {
        let sum = found.or_default(key.validator.clone());
        *sum = sum.plus(entry.amount.less(entry.expected))?;
    }
    Ok(found)
}

/// The fraction by which a source fell in the same look. One that has no stake left to tell it may be guilty of a double
/// sign; one that stands is not.
fn fraction(ledger: &Ledger, source: &str, slashes: &[ObservedSlash]) -> CoreResult<Option<(u128, u128)>> {
    let left = ledger.positions.get(source).map_or(Native::ZERO, |p| p.booked);
    let slash = slashes.iter().find(|slash| slash.validator == source);
    let fall = slash.map_or(Native::ZERO, |slash| slash.bonded);
    let booked = left.plus(fall)?;
    Ok(if booked.units() < PROVISION_MIN {
        Some((DOUBLE_SIGN_BPS.into(), BPS))
    } else {
        Some((fall.units(), booked.units())).filter(|_| slash.is_some())
    })
}

/// `⌊amount · part / whole⌋`, nothing of nothing.
fn share_of(amount: Native, part: Native, whole: Native) -> CoreResult<Native> {
    if whole.is_zero() {
        return Ok(Native::ZERO);
    }
    mul_div_floor(amount.units(), part.units(), whole.units()).map(Native::new)
}
