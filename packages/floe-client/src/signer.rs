//! Who signs.

use std::fmt;
use std::str::FromStr;

use bip39::Mnemonic;
use cosmrs::bip32::secp256k1::ecdsa::SigningKey;
use cosmrs::bip32::{DerivationPath, XPrv};
use cosmrs::crypto::{secp256k1, PublicKey};
use cosmrs::AccountId;
use cosmwasm_std::Checksum;
use zeroize::Zeroizing;

use crate::text::plain;
use crate::{Error, Result};

/// Path of the first account of Cosmos chains: BIP-44, coin type 118.
pub const DEFAULT_PATH: &str = "m/44'/118'/0'/0/0";

/// Who sends transactions: a key, or an address without one.
#[derive(Clone)]
pub struct Signer(Kind);

#[derive(Clone)]
enum Kind {
    Key(Box<SigningKey>),
    Address(String),
}

impl Signer {
    /// From a BIP-39 phrase of 12 to 24 English words, by [`DEFAULT_PATH`].
    pub fn from_mnemonic(phrase: &str) -> Result<Self> {
        Self::from_mnemonic_at(phrase, DEFAULT_PATH)
    }

    /// From a BIP-39 phrase by another path, for chains with a coin type of their own.
    pub fn from_mnemonic_at(phrase: &str, path: &str) -> Result<Self> {
        let mnemonic = Mnemonic::parse(phrase).map_err(|error| Error::BadKey {
            reason: phrase_fault(error, phrase),
        })?;
        let path = DerivationPath::from_str(path).map_err(|error| Error::BadKey {
            reason: format!("{path} is not a derivation path: {error}"),
        })?;
        let seed = Zeroizing::new(mnemonic.to_seed(""));
        let key = XPrv::derive_from_path(seed.as_slice(), &path).map_err(|error| Error::BadKey {
            reason: error.to_string(),
        })?;
        Ok(Self(Kind::Key(Box::new(key.private_key().clone()))))
    }

    /// A key made from a name, the same one each time. For tests: anybody can make it too.
    pub fn for_tests(name: &str) -> Result<Self> {
        let secret = Checksum::generate(format!("floe test key {name}").as_bytes());
        let key = SigningKey::from_slice(secret.as_slice()).map_err(|error| Error::BadKey {
            reason: error.to_string(),
        })?;
        Ok(Self(Kind::Key(Box::new(key))))
    }

    /// An address alone: enough for the embedded chain, for simulations and for unsigned
    /// transactions.
    pub fn address_only(address: &str) -> Self {
        Self(Kind::Address(address.to_owned()))
    }

    /// The address on a chain with this prefix. One without a key keeps its own.
    pub fn address(&self, prefix: &str) -> Result<String> {
        match &self.0 {
            Kind::Address(address) => Ok(address.clone()),
            Kind::Key(key) => public_key(key)
                .account_id(prefix)
                .map(|id| id.to_string())
                .map_err(|error| Error::bad_value("prefix", error)),
        }
    }

    /// None without a key.
    pub(crate) fn public_key(&self) -> Option<PublicKey> {
        match &self.0 {
            Kind::Key(key) => Some(public_key(key)),
            Kind::Address(_) => None,
        }
    }

    pub(crate) fn signing_key(&self) -> Result<secp256k1::SigningKey> {
        match &self.0 {
            Kind::Key(key) => Ok(secp256k1::SigningKey::new(key.clone())),
            Kind::Address(address) => Err(Error::NoKey {
                address: address.clone(),
            }),
        }
    }
}

/// What is wrong with a phrase, without any of its words. Words are counted from one.
fn phrase_fault(error: bip39::Error, phrase: &str) -> String {
    let counted = phrase.split_whitespace().count();
    match error {
        bip39::Error::UnknownWord(index) if matches!(counted, 12 | 15 | 18 | 21 | 24) => format!(
            "word {} of the mnemonic is not in the list of words; correct it",
            index.saturating_add(1)
        ),
        bip39::Error::UnknownWord(_) | bip39::Error::BadWordCount(_) => {
            format!("the mnemonic has {counted} words; there must be 12, 15, 18, 21 or 24")
        }
        bip39::Error::InvalidChecksum => {
            "the words of the mnemonic do not belong together; look for a wrong or missing one, and at their order".to_owned()
        }
        bip39::Error::BadEntropyBitCount(_) | bip39::Error::AmbiguousLanguages(_) => {
            "the mnemonic is not one of English words; write them out".to_owned()
        }
    }
}

