//! The contract from outside: messages in, answers and events out.

mod coins;
mod messages;
mod selling;
