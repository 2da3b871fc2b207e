//! Every wrong input is refused with a named error and changes nothing.

mod addresses;
mod amounts;
mod coins;
mod instantiation;
mod lists;
mod messages;

use floe_tests::prelude::*;
use floe_tests::world::*;
use schemars::JsonSchema;
