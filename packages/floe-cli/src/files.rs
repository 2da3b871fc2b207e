//! Files that have to be whole at any time.

use std::ffi::OsString;
use std::fs::{self, File};
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

/// A text as a value of TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
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
    fn a_file_that_cannot_be_replaced_stays() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("state.json");
        replace(&file, "first").unwrap();
        fs::create_dir(beside(&file, "new")).unwrap();
        assert!(replace(&file, "second").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "first");
    }
}
