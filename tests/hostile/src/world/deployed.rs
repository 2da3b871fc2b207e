//! The protocol some weeks after its deployment.

use super::*;

pub(super) fn deployed(addresses: &[String]) -> (Embedded, String) {
    let mut chain = Embedded::new(ChainConfig {
        start_time: Timestamp::from_seconds(now() - 40 * DAY),
        ..ChainConfig::default()
    });
    for name in ["val1", "val2", "val3"] {
        let power = Uint128::new(1_000_000_000_000);
        chain
            .double_mut()
            .add_validator(name, Decimal::percent(5), power)
            .unwrap();
    }
    for address in addresses {
        chain.fund(address, &coins(10_000_000_000, "stake"));
    }
    let owner = Signer::address_only(&addresses[0]);
    let user = Signer::address_only(&addresses[1]);
    let hub = chain.store(&owner, &Code::hub()).unwrap();
    let registry = chain.store(&owner, &Code::registry()).unwrap();
    let collector = chain.store(&owner, &Code::collector()).unwrap();
    let validators = chain.validators().unwrap().into_iter();
    let operators: Vec<String> = validators.map(|validator| validator.operator).collect();
    let msg = InstantiateMsg {
        governor: Some(addresses[0].clone()),
        ..instantiation(&addresses[0], &operators, registry, collector)
    };
    let new = Instance::new(hub, "floe")
        .funds(&coins(1_000_000, "stake"))
        .admin(&addresses[0]);
    let hub = chain.instantiate(&owner, &new, &msg).unwrap();
    let crank = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    let bond = ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    };
    let leave = |shares: u128| ExecuteMsg::QueueUnbond {
        shares: shares.into(),
        receiver: None,
    };
    chain
        .execute(&user, &hub, &bond, &coins(1_000_000_000, "stake"))
        .unwrap();
    chain.execute(&owner, &hub, &crank, &[]).unwrap();
    chain.execute(&user, &hub, &leave(200_000_000), &[]).unwrap();
    chain.advance(2 * DAY, 2).unwrap();
    let staker = cosmwasm_std::Addr::unchecked(&hub);
    chain
        .double_mut()
        .rewards_spread(&staker, 5_000_000u128.into())
        .unwrap();
    chain.execute(&owner, &hub, &crank, &[]).unwrap();
    for _ in 0..8 {
        chain.advance(3 * DAY, 1).unwrap();
        chain.execute(&owner, &hub, &crank, &[]).unwrap();
    }
    chain.execute(&user, &hub, &leave(100_000_000), &[]).unwrap();
    let left = now().saturating_sub(chain.block().unwrap().time.seconds());
    chain.advance(left - COOLED, 1).unwrap();
    protect(&mut chain, &owner, &user, &hub);
    vouch(&mut chain, &owner, &user, &hub, addresses);
    let left = now().saturating_sub(chain.block().unwrap().time.seconds());
    chain.advance(left, 1).unwrap();
    (chain, hub)
}

/// How long the user's units have cooled, in seconds: a day, which is their cooldown, and an hour of the eight after it.
const COOLED: u64 = DAY + 3_600;

/// Gives the hub a backstop in which the user has units that cool.
fn protect(chain: &mut Embedded, owner: &Signer, user: &Signer, hub: &str) {
    use floe_api::backstop::{BackstopHookMsg, ExecuteMsg as Backstop, InstantiateMsg as New};
    let code = chain.store(owner, &Code::backstop()).unwrap();
    let msg = New {
        hub: hub.to_owned(),
        cooldown: DAY,
    };
    let backstop = chain
        .instantiate(owner, &Instance::new(code, "backstop"), &msg)
        .unwrap();
    let name = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: None,
        bonds: None,
        backstop: Some(Some(backstop.clone())),
    };
    chain.execute(owner, hub, &name, &[]).unwrap();
    chain
        .execute(user, &backstop, &Backstop::AcceptGuarantor {}, &[])
        .unwrap();
    let deposit = BackstopHookMsg::Deposit {
        receiver: None,
        min_units: None,
    };
    let send = ExecuteMsg::Send {
        contract: backstop.clone(),
        amount: 100_000_000u128.into(),
        msg: cosmwasm_std::to_json_binary(&deposit).unwrap(),
    };
    chain.execute(user, hub, &send, &[]).unwrap();
    let begin = Backstop::Begin {
        units: Some(40_000_000u128.into()),
    };
    chain.execute(user, &backstop, &begin, &[]).unwrap();
}

