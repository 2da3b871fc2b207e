//! Which entry point gets what, from whom, with which coins.

use anybuf::Anybuf;
use cosmwasm_std::{MsgResponse, SubMsgResponse};
use floe_api::backstop;
use floe_api::backstop::BackstopHookMsg;
use floe_api::bonds;
use floe_api::bonds::BondsHookMsg;
use floe_api::timelock;
use floe_api::timelock::TimelockHookMsg;
use floe_backstop::roles::BackstopRole;
use floe_bonds::roles::BondsRole;
use floe_hub::roles;
use floe_hub::roles::HubRole;
use floe_testing::suite::timelock::TIMELOCK;
use floe_timelock::roles::TimelockRole;
use floe_validator_registry::roles::RegistryRole;
use schemars::schema_for;

use crate::fuzz::bench::{Contract, EntryPoint, Input, BACKSTOP, OPERATOR, PLEDGE};
use crate::fuzz::shapes::Form;
use crate::fuzz::spoil;
use crate::fuzz::words::Words;
use crate::prelude::*;

/// The shapes of everything that the contracts read.
pub struct Shapes {
    messages: Vec<(Contract, EntryPoint, Form)>,
    ticket: Form,
    /// An instantiation that succeeds.
    deployment: Value,
}

impl Shapes {
    pub fn read(deployment: Value) -> Self {
        let hook = |contract| {
            let schema = match contract {
                Contract::Backstop => schema_for!(BackstopHookMsg),
                Contract::Bonds => schema_for!(BondsHookMsg),
                Contract::Timelock => schema_for!(TimelockHookMsg),
                Contract::Hub | Contract::Registry | Contract::Collector => schema_for!(Cw20HookMsg),
            };
            Form::new(serde_json::to_value(schema).unwrap())
        };
        let mut messages = Vec::new();
        for (contract, file) in [
            (Contract::Hub, "hub"),
            (Contract::Registry, "validator-registry"),
            (Contract::Collector, "reward-collector"),
            (Contract::Backstop, "backstop"),
            (Contract::Bonds, "bonds"),
            (Contract::Timelock, "timelock"),
        ] {
            for (entry, part) in [
                (EntryPoint::Execute, "execute"),
                (EntryPoint::Query, "query"),
                (EntryPoint::Instantiate, "instantiate"),
                (EntryPoint::Migrate, "migrate"),
            ] {
                messages.push((contract, entry, Form::of(file, part).carrying(hook(contract))));
            }
        }
        Self {
            messages,
            ticket: Form::new(serde_json::to_value(schema_for!(Intent)).unwrap()),
            deployment,
        }
    }

    fn shape(&self, contract: Contract, entry: EntryPoint) -> &Form {
        let found = self
            .messages
            .iter()
            .find(|(c, e, _)| (*c, *e) == (contract, entry));
        &found.unwrap().2
    }

    pub fn input(&self, words: &Words, dice: &mut Random) -> Input {
        let contract = match dice.below(22) {
            0..=11 => Contract::Hub,
            12..=14 => Contract::Registry,
            15 | 16 => Contract::Backstop,
            17 | 18 => Contract::Bonds,
            19 | 20 => Contract::Timelock,
            _ => Contract::Collector,
        };
        let entry = match dice.below(20) {
            0..=10 => EntryPoint::Execute,
            11..=15 => EntryPoint::Query,
            16 => EntryPoint::Instantiate,
            17 => EntryPoint::Migrate,
            _ if contract == Contract::Hub => EntryPoint::Reply,
            _ => EntryPoint::Execute,
        };
        if entry == EntryPoint::Reply {
            return self.reply(words, dice);
        }
        let made = if entry == EntryPoint::Instantiate && contract == Contract::Hub && !dice.once_in(4) {
            self.deployment.clone()
        } else {
            self.shape(contract, entry).make(words, dice)
        };
        let bytes = spoil::bytes(made, words, dice);
        Input {
            contract,
            entry,
            sender: sender(contract, &bytes, words, dice),
            funds: funds(&bytes, entry, words, dice),
            bytes,
            reply: None,
        }
    }

    fn reply(&self, words: &Words, dice: &mut Random) -> Input {
        let payload = Binary::from(spoil::bytes(self.ticket.make(words, dice), words, dice));
        let id = if dice.once_in(4) { words.number(dice) } else { 1 };
        let reply = Reply {
            id,
            gas_used: words.number(dice),
            payload: payload.clone(),
            result: result(words, dice),
        };
        Input {
            contract: Contract::Hub,
            entry: EntryPoint::Reply,
            sender: Addr::unchecked(""),
            funds: Vec::new(),
            bytes: payload.to_vec(),
            reply: Some(reply),
        }
    }
}

/// Somebody who may send this, more often than not.
fn sender(contract: Contract, bytes: &[u8], words: &Words, dice: &mut Random) -> Addr {
    let fitting = match contract {
        Contract::Registry if is_listers(bytes) => Some(PLEDGE),
        Contract::Hub | Contract::Registry | Contract::Collector => fitting(contract, bytes),
        Contract::Backstop => backer(bytes),
        Contract::Bonds => bonder(bytes),
        Contract::Timelock => member(bytes),
    };
    match fitting.and_then(|name| words.named.get(name)) {
        Some(fitting) if !dice.once_in(3) => fitting.clone(),
        _ => Addr::unchecked(words.person(dice)),
    }
}

