//! What is told of guarantors, and what only the owner and the deployer decide.

use floe_api::hub::PowersResponse;

use super::*;

#[test]
fn lenders_are_told_the_worst_that_is_not_covered() {
    let s = guaranteed(0, &[], 10_000);
    let told = guarantees(&s);
    assert_eq!(told.worst_loss.u128(), 1_248_750);
    assert_eq!(
        (told.worst_uncovered_bps, told.bonds, told.backstop),
        (125, None, None)
    );
    let s = guaranteed(3_000_000, &[("val1", 500_000)], 3_000);
    let told = guarantees(&s);
    assert_eq!((told.cap_bps, told.worst_uncovered_bps), (3_000, 35));
    let (bonds, backstop) = (told.bonds.unwrap(), told.backstop.unwrap());
    // That of whichever of the largest validators has the smallest bond.
    assert_eq!((bonds.capacity.u128(), bonds.ratio_bps), (0, 0));
    assert_eq!((backstop.capacity.u128(), backstop.ratio_bps), (900_000, 7_207));
    assert_eq!(
        (bonds.balance.u128(), backstop.balance.u128()),
        (500_000, 3_000_000)
    );
    let all = ["val1", "val2", "val3", "val4"].map(|validator| (validator, 500_000));
    let told = guarantees(&guaranteed(3_000_000, &all, 3_000));
    let bonds = told.bonds.unwrap();
    assert_eq!((bonds.capacity.u128(), bonds.ratio_bps), (500_000, 4_004));
    assert_eq!((bonds.balance.u128(), told.worst_uncovered_bps), (2_000_000, 0));
}

/// The table of docs/integrate/rate.md, with a liquidation bonus of 5 %.
#[rstest]
#[case::nobody("none", 0, 0, 10_000)]
#[case::a_cap("backstop of 3,000,000, `cap_bps` 3,000", 3_000_000, 0, 3_000)]
#[case::bonds(
    "the same, and a bond of 500,000 for each validator",
    3_000_000,
    500_000,
    3_000
)]
#[case::no_cap("backstop of 3,000,000, `cap_bps` 10,000", 3_000_000, 0, 10_000)]
fn the_figures_for_lenders_are_those_of_the_query(
    #[case] who: &str,
    #[case] backstop: u128,
    #[case] bond: u128,
    #[case] cap_bps: u64,
) {
    let all = ["val1", "val2", "val3", "val4"].map(|validator| (validator, bond));
    let bonds = all.iter().copied().filter(|_| bond > 0).collect::<Vec<_>>();
    let uncovered = guarantees(&guaranteed(backstop, &bonds, cap_bps)).worst_uncovered_bps;
    let most = (10_000 - uncovered) * 10_000 / 10_500;
    let row = format!("| {who} | {uncovered} | {}.{:02} % |", most / 100, most % 100);
    let page = include_str!("../../../../docs/integrate/rate.md");
    assert!(
        page.lines().any(|line| line == row),
        "docs/integrate/rate.md lacks\n{row}"
    );
}

#[rstest]
#[case(999)]
#[case(10_001)]
fn the_cap_has_bounds_that_bind_instantiation_and_the_owner(#[case] cap_bps: u64) {
    let mut s = guaranteed(0, &[], 10_000);
    let msg = json!({"update_params": {"cap_bps": cap_bps}});
    assert_eq!(refused(&mut s, "gov", &msg), "OutOfBounds");
    let plan = setup(4).params(|params| floe_api::hub::ParamsUpdate {
        cap_bps: Some(cap_bps),
        ..params
    });
    assert_eq!(Suite::deploy(&plan).err().unwrap().kind, "OutOfBounds");
}

/// One address may deposit, and everything else is everybody's.
#[test]
fn a_hub_of_one_depositor_restricts_nothing_but_deposits() {
    use floe_testing::suite::{instantiate_msg, make_chain, store_codes};
    let plan = setup(4);
    let mut chain = make_chain(&plan).unwrap();
    let codes = store_codes(&mut chain);
    let mut msg = instantiate_msg(&chain, &codes, &plan);
    let (gate, alice, deployer) = (
        chain.account("gate"),
        chain.account("alice"),
        chain.account("deployer"),
    );
    msg.depositors = Some(gate.to_string());
    let seed = cosmwasm_std::coins(1_000_000, "stake");
    chain.fund(&deployer, &seed);
    let hub = chain
        .instantiate(codes.hub, &deployer, &msg, &seed, "hub", None)
        .unwrap();
    let coins = cosmwasm_std::coins(5_000_000, "stake");
    chain.fund(&gate, &coins);
    let bond = json!({"bond": {"receiver": alice}});
    let refused = chain.execute(&alice, &hub, &bond, &coins).unwrap_err();
    assert!(
        format!("{refused:?}").contains("one contract only"),
        "{refused:?}"
    );
    chain.execute(&gate, &hub, &bond, &coins).unwrap();
    chain
        .execute(
            &alice,
            &hub,
            &json!({"transfer": {"recipient": deployer, "amount": "5"}}),
            &[],
        )
        .unwrap();
    chain
        .execute(&alice, &hub, &json!({"queue_unbond": {"shares": "4999995"}}), &[])
        .unwrap();
    let powers: PowersResponse = chain.query(&hub, &QueryMsg::Powers {}).unwrap();
    assert_eq!(powers.depositors, Some(gate.to_string()));
}
