//! Slashes that a backstop pays.

use crate::net::{Backend, Scene};
use crate::world::{Deployed, ScenarioPlan, BATCH_INTERVAL};

pub fn a_double_sign_that_a_backstop_pays_changes_no_rate_and_no_exit(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("covered").validators(&[(Backend::COVERED, 1), (0, 1)]);
    let mut world = Deployed::deploy(net, &plan);
    let victim = world.operators[0].clone();
    world.bond("alice", 6_000_000_000);
    world.bond("bob", 6_000_000_000);
    world.bond("carol", 1_000_000_000);
    let backstop = world.guard("carol");
    world.crank_till_idle();

    // Exits in flight: one from before the infraction, which the chain spares, and one from after it.
    world.queue("alice", 600_000_000);
    world.close();
    let first = world.entries_at(&victim).remove(0);
    world.pass_blocks(4);
    let infraction = world.height();
    world.pass_blocks(2);
    world.queue("bob", 5_500_000_000);
    world.pass_secs(BATCH_INTERVAL);
    world.close();
    let second = world.entries_at(&victim).remove(1);
    assert!(first.creation_height + 1 < infraction && infraction < second.creation_height);

    let (rate, payables, staked) = (
        world.redemption_rate().redemption_rate,
        world.payables(),
        world.staked(&victim),
    );
    assert_eq!(payables, [600_000_000, 5_500_000_000]);
    world.net.sign_twice(&victim, infraction);
    let fall = staked - world.staked(&victim);
    assert!(fall.abs_diff(staked / 20) <= staked / 100_000, "{fall}");
    let seen = world.sync();
    world.check_delegations(true);
    assert_eq!(world.redemption_rate().redemption_rate, rate);
    assert_eq!(world.payables(), payables);

    // The rate is one, so that a share is burned for each unit: of the stake, and of what is expected of the entries.
    let slash = world.fact(&seen, "validator_slashed");
    let cost = slash.amount("bonded") + slash.amount("provisioned");
    assert!(slash.amount("bonded") == fall && slash.amount("provisioned") > 0);
    let cover = world.fact(&seen, "loss_covered");
    assert_eq!(cover.text("guarantor"), backstop);
    assert_eq!([cover.amount("native"), cover.amount("shares")], [cost, cost]);
    assert_eq!(world.shares_of(&backstop), 1_000_000_000 - cost);

    // What was provisioned on the entry that the chain spared comes back to who paid for it.
    world.mature();
    for (name, asked) in [("alice", 600_000_000u128), ("bob", 5_500_000_000)] {
        let paid = world.claim(name);
        // The chain slashes whole coins of voting power, so that an entry loses a little more than the stake has.
        assert!(
            paid <= asked && asked - paid <= asked / 100_000,
            "{name}: {paid} for {asked}"
        );
    }
    let returned = world.guarantees().backstop.unwrap().returned.u128();
    let expected = (first.initial * fall).div_ceil(staked);
    assert!(
        returned >= expected - expected / 1_000,
        "{returned} came back of {expected}"
    );
    assert_eq!(world.shares_of(&backstop), 1_000_000_000 - cost + returned);
    world.check_rate_against_the_chain();
}
