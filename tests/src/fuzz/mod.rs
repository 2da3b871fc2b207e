//! Messages made from the schemas, right, bent and broken, and the states they are sent to.

pub mod bench;
pub mod inputs;
pub mod shapes;
pub mod spoil;
pub mod words;
