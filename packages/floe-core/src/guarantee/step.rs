//! The guarantors' part in one look: what comes back to them, and what they pay.
//!
//! What is summed or divided here are parts of the books' own amounts, so sums saturate and shares of a whole cannot fail.

use super::{
    backstop_limit, bond_limit, share_of, share_up, Account, Appointed, Debt, GuarantorMove, Guarantors,
    Payer, DOUBLE_SIGN_BPS,
};
use crate::allocation::Lock;
use crate::convert::to_shares;
use crate::error::CoreResult;
use crate::flight::{Arrivals, EntryKey};
use crate::ledger::Ledger;
use crate::observe::{ObservedSlash, PROVISION_MIN};
use crate::units::{Native, Seconds, Shares, BPS};

/// A part of a slash, and whose bond pays it first.
struct Piece {
    culprit: String,
    validator: String,
    /// What nobody has paid yet, and what of that is a provision on an entry still in flight.
    whole: Native,
    provision: Native,
}

/// The guarantors' part in one look.
pub(crate) struct Guarantee<'a> {
    outside: &'a dyn Guarantors,
    now: Seconds,
    pub appointed: Appointed,
    /// What was provisioned on entries before this look, in their order.
    before: Vec<(EntryKey, Native)>,
    pieces: Vec<Piece>,
    debts: Vec<Debt>,
    /// Whether the debts differ from what is stored.
    changed: bool,
    pub burns: Vec<GuarantorMove>,
    pub mints: Vec<GuarantorMove>,
}

impl<'a> Guarantee<'a> {
    pub fn new(outside: &'a dyn Guarantors, now: Seconds) -> Self {
        Self {
            outside,
            now,
            appointed: Appointed::default(),
            before: Vec::new(),
            pieces: Vec::new(),
            debts: Vec::new(),
            changed: false,
            burns: Vec::new(),
            mints: Vec::new(),
        }
    }

    /// Before anything is looked at. Loads what may come back only if something is provisioned.
    pub fn begin(outside: &'a dyn Guarantors, ledger: &Ledger, now: Seconds) -> CoreResult<Self> {
        let mut new = Self::new(outside, now);
        for (key, entry) in ledger.entries.iter() {
            let provisioned = entry.provisioned();
            if !provisioned.is_zero() {
                new.before.push((key.clone(), provisioned));
            }
        }
        if !new.before.is_empty() {
            new.debts = outside.debts()?;
        }
        Ok(new)
    }

    /// What was provisioned on an entry before this look.
    fn earlier(&self, key: &EntryKey) -> Native {
        let found = self.before.binary_search_by(|(known, _)| known.cmp(key));
        let provisioned = found.ok().and_then(|at| self.before.get(at));
        provisioned.map_or(Native::ZERO, |(_, amount)| *amount)
    }

    /// What of this look's own provisions on a validator is still in flight.
    fn made(&self, ledger: &Ledger, validator: &str) -> Native {
        let mut sum = Native::ZERO;
        for (key, entry) in ledger.entries.iter() {
            if key.validator == validator {
                sum = sum.more(entry.provisioned().less(self.earlier(key)));
            }
        }
        sum
    }

