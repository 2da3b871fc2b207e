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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_goes_into_a_file_that_is_called_one() {
        assert!(check_svg(Path::new("a/rate.svg")).is_ok());
        for other in ["rate.png", "rate", "svg", ""] {
            assert!(check_svg(Path::new(other)).is_err(), "{other}");
        }
    }
}