/// Account of a module of the chain, such as `gov`: nobody has a key to it.
///
/// # Errors
/// For a prefix that no address can have.
pub fn module_address(module: &str, prefix: &str) -> Result<String> {
    if prefix.is_empty() {
        return Err(Error::bad_value("prefix", "it is empty"));
    }
    let hash = Checksum::generate(module.as_bytes());
    let bytes = hash.as_slice().get(..20).unwrap_or_default();
    AccountId::new(prefix, bytes)
        .map(|id| id.to_string())
        .map_err(|error| Error::bad_value("prefix", error))
}

fn public_key(key: &SigningKey) -> PublicKey {
    (*key.verifying_key()).into()
}

impl fmt::Debug for Signer {
    /// Never the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Address(address) => write!(f, "Signer({address})"),
            Kind::Key(key) => write!(f, "Signer({})", public_key(key).to_json()),
        }
    }
}

/// Refuses what is no address of an account or contract on a chain with this prefix, in small letters.
pub fn check_address(address: &str, prefix: &str) -> Result<()> {
    let found = AccountId::from_str(address).ok();
    // Contracts take no capitals.
    let small = !address.contains(|c: char| c.is_ascii_uppercase());
    if small && found.is_some_and(|id| id.prefix() == prefix) {
        return Ok(());
    }
    Err(Error::WrongPrefix {
        address: address.to_owned(),
        expected: prefix.to_owned(),
    })
}

/// What follows the prefix in operator addresses of validators.
const OPERATOR: &str = "valoper";

/// Characters of a wrong address that are repeated.
const CITED: usize = 75;

fn cited(address: &str) -> String {
    let short: String = address.chars().take(CITED).collect();
    let rest = if short.len() < address.len() { "…" } else { "" };
    format!("{}{rest}", plain(&short))
}

/// What something is that is no address of an account on a chain with this prefix, and what to write.
pub(crate) fn address_fault(address: &str, prefix: &str) -> String {
    let shown = cited(address);
    let small = address.to_ascii_lowercase();
    match AccountId::from_str(&small) {
        Ok(id) if id.prefix() == prefix => {
            format!("{shown} is an address in capitals; write it in small letters")
        }
        Ok(id) if id.prefix() == format!("{prefix}{OPERATOR}") => {
            format!("{shown} is the operator address of a validator; name an account, which begins with {prefix}1")
        }
        Ok(id) => format!(
            "{shown} is an address of another chain, with the prefix {}; here they begin with {prefix}1",
            plain(id.prefix())
        ),
        Err(_) if small.starts_with(&format!("{prefix}1")) => {
            format!("{shown} has a typing error: its checksum is wrong; copy it once more")
        }
        Err(_) => format!("{shown:?} is no address; they begin with {prefix}1"),
    }
}