/// Gives the hub bonds of two validators, whose own accounts the owner's and the user's are. The user's is listed, and a part
/// of it cools for as long as the user's units.
fn vouch(chain: &mut Embedded, owner: &Signer, user: &Signer, hub: &str, addresses: &[String]) {
    use floe_api::bonds::{BondsHookMsg, ExecuteMsg as Bonds, InstantiateMsg as New};
    let mut operators = Vec::new();
    for account in &addresses[..2] {
        let double = chain.double_mut();
        let operator = double.own_operator(account).unwrap();
        double
            .add_operator(&operator, Decimal::percent(5), Uint128::new(1_000_000_000))
            .unwrap();
        operators.push(operator);
    }
    let code = chain.store(owner, &Code::bonds()).unwrap();
    let contracts = floe_client::Contracts::of_hub(&*chain, hub).unwrap();
    let msg = New {
        hub: hub.to_owned(),
        registry: contracts.registry.clone(),
        bond_bps: None,
        cooldown: DAY,
    };
    let bonds = chain
        .instantiate(owner, &Instance::new(code, "bonds"), &msg)
        .unwrap();
    let name = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: None,
        bonds: Some(Some(bonds.clone())),
        backstop: None,
    };
    chain.execute(owner, hub, &name, &[]).unwrap();
    chain
        .execute(user, &bonds, &Bonds::AcceptGuarantor {}, &[])
        .unwrap();
    let lister = floe_api::registry::ExecuteMsg::UpdateRoles {
        steward: None,
        lister: Some(Some(bonds.clone())),
    };
    chain.execute(owner, &contracts.registry, &lister, &[]).unwrap();
    for operator in &operators {
        let post = BondsHookMsg::Post {
            operator: operator.clone(),
        };
        let send = ExecuteMsg::Send {
            contract: bonds.clone(),
            amount: 50_000_000u128.into(),
            msg: cosmwasm_std::to_json_binary(&post).unwrap(),
        };
        chain.execute(user, hub, &send, &[]).unwrap();
    }
    let operator = operators.remove(1);
    let list = Bonds::List {
        operator: operator.clone(),
    };
    chain.execute(user, &bonds, &list, &[]).unwrap();
    let begin = Bonds::BeginWithdraw {
        operator,
        shares: 20_000_000u128.into(),
    };
    chain.execute(user, &bonds, &begin, &[]).unwrap();
}

/// A hub of `owner` with the validators in equal parts, a fee of 5 % of which a tenth is the keeper's, and no governor.
pub fn instantiation(owner: &str, operators: &[String], registry: u64, collector: u64) -> InstantiateMsg {
    let validators = operators.iter().map(|operator| ValidatorWeight {
        operator: operator.clone(),
        weight: 1,
    });
    let receiver = |to: &str, weight| FeeReceiver {
        to: to.to_owned(),
        weight,
    };
    InstantiateMsg {
        owner: owner.to_owned(),
        guardian: None,
        governor: None,
        denom: "stake".to_owned(),
        token: TokenInit {
            name: "Floe Stake".to_owned(),
            symbol: "flSTAKE".to_owned(),
            decimals: 6,
            marketing: None,
        },
        registry: RegistryInit {
            code_id: registry,
            validators: validators.collect(),
            params: RegistryParams::default(),
        },
        collector: CollectorInit { code_id: collector },
        fee: FeeConfig {
            bps: 500,
            receivers: vec![receiver(owner, 9), receiver("keeper", 1)],
        },
        params: ParamsUpdate::default(),
        depositors: None,
    }
}
