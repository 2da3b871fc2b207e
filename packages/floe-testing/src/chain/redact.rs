//! Replies see of an error what wasmd lets them see.

use cosmwasm_std::SubMsgResult;

use super::*;

/// A contract whose replies see errors as on chain: without the stack traces that cw-multi-test
/// adds where the environment asks for them.
pub(crate) struct Redacted(pub Box<dyn Contract<Empty>>);

impl Contract<Empty> for Redacted {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        self.0.instantiate(deps, env, info, msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        self.0.execute(deps, env, info, msg)
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> AnyResult<Binary> {
        self.0.query(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, mut msg: Reply) -> AnyResult<Response> {
        if let SubMsgResult::Err(error) = &mut msg.result {
            if let Some(end) = error.find("\n\nStack backtrace:") {
                error.truncate(end);
            }
        }
        self.0.reply(deps, env, msg)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.0.sudo(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.0.migrate(deps, env, msg)
    }

    fn checksum(&self) -> Option<Checksum> {
        self.0.checksum()
    }
}
