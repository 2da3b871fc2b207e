//! What happens to a history between two rounds of inputs.

use super::*;
use floe_timelock::state::{OBJECTIONS, WAITING};

/// Bonds beside those that the life has, and an operator with one that is listed, or was, and of which shares have cooled, where
/// there are shares for it.
pub fn pledge(s: &mut Suite, dice: &mut Random) {
    s.chain
        .add_validator(OPERATOR, Decimal::percent(5), Uint128::new(1_000_000_000_000))
        .unwrap();
    let of_life = s.guarantors.remove("bonds");
    let gov = s.addr("gov");
    let appointed = s.try_appoint_bonds(&gov, &BondTerms::default());
    if let Ok(()) = appointed {
        let shares = s.shares("user1") / 2;
        s.try_post("user1", OPERATOR, shares).ok();
        s.try_list(OPERATOR, OPERATOR).ok();
        let free = s.bond_of(OPERATOR).free.units() / 3;
        if free > 0 && s.try_begin_withdraw(OPERATOR, free).is_ok() {
            // As if the cooldown were over, without what else time does.
            let (address, operator) = (s.addr("bonds"), s.operator(OPERATOR));
            let mut storage = s.chain.app_mut().contract_storage_mut(&address);
            let mut cooling = COOLING.load(&*storage, &operator).unwrap();
            cooling.ready = 0;
            COOLING.save(&mut *storage, &operator, &cooling).unwrap();
        }
        if dice.once_in(2) {
            let operator = s.operator(OPERATOR);
            s.bonds(OPERATOR, &bonds::ExecuteMsg::Unlist { operator }).ok();
        }
    }
    let deployed = s.addr("bonds");
    s.guarantors.remove("bonds");
    s.guarantors.insert(PLEDGE.to_owned(), deployed);
    if let Some(of_life) = of_life {
        s.guarantors.insert("bonds".to_owned(), of_life);
    }
}

/// A timelock with a proposal that is due and one to which somebody objects whose shares are free, and to which an ownership is
/// offered, or not.
pub fn govern(s: &mut Suite, dice: &mut Random) {
    let terms = TimelockSetup {
        proposers: vec!["@user1".to_owned()],
        cancellers: vec!["@user1".to_owned()],
        ..TimelockSetup::default()
    };
    let address = s.try_timelock(&terms).unwrap();
    let nothing = calling(&address, &json!({"update_times": {}})).unwrap();
    for _ in 0..2 {
        s.try_propose("user1", vec![nothing.clone()]).unwrap();
    }
    for name in ["user1", "user0"] {
        let shares = s.shares(name) / 4;
        let user = s.addr(name);
        if s.try_object(name, 2, shares).is_ok() {
            // As if a day had passed, without what else time does.
            let mut storage = s.chain.app_mut().contract_storage_mut(&address);
            let mut objection = OBJECTIONS.load(&*storage, (2, &user)).unwrap();
            objection.last = 0;
            OBJECTIONS.save(&mut *storage, (2, &user), &objection).unwrap();
        }
    }
    let mut storage = s.chain.app_mut().contract_storage_mut(&address);
    let mut waiting = WAITING.load(&*storage, 1).unwrap();
    waiting.due = waiting.queued;
    WAITING.save(&mut *storage, 1, &waiting).unwrap();
    drop(storage);
    if dice.once_in(2) {
        let (gov, collector) = (s.addr("gov"), s.collector.clone());
        let offer = json!({"transfer_ownership": {"new_owner": address, "expiry": null}});
        s.exec(&gov, &collector, &json!({"update_ownership": offer}), &[])
            .unwrap();
    }
}

/// A backstop with units that can be withdrawn, where there are shares for them.
pub fn back(s: &mut Suite) {
    let address = s.try_backstop(BACKSTOP, COOLDOWN).unwrap();
    let hook = to_json_binary(&json!({"deposit": {}})).unwrap();
    for name in ["user0", "user1"] {
        let deposit = ExecuteMsg::Send {
            contract: address.to_string(),
            amount: (s.shares(name) / 2).into(),
            msg: hook.clone(),
        };
        s.hub(name, &deposit).ok();
        let user = s.addr(name);
        let begin = backstop::ExecuteMsg::Begin { units: None };
        if s.exec(&user, &address, &begin, &[]).is_ok() {
            // As if the cooldown were over, without what else time does.
            let mut storage = s.chain.app_mut().contract_storage_mut(&address);
            let mut position = POSITIONS.load(&*storage, &user).unwrap();
            position.cooling.as_mut().unwrap().since -= COOLDOWN;
            POSITIONS.save(&mut *storage, &user, &position).unwrap();
        }
    }
}

/// One validator answers nobody any more: for a month, announced two weeks ago, or written off three months ago.
pub fn silence(s: &mut Suite, dice: &mut Random) {
    let positions = s.books().positions.into_iter();
    let staked: Vec<String> = positions
        .filter(|(_, position)| !position.booked.is_zero())
        .map(|(operator, _)| operator)
        .collect();
    if staked.len() < 2 {
        return;
    }
    let validator = dice.one(&staked).clone();
    let all = [
        ModuleFault::Delegate,
        ModuleFault::Undelegate,
        ModuleFault::Redelegate,
        ModuleFault::Withdraw,
    ];
    s.chain.fail(&validator, &all, true).unwrap();
    for _ in 0..2 {
        s.pass_days(20);
        crank(s);
    }
    let write_off = ExecuteMsg::WriteOff { validator };
    // Not where the others are silent, too.
    for days in [15, 91].into_iter().take(dice.index(3)) {
        s.hub("gov", &write_off).ok();
        s.pass_days(days);
        crank(s);
    }
}

/// A keeper's crank that leaves nobody out: it must succeed, unless a module panics, which nothing catches.
pub fn crank(s: &mut Suite) -> Vec<Event> {
    let panicking = s.chain.validators().iter().any(|v| !v.panics.is_empty());
    let msg = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    match s.hub("user0", &msg) {
        Ok(response) => response.events,
        Err(failure) => {
            let by_panic = failure.kind == "Chain" && failure.text.contains("panicked");
            assert!(panicking && by_panic, "a crank failed: {failure:?}");
            Vec::new()
        }
    }
}
