//! Arguments of the demo.

use anyhow::ensure;
use floe_api::registry::MAX_VALIDATORS;

/// Longest run: ten years.
const MAX_DAYS: u64 = 3_650;
/// Largest crowd.
const MAX_USERS: u32 = 100_000;
/// Columns of a page where no terminal says otherwise.
const WIDTH: usize = 98;
/// Columns that a page may have.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=200;

/// Run the protocol on a chain in memory and tell what happens
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// Days to simulate
    #[arg(long, default_value_t = 60)]
    pub days: u64,
    /// Validators, at most 100
    #[arg(long, default_value_t = 7)]
    pub validators: usize,
    /// Let this many users act at random instead of telling the story
    #[arg(long)]
    pub users: Option<u32>,
    /// The same seed gives the same run
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Columns of the text, 40 to 200; otherwise those of the terminal, at most 98
    #[arg(long)]
    pub width: Option<usize>,
    /// One JSON object per line instead of text
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// # Errors
    /// When a number is outside of what can be simulated.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(self.days >= 1, "--days is 0; simulate at least one day");
        ensure!(
            self.days <= MAX_DAYS,
            "--days is {}; at most {MAX_DAYS} can be simulated",
            self.days
        );
        ensure!(
            self.validators >= 1,
            "--validators is 0; the protocol needs at least one validator"
        );
        ensure!(
            self.validators <= MAX_VALIDATORS,
            "--validators is {}; a registry holds at most {MAX_VALIDATORS}",
            self.validators
        );
        ensure!(
            self.users != Some(0),
            "--users is 0; give at least one, or leave it out for the story"
        );
        let width = self.width.unwrap_or(WIDTH);
        ensure!(
            WIDTHS.contains(&width),
            "--width is {width}; 40 to 200 columns can be filled"
        );
        let users = self.users.unwrap_or(1);
        ensure!(
            users <= MAX_USERS,
            "--users is {users}; at most {MAX_USERS} can be simulated"
        );
        Ok(())
    }

    /// Columns of the text.
    pub fn columns(&self) -> usize {
        let terminal = console::Term::stdout();
        let found = terminal.is_term().then(|| usize::from(terminal.size().1));
        let fitting = found.map(|width| width.clamp(*WIDTHS.start(), WIDTH));
        self.width.or(fitting).unwrap_or(WIDTH)
    }
}
