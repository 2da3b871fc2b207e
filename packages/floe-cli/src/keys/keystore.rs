//! A mnemonic in an encrypted file: the key from a passphrase by Argon2id, the words under ChaCha20-Poly1305.

use anyhow::{bail, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use cosmwasm_std::HexBinary;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const FORMAT: &str = "floe-keystore-1";
/// A passphrase costs this much memory to try, in KiB.
const MEMORY: u32 = 65_536;
const PASSES: u32 = 3;
/// A file that asks for more memory than this, in KiB, is refused.
const MAX_MEMORY: u32 = 1_048_576;
const MAX_PASSES: u32 = 100;

/// Characters of a passphrase at least. Shorter ones are tried out in minutes.
const SHORTEST: usize = 8;

/// The file. All of it may be read by anybody but [`Sealed::words`] by the passphrase only.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    format: String,
    /// KiB.
    argon2id_memory: u32,
    argon2id_passes: u32,
    salt: HexBinary,
    nonce: HexBinary,
    words: HexBinary,
}

impl Sealed {
    /// Encrypts words with fresh randomness.
    pub fn seal(words: &str, passphrase: &str) -> Result<Self> {
        if passphrase.chars().count() < SHORTEST {
            bail!(
                "the passphrase is empty or shorter than {SHORTEST} characters; with it the words would be as good as in \
                 clear text"
            );
        }
        let (mut salt, mut nonce) = ([0; 16], [0; 12]);
        random(&mut salt)?;
        random(&mut nonce)?;
        let mut sealed = Self {
            format: FORMAT.to_owned(),
            argon2id_memory: MEMORY,
            argon2id_passes: PASSES,
            salt: salt.into(),
            nonce: nonce.into(),
            words: HexBinary::default(),
        };
        let encrypted = sealed
            .cipher(passphrase)?
            .encrypt(Nonce::from_slice(&nonce), words.as_bytes());
        match encrypted {
            Ok(bytes) => sealed.words = bytes.into(),
            Err(_) => bail!("the words cannot be encrypted"),
        }
        Ok(sealed)
    }

    /// The words.
    ///
    /// # Errors
    /// When the passphrase is another one, or anything in the file was changed.
    pub fn open(&self, passphrase: &str) -> Result<Zeroizing<String>> {
        if self.format != FORMAT || self.nonce.len() != 12 {
            bail!("it is not a keystore of this program; make one with `floe keys add`");
        }
        if self.argon2id_memory > MAX_MEMORY || self.argon2id_passes > MAX_PASSES {
            bail!("it asks for more work than any keystore of this program");
        }
        let nonce = Nonce::from_slice(self.nonce.as_slice());
        let words = self.cipher(passphrase)?.decrypt(nonce, self.words.as_slice());
        let words = words.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        match words {
            Some(words) => Ok(Zeroizing::new(words)),
            None => bail!("the passphrase is wrong, or the file was changed"),
        }
    }

    fn cipher(&self, passphrase: &str) -> Result<ChaCha20Poly1305> {
        let params = Params::new(self.argon2id_memory, self.argon2id_passes, 1, Some(32));
        let params =
            params.map_err(|error| anyhow::anyhow!("its Argon2 settings cannot be used: {error}"))?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), self.salt.as_slice(), &mut *key)
            .map_err(|error| anyhow::anyhow!("no key can be made of the passphrase: {error}"))?;
        Ok(ChaCha20Poly1305::new(Key::from_slice(&*key)))
    }
}

/// Fills a buffer from the system's source of randomness.
pub fn random(buffer: &mut [u8]) -> Result<()> {
    getrandom::fill(buffer).map_err(|error| anyhow::anyhow!("the system gives no randomness: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const WORDS: &str = "zoo zoo zoo";

    fn sealed() -> Sealed {
        Sealed::seal(WORDS, "correct horse").unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened_by_its_passphrase_only() {
        let sealed = sealed();
        assert_eq!(sealed.open("correct horse").unwrap().as_str(), WORDS);
        for wrong in ["correct horse ", "", "Correct horse"] {
            let refused = sealed.open(wrong).unwrap_err().to_string();
            assert!(refused.contains("passphrase is wrong"), "{refused}");
        }
    }

    #[test]
    fn the_same_words_are_never_sealed_alike_and_never_readable() {
        let (one, two) = (sealed(), sealed());
        assert_ne!(
            (&one.salt, &one.nonce, &one.words),
            (&two.salt, &two.nonce, &two.words)
        );
        let file = serde_json::to_string(&one).unwrap();
        assert!(!file.contains("zoo"), "{file}");
        assert!(
            !file.contains(&HexBinary::from(WORDS.as_bytes()).to_hex()),
            "{file}"
        );
        assert_eq!(serde_json::from_str::<Sealed>(&file).unwrap(), one);
    }

    #[rstest]
    #[case::words(|file: &mut Sealed| file.words = flipped(&file.words))]
    #[case::nonce(|file: &mut Sealed| file.nonce = flipped(&file.nonce))]
    #[case::salt(|file: &mut Sealed| file.salt = flipped(&file.salt))]
    #[case::passes(|file: &mut Sealed| file.argon2id_passes += 1)]
    #[case::format(|file: &mut Sealed| file.format.push('0'))]
    #[case::short_nonce(|file: &mut Sealed| file.nonce = vec![0; 11].into())]
    #[case::short_salt(|file: &mut Sealed| file.salt = vec![0; 3].into())]
    #[case::no_words(|file: &mut Sealed| file.words = HexBinary::default())]
    #[case::endless_memory(|file: &mut Sealed| file.argon2id_memory = u32::MAX)]
    #[case::endless_passes(|file: &mut Sealed| file.argon2id_passes = u32::MAX)]
    fn a_changed_file_is_refused(#[case] change: fn(&mut Sealed)) {
        let mut file = sealed();
        change(&mut file);
        assert!(file.open("correct horse").is_err(), "{file:?}");
    }

    #[test]
    fn a_passphrase_that_is_tried_out_in_minutes_is_refused() {
        for short in ["", "x", "1234567", "ééééééé"] {
            assert!(Sealed::seal(WORDS, short).is_err(), "{short}");
        }
        assert!(Sealed::seal(WORDS, "12345678").is_ok());
    }

    fn flipped(bytes: &HexBinary) -> HexBinary {
        let mut bytes = bytes.to_vec();
        bytes[0] ^= 1;
        bytes.into()
    }
}
