//! The contract from outside: messages in, answers and events out.

mod classes;
mod lifecycle;
mod messages;
mod open;
mod pauses;
mod queries;
mod refreshing;
mod roles;