    /// Gives a return, before anything is netted, to those who paid for the provisions: `returned` is divided over the
    /// entries credited by `amount − expected`. Of what was provisioned on a validator before this look a guarantor gets its
    /// part, `⌊part · debt / provisioned⌋`, as `⌊y · S / P⌋` new shares; nobody has paid yet for what this look provisions.
    /// `pool` is the one before the look: priced after its gains and losses, the new shares would dilute. Each debt then
    /// falls in proportion to the provisions that are no longer in flight, rounded down, whether they came back or not.
    /// Returns what of the return is given.
    pub fn give_back(
        &mut self,
        ledger: &mut Ledger,
        pool: Native,
        returned: Native,
        arrivals: &[Arrivals],
    ) -> Native {
        let (mut given, mut all) = (Native::ZERO, Native::ZERO);
        let mut came: Vec<(&str, Native)> = Vec::new();
        for (key, entry) in arrivals.iter().flat_map(|arrivals| &arrivals.credited) {
            all = all.more(entry.provisioned());
            came.push((&key.validator, self.earlier(key)));
        }
        let supply = ledger.books.supply;
        for mut debt in std::mem::take(&mut self.debts) {
            let (mut before, mut left, mut credited) = (Native::ZERO, Native::ZERO, Native::ZERO);
            for (key, amount) in &self.before {
                if key.validator == debt.validator {
                    before = before.more(*amount);
                    if ledger.entries.get(key).is_some() {
                        left = left.more(*amount);
                    }
                }
            }
            for (validator, amount) in &came {
                if *validator == debt.validator {
                    credited = credited.more(*amount);
                }
            }
            let native = share_of(share_of(returned, credited, all), debt.amount, before);
            // Zero where nothing can be priced, and then it goes with the rest of the return.
            let shares = to_shares(native, supply, pool).unwrap_or_default();
            if !shares.is_zero() {
                given = given.more(native);
                ledger.books.supply = ledger.books.supply.more(shares);
                self.mints.push(GuarantorMove {
                    payer: debt.payer.clone(),
                    loss: Native::ZERO,
                    shares,
                    native,
                });
            }
            let rest = share_of(debt.amount, left, before);
            self.changed |= rest != debt.amount;
            debt.amount = rest;
            if !rest.is_zero() {
                self.debts.push(debt);
            }
        }
        given
    }

    /// Divides slashes that have cost `loss` after netting among the culprits. All are scaled alike where that is less
    /// than their sum. A fall is first that of the sources of unfinished redelegations, up to `⌈moved · f⌉` each, as the chain
    /// charges it at the destination; the rest and the provision are the validator's own.
    pub fn charge(&mut self, ledger: &Ledger, loss: Native, slashes: &[ObservedSlash]) -> CoreResult<()> {
        if loss.is_zero() || slashes.is_empty() {
            return Ok(());
        }
        self.appointed = self.outside.appointed()?;
        let mut sum = Native::ZERO;
        for slash in slashes {
            sum = sum.more(slash.bonded).more(slash.provisioned);
        }
        let part = loss.min(sum);
        for slash in slashes {
            let mut whole = share_of(slash.bonded.more(slash.provisioned), part, sum);
            let mut fall = slash.bonded;
            for lock in self.moved_in(&slash.validator)? {
                let guilt = self.guilt(ledger, &lock, slashes).min(fall);
                fall = fall.less(guilt);
                let charged = share_of(guilt, part, sum);
                whole = whole.less(charged);
                self.pieces.push(Piece {
                    culprit: lock.from,
                    validator: slash.validator.clone(),
                    whole: charged,
                    provision: Native::ZERO,
                });
            }
            let provision = share_of(slash.provisioned, part, sum);
            let made = self.made(ledger, &slash.validator);
            self.pieces.push(Piece {
                culprit: slash.validator.clone(),
                validator: slash.validator.clone(),
                whole,
                provision: share_of(provision, made, slash.provisioned),
            });
        }
        Ok(())
    }

    /// Redelegations that may make somebody else's bond pay first.
    fn moved_in(&self, validator: &str) -> CoreResult<Vec<Lock>> {
        if self.appointed.bonds.is_none() {
            return Ok(Vec::new());
        }
        self.outside.incoming(validator)
    }

    /// What a source has to answer for of what was moved from it: the fraction by which it fell in the same look. One that
    /// has no stake left to tell it may be guilty of a double sign; one that stands is not.
    fn guilt(&self, ledger: &Ledger, lock: &Lock, slashes: &[ObservedSlash]) -> Native {
        let left = ledger
            .positions
            .get(&lock.from)
            .map_or(Native::ZERO, |p| p.booked);
        let slash = slashes.iter().find(|slash| slash.validator == lock.from);
        let fall = slash.map_or(Native::ZERO, |slash| slash.bonded);
        let booked = left.more(fall);
        if lock.until <= self.now {
            Native::ZERO
        } else if booked.units() < PROVISION_MIN {
            share_up(lock.amount, DOUBLE_SIGN_BPS.into(), BPS)
        } else {
            share_up(lock.amount, fall.units(), booked.units())
        }
    }

