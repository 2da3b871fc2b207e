//! `floe keeper`.

mod modules;
mod rounds;
mod service;
mod spending;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::Duration;

use cosmwasm_std::{coins, Uint128};
use floe_api::hub::{ConfigResponse, ExecuteMsg, QueryMsg, SolvencyResponse};
use floe_api::registry;
use floe_cli::Stop;
use floe_client::{Chain, ChainExt, Msg, Tx};

use crate::rig::{person, Ran, Rig, Tape};

pub const DAY: u64 = 86_400;

impl Rig {
    /// Deployed, with everything that is due at the beginning done.
    pub fn kept() -> Rc<Self> {
        let rig = Self::deployed();
        let ran = rig.once();
        assert!(ran.out.contains("delegate 3 times"), "{}{}", ran.out, ran.err);
        Rc::new(rig)
    }

    pub fn once(&self) -> Ran {
        self.run("keeper", &["keeper", "once"])
    }

    pub fn check(&self) -> Ran {
        self.run("keeper", &["keeper", "check"])
    }

    /// `floe keeper run` with a budget. Whenever it waits, `meanwhile` is called with the address of its pages.
    pub fn serve(&self, args: &[&str], mut meanwhile: impl FnMut(&str, &Stop) + 'static) -> Ran {
        let settings = ["--max-fee-per-day", "1000 stake", "--http", "127.0.0.1:0"];
        let said = Tape::default();
        let heard = said.clone();
        let args = [&["keeper", "run"], args, &settings].concat();
        let mut ran = self.run_asking("keeper", &args, |host| {
            host.err = Box::new(said.clone());
            host.random = Box::new(|| u64::MAX);
            host.wait = Box::new(move |_, stop| {
                let text = heard.text();
                let address = text.split("http://").nth(1);
                let address = address.and_then(|rest| rest.split(".\n").next());
                meanwhile(address.unwrap_or_default(), stop);
            });
        });
        ran.err = said.text();
        ran
    }

    pub fn hub_message(&self, by: &str, msg: &ExecuteMsg, amount: u128) {
        let funds = if amount == 0 {
            Vec::new()
        } else {
            coins(amount, "stake")
        };
        let msg = Msg::execute(&self.hub(), msg, &funds).unwrap();
        self.chain.clone().send(&Tx::new(&person(by), vec![msg])).unwrap();
    }

    pub fn bond(&self, by: &str, amount: u128) {
        let msg = ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            exec_msg: None,
        };
        self.hub_message(by, &msg, amount);
    }

    pub fn queue(&self, by: &str, shares: u128) {
        let msg = ExecuteMsg::QueueUnbond {
            shares: Uint128::new(shares),
            receiver: None,
        };
        self.hub_message(by, &msg, 0);
    }

    /// Another takes its place, as the registry keeps three.
    pub fn remove_validator(&self, index: usize) {
        // Before the other comes: validators are in the order of their addresses.
        let operator = self.operator(index);
        let config: ConfigResponse = self.chain.query(&self.hub(), &QueryMsg::Config {}).unwrap();
        let (commission, power) = (cosmwasm_std::Decimal::percent(5), Uint128::new(1_000_000_000_000));
        let mut chain = self.chain.clone();
        let added = chain
            .inner()
            .double_mut()
            .add_validator("successor", commission, power);
        let msgs = [
            registry::ExecuteMsg::AddValidator {
                operator: added.unwrap(),
                weight: 1,
            },
            registry::ExecuteMsg::RemoveValidator { operator },
        ];
        for msg in msgs {
            chain
                .execute(&person("owner"), &config.registry, &msg, &[])
                .unwrap();
        }
    }

    pub fn elapse(&self, secs: u64) {
        self.chain.inner().advance(secs, 3).unwrap();
    }

    pub fn coins(&self, name: &str) -> u128 {
        self.chain.stake_balance(&self.address(name)).unwrap()
    }

    pub fn solvency(&self) -> SolvencyResponse {
        self.chain.query(&self.hub(), &QueryMsg::Solvency {}).unwrap()
    }

    /// Transactions that the chain has taken so far.
    pub fn arrived(&self) -> usize {
        self.chain.way.arrived.get()
    }

    pub fn operator(&self, index: usize) -> String {
        self.chain.validators().unwrap()[index].operator.clone()
    }
}

/// Status and body of a page.
pub fn get(address: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}
