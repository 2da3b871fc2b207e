//! Files that have to be whole at any time.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces a file as a whole or not at all, even if the machine fails: the text is written beside it, forced to the
/// disk and moved into place.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    let fresh = beside(file, "new");
    let mut opened = File::create(&fresh)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    fs::rename(&fresh, file)
}

/// The file's name with a further ending.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Why a file cannot be held alone.
#[derive(Debug)]
pub enum Unheld {
    /// Another program holds it.
    Taken,
    Failed(io::Error),
}

/// Holds a file that is read, changed and written back, as long as the result lives. Through a second file beside it, as
/// the first is replaced. The lock ends with its program, however that ends, so none is ever left over.
pub fn hold(file: &Path) -> Result<File, Unheld> {
    let lock = File::create(beside(file, "lock")).map_err(Unheld::Failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Unheld::Taken),
        Err(TryLockError::Error(error)) => Err(Unheld::Failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("state.json");
        replace(&file, "a long first text").unwrap();
        replace(&file, "another").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "another");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_is_held_by_one_at_a_time_and_a_lock_file_left_behind_holds_nothing() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("state.json");
        fs::write(beside(&file, "lock"), "").unwrap();
        let first = hold(&file).unwrap();
        assert!(matches!(hold(&file), Err(Unheld::Taken)));
        drop(first);
        assert!(hold(&file).is_ok());
        assert!(matches!(
            hold(&folder.path().join("none/state.json")),
            Err(Unheld::Failed(_))
        ));
    }

    #[test]
    fn a_file_that_cannot_be_replaced_stays() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("state.json");
        replace(&file, "first").unwrap();
        fs::create_dir(beside(&file, "new")).unwrap();
        assert!(replace(&file, "second").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "first");
    }
}
