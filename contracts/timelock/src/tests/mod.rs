//! The contract from outside: messages in, answers and events out.

mod answers;
mod members;
mod messages;
mod objections;
mod queueing;
mod waiting;
