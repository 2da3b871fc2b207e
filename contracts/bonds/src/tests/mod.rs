//! The contract from outside: messages in, answers and events out.

mod messages;
mod ways_out;
