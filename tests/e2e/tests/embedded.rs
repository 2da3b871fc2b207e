//! Every scenario on the chain in memory.

use floe_e2e::{scenarios, Backend, EmbeddedNet};

macro_rules! on_the_embedded_chain {
    ($($group:ident { $($name:ident @ $place:ident),* $(,)? })*) => { $($(
        #[test]
        fn $name() {
            scenarios::$group::$name(&mut EmbeddedNet::new(Backend::$place));
        }
    )*)* };
}

floe_e2e::for_each_scenario!(on_the_embedded_chain);