    /// The culprits' bonds pay. `left` is what nobody has borne yet.
    pub fn bonds(&mut self, ledger: &mut Ledger, left: &mut Native) -> CoreResult<()> {
        let Some(bonds) = self.appointed.bonds.clone() else {
            return Ok(());
        };
        let mut pieces = std::mem::take(&mut self.pieces);
        for piece in &mut pieces {
            let payer = Payer::bond(&bonds, &piece.culprit);
            self.pay(ledger, payer, std::slice::from_mut(piece), left)?;
        }
        self.pieces = pieces;
        Ok(())
    }

    /// The backstop pays what of the slashes is left.
    pub fn backstop(&mut self, ledger: &mut Ledger, left: &mut Native) -> CoreResult<()> {
        let Some(backstop) = self.appointed.backstop.clone() else {
            return Ok(());
        };
        let mut pieces = std::mem::take(&mut self.pieces);
        self.pay(ledger, Payer::backstop(&backstop), &mut pieces, left)
    }

    /// Burns what pays for these pieces at the present rate, in which what nobody has borne yet is still counted: rounded
    /// down, and worth the loss if that sufficed; else worth no more than it is rounded up, as the rate must not rise. Each
    /// burn's part of the provisions may come back.
    fn pay(
        &mut self,
        ledger: &mut Ledger,
        payer: Payer,
        pieces: &mut [Piece],
        left: &mut Native,
    ) -> CoreResult<()> {
        let whole = pieces
            .iter()
            .fold(Native::ZERO, |sum, piece| sum.more(piece.whole));
        let loss = whole.min(*left);
        let books = &mut ledger.books;
        let pool = books.assets().more(*left).less(books.owed);
        let pool = pool.less(books.stream.unreleased(self.now));
        if loss.is_zero() || pool.is_zero() {
            return Ok(());
        }
        let limit = self.limit(&payer)?;
        if limit.is_zero() {
            return Ok(());
        }
        // Where hardly anything is left, a loss may be worth more shares than can be counted.
        let wanted = to_shares(loss, books.supply, pool).unwrap_or(Shares::MAX);
        let shares = wanted.min(limit);
        let native = if shares == wanted {
            loss
        } else {
            loss.min(share_up(pool, shares.units(), books.supply.units()))
        };
        books.supply = books.supply.minus(shares)?;
        *left = left.less(native);
        for piece in pieces {
            let part = share_of(native, piece.provision, whole);
            self.owe(&payer, &piece.validator, part);
            piece.whole = piece.whole.less(native);
            piece.provision = piece.provision.less(part);
        }
        self.burns.push(GuarantorMove {
            payer,
            loss,
            shares,
            native,
        });
        Ok(())
    }

    /// What a payer may lose now, after what it got back and lost in this look.
    pub fn limit(&self, payer: &Payer) -> CoreResult<Shares> {
        let mut balance = self.outside.balance(&payer.contract)?;
        let mut account = Account::default();
        if payer.operator().is_some() {
            account = self.outside.account(payer)?;
        }
        for mint in self
            .mints
            .iter()
            .filter(|mint| mint.payer.contract == payer.contract)
        {
            balance = balance.more(mint.shares);
            if mint.payer.key == payer.key {
                account.returned = account.returned.more(mint.shares);
            }
        }
        for burn in self
            .burns
            .iter()
            .filter(|burn| burn.payer.contract == payer.contract)
        {
            balance = balance.less(burn.shares);
            if burn.payer.key == payer.key {
                account.covered = account.covered.more(burn.shares);
            }
        }
        Ok(match payer.operator() {
            Some(operator) => {
                let posted = self.outside.posted(&payer.contract, operator);
                bond_limit(posted, account, balance)
            }
            None => backstop_limit(balance, self.appointed.cap_bps),
        })
    }

    /// Remembers what may come back.
    fn owe(&mut self, payer: &Payer, validator: &str, amount: Native) {
        if amount.is_zero() {
            return;
        }
        self.changed = true;
        let mut known = self.debts.iter_mut();
        match known.find(|debt| debt.payer == *payer && debt.validator == validator) {
            Some(debt) => debt.amount = debt.amount.more(amount),
            None => self.debts.push(Debt {
                payer: payer.clone(),
                validator: validator.to_owned(),
                amount,
            }),
        }
    }

    /// All that may come back, if that has changed.
    pub fn changed_debts(&mut self) -> Option<Vec<Debt>> {
        self.changed.then(|| std::mem::take(&mut self.debts))
    }
}
