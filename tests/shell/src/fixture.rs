//! A contract alone, over a chain that its tests make up.

use std::fmt::{Debug, Display};

use cosmwasm_schema::schemars::JsonSchema;
use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Coin, Env, Event, Order, Response, Storage};
use floe_contract::migration::CodeVersion;
use floe_contract::ShellError;

use crate::Samples;

/// An event on one line.
pub fn line(event: &Event) -> String {
    let attributes = event.attributes.iter().map(|a| format!(" {}={}", a.key, a.value));
    format!("{}{}", event.ty, attributes.collect::<String>())
}

/// The events of a response, a line each.
pub fn lines(response: &Response) -> Vec<String> {
    response.events.iter().map(line).collect()
}

/// All of a storage.
pub fn dump(storage: &dyn Storage) -> Vec<(Vec<u8>, Vec<u8>)> {
    storage.range(None, None, Order::Ascending).collect()
}

/// A contract's fixture as the tests of the shell use it; [`fixture!`](crate::fixture!) implements it.
pub trait Tested: Sized {
    type Instantiate: DeserializeOwned;
    type Execute: DeserializeOwned + JsonSchema;
    type Query: DeserializeOwned + JsonSchema;
    type Migrate: DeserializeOwned;
    type Error: Debug + Display + PartialEq + From<ShellError>;

    const CODE: CodeVersion;
    /// The versions that the contract takes over.
    const ACCEPTED: &'static [&'static str];

    /// Nothing instantiated.
    fn unborn() -> Self;
    /// Instantiated, owned by `owner`.
    fn born() -> Self;
    fn samples(&self) -> Samples;
    /// How the contract's table calls the role that a message asks for.
    fn role(msg: &Self::Execute) -> String;

    fn parts(&mut self) -> (&mut MockStorage, &mut Env);
    fn create(&mut self, msg: Self::Instantiate, funds: &[Coin]) -> Result<Response, Self::Error>;
    fn call(&mut self, by: &str, msg: Self::Execute, funds: &[Coin]) -> Result<Response, Self::Error>;
    /// Migrates as code would that takes over these versions.
    fn migrate(&mut self, msg: Self::Migrate, accepted: &[&str]) -> Result<Response, Self::Error>;
    /// Migrates as the chain does, by the entry point.
    fn enter_migrate(&mut self, msg: Self::Migrate) -> Result<Response, Self::Error>;
}

/// Writes a contract's `Fixture`, through which its tests call the entry points. `querier` is the chain around the
/// contract, `api` the module of `floe-api` with its messages. `querier()`, `new()` and `samples()` are the contract's own.
///
/// It names the contract's modules `contract`, `error`, `migrate` and `roles`, which are the same in every contract.
#[allow(clippy::crate_in_macro_def)]
#[macro_export]
macro_rules! fixture {
    (querier: $querier:ty, api: $api:ident) => {
        /// The contract alone, and the block in which it is called.
        pub struct Fixture {
            pub deps: $crate::cosmwasm_std::OwnedDeps<
                $crate::cosmwasm_std::testing::MockStorage,
                $crate::cosmwasm_std::testing::MockApi,
                $querier,
            >,
            pub env: $crate::cosmwasm_std::Env,
        }

        impl Fixture {
            /// Nothing instantiated.
            pub fn bare() -> Self {
                let deps = $crate::cosmwasm_std::OwnedDeps {
                    storage: Default::default(),
                    api: Default::default(),
                    querier: Self::querier(),
                    custom_query_type: Default::default(),
                };
                let env = $crate::cosmwasm_std::testing::mock_env();
                Self { deps, env }
            }

            pub fn addr(&self, name: &str) -> $crate::cosmwasm_std::Addr {
                self.deps.api.addr_make(name)
            }

            /// The sender is `hub`.
            pub fn instantiate(
                &mut self,
                msg: $crate::floe_api::$api::InstantiateMsg,
                funds: &[$crate::cosmwasm_std::Coin],
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                let info = $crate::cosmwasm_std::testing::message_info(&self.addr("hub"), funds);
                crate::contract::instantiate(self.deps.as_mut(), self.env.clone(), info, msg)
            }

            pub fn send(
                &mut self,
                sender: &str,
                json: &str,
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                self.send_msg(sender, $crate::cosmwasm_std::from_json(json).unwrap(), &[])
            }

            pub fn send_msg(
                &mut self,
                sender: &str,
                msg: $crate::floe_api::$api::ExecuteMsg,
                funds: &[$crate::cosmwasm_std::Coin],
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                let info = $crate::cosmwasm_std::testing::message_info(&self.addr(sender), funds);
                crate::contract::execute(self.deps.as_mut(), self.env.clone(), info, msg)
            }

            pub fn ask<T: $crate::DeserializeOwned>(
                &self,
                msg: $crate::floe_api::$api::QueryMsg,
            ) -> $crate::cosmwasm_std::StdResult<T> {
                $crate::cosmwasm_std::from_json(crate::contract::query(
                    self.deps.as_ref(),
                    self.env.clone(),
                    msg,
                )?)
            }

            /// All of the storage.
            pub fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
                $crate::dump(&self.deps.storage)
            }
        }

        impl $crate::Tested for Fixture {
            type Instantiate = $crate::floe_api::$api::InstantiateMsg;
            type Execute = $crate::floe_api::$api::ExecuteMsg;
            type Query = $crate::floe_api::$api::QueryMsg;
            type Migrate = $crate::floe_api::$api::MigrateMsg;
            type Error = crate::error::ContractError;

            const CODE: $crate::CodeVersion = crate::contract::CODE;
            const ACCEPTED: &'static [&'static str] = crate::migrate::ACCEPTED;

            fn unborn() -> Self {
                Self::bare()
            }

            fn born() -> Self {
                Self::new()
            }

            fn samples(&self) -> $crate::Samples {
                self.samples()
            }

            fn role(msg: &Self::Execute) -> String {
                format!("{:?}", crate::roles::role_of(msg))
            }

            fn parts(
                &mut self,
            ) -> (
                &mut $crate::cosmwasm_std::testing::MockStorage,
                &mut $crate::cosmwasm_std::Env,
            ) {
                (&mut self.deps.storage, &mut self.env)
            }

            fn create(
                &mut self,
                msg: Self::Instantiate,
                funds: &[$crate::cosmwasm_std::Coin],
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                self.instantiate(msg, funds)
            }

            fn call(
                &mut self,
                by: &str,
                msg: Self::Execute,
                funds: &[$crate::cosmwasm_std::Coin],
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                self.send_msg(by, msg, funds)
            }

            fn migrate(
                &mut self,
                msg: Self::Migrate,
                accepted: &[&str],
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                crate::migrate::migrate(self.deps.as_mut(), msg, accepted)
            }

            fn enter_migrate(
                &mut self,
                msg: Self::Migrate,
            ) -> crate::error::ContractResult<$crate::cosmwasm_std::Response> {
                crate::contract::migrate(self.deps.as_mut(), self.env.clone(), msg)
            }
        }
    };
}