/// Who may send this to the backstop, or has something there.
fn backer(bytes: &[u8]) -> Option<&'static str> {
    let msg = from_json::<backstop::ExecuteMsg>(bytes).ok()?;
    Some(match floe_backstop::roles::role_of(&msg) {
        BackstopRole::Hub => "hub",
        BackstopRole::Itself => BACKSTOP,
        BackstopRole::Anyone => "user1",
    })
}

/// Whether this is the lister's to send to the registry.
fn is_listers(bytes: &[u8]) -> bool {
    let msg = from_json::<registry::ExecuteMsg>(bytes);
    let role = msg.map(|msg| floe_validator_registry::roles::role_of(&msg));
    role.is_ok_and(|role| role == RegistryRole::Lister)
}

/// Who may send this to the bonds, or has something there.
fn bonder(bytes: &[u8]) -> Option<&'static str> {
    let msg = from_json::<bonds::ExecuteMsg>(bytes).ok()?;
    Some(match floe_bonds::roles::role_of(&msg) {
        BondsRole::Hub => "hub",
        BondsRole::Itself => PLEDGE,
        BondsRole::Operator | BondsRole::OperatorOrPoster => OPERATOR,
        BondsRole::Anyone => "user1",
    })
}

/// Who may send this to the timelock, or has something there: one proposes, cancels and objects.
fn member(bytes: &[u8]) -> Option<&'static str> {
    let msg = from_json::<timelock::ExecuteMsg>(bytes).ok()?;
    Some(match floe_timelock::roles::role_of(&msg) {
        TimelockRole::Hub => "hub",
        TimelockRole::Itself => TIMELOCK,
        TimelockRole::Proposer | TimelockRole::ProposerOrCanceller | TimelockRole::Anyone => "user1",
    })
}

/// Who may send this to the hub; to the others the owner, mostly.
fn fitting(contract: Contract, bytes: &[u8]) -> Option<&'static str> {
    let msg = from_json::<ExecuteMsg>(bytes)
        .ok()
        .filter(|_| contract == Contract::Hub);
    match msg.as_ref().map_or(HubRole::Owner, roles::role_of) {
        HubRole::Owner | HubRole::Ownership | HubRole::GuardianOrOwner => Some("gov"),
        HubRole::Governor => Some("council"),
        HubRole::Collector => Some("collector"),
        HubRole::NamedGuarantor => Some("user0"),
        HubRole::Anyone | HubRole::Nobody => match msg {
            // The owner's, before anyone's.
            Some(ExecuteMsg::WriteOff { .. }) => Some("gov"),
            // Somebody with an allowance.
            Some(ExecuteMsg::TransferFrom { .. } | ExecuteMsg::SendFrom { .. }) => Some("user1"),
            _ => None,
        },
    }
}

/// Coins that fit the message more often than not; the bank never passes on zero or double coins.
fn funds(bytes: &[u8], entry: EntryPoint, words: &Words, dice: &mut Random) -> Vec<Coin> {
    let wanted =
        entry == EntryPoint::Instantiate || bytes.starts_with(b"{\"bond") || bytes.starts_with(b"{\"deposit");
    let count = match dice.index(12) {
        0 => 2,
        1 => dice.index(5),
        2 => usize::from(!wanted),
        _ => usize::from(wanted),
    };
    let mut coins: Vec<Coin> = Vec::new();
    for n in 0..count.min(words.denoms.len()) {
        let denom = if dice.once_in(8) { n + 1 } else { n };
        let denom = &words.denoms[denom % words.denoms.len()];
        if coins.iter().all(|coin| coin.denom != *denom) {
            coins.push(coin(words.amount(dice).max(1), denom));
        }
    }
    coins
}

const TYPES: [&str; 4] = [
    "/cosmos.staking.v1beta1.MsgUndelegateResponse",
    "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse",
    "/cosmos.staking.v1beta1.MsgDelegateResponse",
    "",
];

/// What the chain might answer, and what it never would.
fn result(words: &Words, dice: &mut Random) -> SubMsgResult {
    if dice.once_in(4) {
        return SubMsgResult::Err(words.text("reason", dice));
    }
    let msg_responses = (0..dice.below(3))
        .map(|_| MsgResponse {
            type_url: (*dice.one(&TYPES)).to_owned(),
            value: answer(words, dice),
        })
        .collect();
    #[allow(deprecated)]
    SubMsgResult::Ok(SubMsgResponse {
        events: Vec::new(),
        data: dice.once_in(3).then(|| answer(words, dice)),
        msg_responses,
    })
}

/// Completion and amount as the staking module writes them, with parts missing, wrong or scratched.
fn answer(words: &Words, dice: &mut Random) -> Binary {
    if dice.once_in(8) {
        return dice.bytes(60).into();
    }
    let seconds = words.number(dice) as i64;
    let mut time = Anybuf::new();
    if !dice.once_in(6) {
        time = time.append_int64(1, seconds);
    }
    if dice.once_in(2) {
        time = time.append_int32(2, words.number(dice) as i32);
    }
    let amount = match dice.below(6) {
        0 => words.text("amount", dice),
        _ => words.amount(dice).to_string(),
    };
    let coin = Anybuf::new().append_string(1, "stake").append_string(2, amount);
    let mut message = Anybuf::new();
    if !dice.once_in(6) {
        message = message.append_message(1, &time);
    }
    if !dice.once_in(6) {
        message = message.append_message(2, &coin);
    }
    let mut bytes = message.into_vec();
    if dice.once_in(5) && !bytes.is_empty() {
        let at = dice.index(bytes.len());
        bytes[at] = dice.byte();
    }
    bytes.into()
}
