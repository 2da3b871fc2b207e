//! What the gauge promises, by theme.

mod messages;
mod proposals;
mod random;
mod validators;
