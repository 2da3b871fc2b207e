//! The contract from outside: messages in, answers and events out.

mod lifecycle;
mod messages;
mod pauses;
mod queries;
mod refreshing;
