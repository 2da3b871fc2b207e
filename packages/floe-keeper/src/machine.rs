//! What a keeper sees of the machine that it runs on. A test brings its own.

use std::time::Duration;

use anyhow::Result;

use crate::receipt::DutyReceipt;

/// Clock, chance, patience and voice of a keeper.
pub trait Machine {
    /// Unix seconds.
    fn clock(&self) -> u64;
    /// Any number.
    fn random(&mut self) -> u64;
    /// Lets time pass, but ends early when asked to stop.
    fn wait(&mut self, time: Duration);
    /// Whether the keeper is to end after what it is doing.
    fn is_asked_to_stop(&self) -> bool;
    /// A line for people, beside the results.
    fn note(&mut self, line: &str);
    /// The same of something that is wrong.
    fn warn(&mut self, line: &str) {
        self.note(line);
    }
    /// What became of a transaction; fees are in this denom.
    ///
    /// # Errors
    /// When it cannot be written.
    fn report(&mut self, receipt: &DutyReceipt, denom: &str) -> Result<()>;
}
