//! Every fact on the chain in memory.

use floe_conformance::{each_fact, facts, Double, Surroundings};

macro_rules! tests {
    ($($world:ident $module:ident { $($name:ident,)* })*) => {
        $($(#[test] fn $name() {
            facts::$module::$name(&mut Double::start(Surroundings::$world));
        })*)*
    };
}

each_fact!(tests);