/// Whether something is the operator address of a validator on a chain with this prefix; if not, it is a name.
///
/// # Errors
/// What is wrong with it, where it is an address of another kind or mistyped.
pub fn is_operator(given: &str, prefix: &str) -> std::result::Result<bool, String> {
    let (shown, own) = (cited(given), format!("{prefix}{OPERATOR}"));
    match AccountId::from_str(given) {
        Ok(id) if id.prefix() == own => Ok(true),
        Ok(id) if id.prefix() == prefix => Err(format!(
            "{shown} is the address of an account; name a validator by its operator address, which begins with {own}1, or \
             by its name"
        )),
        Ok(_) => Err(format!(
            "{shown} is an address of another chain; operator addresses begin with {own}1 here"
        )),
        Err(_) if given.starts_with(&format!("{own}1")) => Err(format!(
            "{shown} has a typing error: its checksum is wrong; copy it once more"
        )),
        Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const WORDS_12: &str =
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    #[test]
    fn a_phrase_gives_the_address_other_wallets_give() {
        let signer = Signer::from_mnemonic(WORDS_12).unwrap();
        assert_eq!(
            signer.address("cosmos").unwrap(),
            "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4"
        );
    }

    #[test]
    fn a_phrase_of_24_words_and_another_prefix_work_too() {
        let words = "faint cement maximum raw near pig token leopard leaf orphan plunge year custom betray \
                     fragile welcome filter deliver slab frozen claim song toy drift";
        let signer = Signer::from_mnemonic(words).unwrap();
        assert_eq!(
            signer.address("wasm").unwrap(),
            "wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cfe"
        );
    }

    #[test]
    fn another_path_gives_another_key() {
        let first = Signer::from_mnemonic(WORDS_12).unwrap();
        let second = Signer::from_mnemonic_at(WORDS_12, "m/44'/118'/0'/0/1").unwrap();
        assert_ne!(first.address("wasm"), second.address("wasm"));
    }

    #[rstest]
    #[case::wrong_checksum(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon",
        DEFAULT_PATH
    )]
    #[case::too_short("abandon about", DEFAULT_PATH)]
    #[case::bad_path(WORDS_12, "44/118")]
    fn a_bad_phrase_or_path_is_refused(#[case] phrase: &str, #[case] path: &str) {
        let refused = Signer::from_mnemonic_at(phrase, path).unwrap_err();
        assert!(matches!(refused, Error::BadKey { .. }), "{refused:?}");
    }

    #[test]
    fn debug_output_shows_the_public_key_and_not_the_secret() {
        let signer = Signer::from_mnemonic(WORDS_12).unwrap();
        let Kind::Key(key) = &signer.0 else {
            panic!("no key")
        };
        let secret = format!("{:x}", key.to_bytes());
        let shown = format!("{signer:?}");
        assert!(!shown.contains(&secret), "{shown}");
        assert!(shown.contains(&signer.public_key().unwrap().to_json()), "{shown}");
    }

    #[test]
    fn an_address_alone_cannot_sign() {
        let signer = Signer::address_only("wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cfe");
        assert!(matches!(signer.signing_key(), Err(Error::NoKey { .. })));
    }

    #[rstest]
    #[case::right("wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cfe", true)]
    #[case::other_prefix("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4", false)]
    #[case::typing_error("wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cff", false)]
    #[case::nothing("", false)]
    fn addresses_are_checked_against_the_prefix(#[case] address: &str, #[case] good: bool) {
        assert_eq!(check_address(address, "wasm").is_ok(), good);
    }

    #[rstest]
    #[case::capitals(
        "WASM1E83HP07K7UDCLF2P0SE89KYSL0PS89NS0D6CFE",
        "in capitals; write it in small letters"
    )]
    #[case::other_chain(
        "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
        "another chain, with the prefix cosmos; here"
    )]
    #[case::typing_error("wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cff", "has a typing error")]
    #[case::name("alice", "\"alice\" is no address; they begin with wasm1")]
    #[case::nothing("", "\"\" is no address")]
    fn what_is_no_address_is_said(#[case] address: &str, #[case] expected: &str) {
        let said = check_address(address, "wasm").unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn a_long_text_is_not_repeated_as_a_whole() {
        let said = address_fault(&"x".repeat(1_000), "wasm");
        assert!(said.len() < 200, "{said}");
    }

    #[rstest]
    #[case::right("cosmosvaloper1clpqr4nrk4khgkxj78fcwwh6dl3uw4epsluffn", Ok(true))]
    #[case::name("Node One", Ok(false))]
    #[case::nothing("", Ok(false))]
    #[case::typing_error("cosmosvaloper1clpqr4nrk4khgkxj78fcwwh6dl3uw4epsluffm", Err("typing error"))]
    #[case::account("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4", Err("of an account"))]
    #[case::other_chain("wasm1e83hp07k7udclf2p0se89kysl0ps89ns0d6cfe", Err("another chain"))]
    fn operator_addresses_are_told_from_names(
        #[case] given: &str,
        #[case] expected: std::result::Result<bool, &str>,
    ) {
        match (is_operator(given, "cosmos"), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(said), Err(expected)) => assert!(said.contains(expected), "{said}"),
            (found, expected) => panic!("{found:?}, not {expected:?}"),
        }
    }

    #[rstest]
    #[case::word(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon zzzz",
        "word 12 of the mnemonic is not in the list of words"
    )]
    #[case::count("abandon about", "the mnemonic has 2 words")]
    #[case::checksum(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon",
        "the words of the mnemonic do not belong together"
    )]
    fn a_wrong_phrase_is_explained_without_its_words(#[case] phrase: &str, #[case] expected: &str) {
        let said = Signer::from_mnemonic(phrase).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("zzzz") && !said.contains("abandon"), "{said}");
    }

    #[test]
    fn the_gov_module_has_the_address_that_everybody_knows() {
        let address = module_address("gov", "cosmos").unwrap();
        assert_eq!(address, "cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn");
        assert!(module_address("gov", "").is_err());
    }
}
