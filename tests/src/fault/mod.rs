//! Histories in which every message that the contracts send can be made to fail.

pub mod audit;
pub mod histories;
pub mod injector;
