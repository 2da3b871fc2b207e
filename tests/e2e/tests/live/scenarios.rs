//! Every scenario on networks that they share.

use floe_e2e::{scenarios, Backend, LiveScene};

macro_rules! on_a_network {
    ($($group:ident { $($name:ident @ $place:ident),* $(,)? })*) => { $($(
        #[test]
        #[ignore = "needs wasmd: make e2e"]
        fn $name() {
            scenarios::$group::$name(&mut LiveScene::new(Backend::$place));
        }
    )*)* };
}

floe_e2e::for_each_scenario!(on_a_network);
