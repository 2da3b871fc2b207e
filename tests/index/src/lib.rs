//! What the tests of the index share: a chain that lived and was written down, behind the methods of a node, and databases.

pub mod compare;
pub mod generated;
pub mod governed;
pub mod killed;
pub mod live;
pub mod lying;
pub mod postgres;
pub mod recorded;
pub mod rig;
pub mod served;
