//! Who is paid, where that is not the sender.

use anyhow::Result;
use floe_client::module_address;

use crate::context::Context;
use crate::input::account;
use crate::send::TxRequest;

/// Modules of the SDK and of wasmd with an account. The bank sends to most of them only what they ask for.
const MODULES: [&str; 16] = [
    "auction",
    "bonded_tokens_pool",
    "distribution",
    "erc20",
    "fee_collector",
    "feemarket",
    "gov",
    "interchainaccounts",
    "mint",
    "nft",
    "not_bonded_tokens_pool",
    "protocolpool",
    "provider",
    "tokenfactory",
    "transfer",
    "wasm",
];

/// Refuses a receiver that is no address of this chain.
pub fn check(receiver: Option<&str>, context: &Context<'_>) -> Result<()> {
    let checked = receiver.map(|receiver| account(&*context.chain, "--receiver", receiver));
    checked.transpose().map(|_| ())
}

/// Adds the receiver to the preview, and a warning where it probably cannot be paid: nobody else can claim for it, and the
/// coins stay in the hub.
pub fn told(request: TxRequest, receiver: &str, context: &Context<'_>) -> Result<TxRequest> {
    let request = request.fact("receiver", receiver);
    Ok(match module_of(receiver, &context.chain.facts().prefix)? {
        Some(module) => request.fact(
            "WARNING",
            format!(
                "the receiver is the account of the chain's module {module}, to which nobody has a key: it may refuse \
                 coins, and what it gets is lost"
            ),
        ),
        None => request,
    })
}

/// The module whose account an address is.
fn module_of(address: &str, prefix: &str) -> Result<Option<&'static str>> {
    for module in MODULES {
        if module_address(module, prefix)? == address {
            return Ok(Some(module));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_modules_are_known_by_their_address() {
        let pool = module_address("bonded_tokens_pool", "cosmos").unwrap();
        assert_eq!(pool, "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh");
        assert_eq!(module_of(&pool, "cosmos").unwrap(), Some("bonded_tokens_pool"));
        assert_eq!(module_of(&pool, "wasm").unwrap(), None);
        let alice = floe_client::Signer::for_tests("alice")
            .unwrap()
            .address("cosmos")
            .unwrap();
        assert_eq!(module_of(&alice, "cosmos").unwrap(), None);
    }
}
