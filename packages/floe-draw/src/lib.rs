//! What people see of figures: [`Table`] for the terminal, [`chart`] as SVG.

#![deny(clippy::wildcard_enum_match_arm)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod chart;
mod table;

pub use table::Table;

use std::io;
use std::path::Path;

/// Refuses a file whose name says that it is no SVG, before anything is drawn.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`], with what to write.
pub fn check_svg(file: &Path) -> io::Result<()> {
    if file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("svg"))
    {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "{} is not an .svg file; charts are written as SVG",
            file.display()
        ),
    ))
}

/// Refuses a file that cannot be written because of where it is, before long work begins.
///
/// # Errors
/// Where it is a folder, or its folder is not there.
pub fn check_file(file: &Path) -> io::Result<()> {
    let shown = file.display();
    if file.is_dir() {
        let words = format!("{shown} is a folder; name a file in it");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        let words = format!("cannot write {shown}: its folder is not there; make it, or name another");
        return Err(io::Error::new(io::ErrorKind::NotFound, words));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_folder_and_is_none() {
        assert!(check_file(Path::new("rate.svg")).is_ok());
        let folder = std::env::temp_dir();
        assert!(check_file(&folder.join("rate.svg")).is_ok());
        assert!(check_file(&folder).is_err());
        assert!(check_file(&folder.join("nowhere to be found/rate.svg")).is_err());
    }

    #[test]
    fn a_chart_goes_into_a_file_that_is_called_one() {
        assert!(check_svg(Path::new("a/rate.svg")).is_ok());
        for other in ["rate.png", "rate", "svg", ""] {
            assert!(check_svg(Path::new(other)).is_err(), "{other}");
        }
    }
}
