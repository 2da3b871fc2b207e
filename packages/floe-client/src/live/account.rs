//! Accounts as the chain knows them.

use std::collections::BTreeMap;

/// Number and next sequence of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub number: u64,
    pub sequence: u64,
}

/// Accounts as this program has left them: ahead of the chain while transactions are under way.
#[derive(Debug, Default)]
pub(super) struct Accounts(BTreeMap<String, Account>);

impl Accounts {
    pub fn get(&self, address: &str) -> Option<Account> {
        self.0.get(address).copied()
    }

    pub fn learn(&mut self, address: &str, account: Account) {
        self.0.insert(address.to_owned(), account);
    }

    /// The chain took a transaction with this sequence.
    pub fn used(&mut self, address: &str, sequence: u64) {
        if let Some(account) = self.0.get_mut(address) {
            account.sequence = account.sequence.max(sequence.saturating_add(1));
        }
    }

    /// What is known cannot be right any more: asks the chain next time.
    pub fn forget(&mut self, address: &str) {
        self.0.remove(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Accounts {
        let mut accounts = Accounts::default();
        let account = Account {
            number: 7,
            sequence: 3,
        };
        accounts.learn("alice", account);
        accounts
    }

    #[test]
    fn transactions_under_way_use_one_sequence_each() {
        let mut accounts = known();
        accounts.used("alice", 3);
        accounts.used("alice", 4);
        assert_eq!(accounts.get("alice").map(|a| a.sequence), Some(5));
    }

    #[test]
    fn a_late_answer_does_not_take_a_sequence_back() {
        let mut accounts = known();
        accounts.used("alice", 9);
        accounts.used("alice", 3);
        assert_eq!(accounts.get("alice").map(|a| a.sequence), Some(10));
    }

    #[test]
    fn a_forgotten_account_is_asked_for_again() {
        let mut accounts = known();
        accounts.forget("alice");
        accounts.used("alice", 3);
        assert_eq!(accounts.get("alice"), None);
    }
}
