//! The contract from outside: messages in, answers and events out.

mod attacks;
mod events;
mod messages;
mod pool;
