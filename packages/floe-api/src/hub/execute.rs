//! The messages of the hub.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, Decimal, Uint128};
use cw20::{Expiration, Logo};
pub use floe_core::engine::Domain;
use packed_store::messages;
use packed_store::wire::{Fault, Field, Json};
use schemars::gen::SchemaGenerator;
use schemars::schema::Schema;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::hub::instantiate::FeeReceiver;
use crate::hub::params::ParamsUpdate;
use crate::ownership::OwnershipAction;

messages! {
    /// Only `bond` and `deposit_rewards` accept coins.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum ExecuteMsg {
        /// Deposits exactly one coin of the staking denom and mints shares. Anyone.
        "bond" = Bond {
            /// Who receives the shares; null = the sender.
            receiver: Option<String>,
            /// Refuse to mint fewer.
            min_shares: Option<Uint128>,
            /// Must be null: deposits do not call other contracts.
            exec_msg: Option<AnyJson>,
        },
        /// Puts shares into the open batch. Anyone.
        "queue_unbond" = QueueUnbond {
            shares: Uint128,
            /// Whose request it becomes; null = the sender.
            receiver: Option<String>,
        },
        /// Leaves at once for a fee, while free coins last. Anyone.
        "instant_unbond" = InstantUnbond {
            shares: Uint128,
            /// Who is paid; null = the sender.
            receiver: Option<String>,
            /// Refuse to receive less, in base units after the fee.
            min_out: Option<Uint128>,
        },
        /// Takes shares of the sender's request back out of the open batch. Anyone.
        "cancel_unbond" = CancelUnbond {
            /// Null = all.
            shares: Option<Uint128>,
        },
        /// Claims everything claimable, oldest first, up to a page. Anyone.
        "withdraw_unbonded" = WithdrawUnbonded {
            /// Who is paid; null = the sender.
            receiver: Option<String>,
        },
        /// Claims the named batches. Anyone.
        "claim" = Claim {
            /// Null = as `withdraw_unbonded`.
            batches: Option<Vec<u64>>,
            /// Who is paid; null = the sender.
            receiver: Option<String>,
        },
        /// Claims for somebody else, who is paid. Anyone.
        "claim_for" = ClaimFor { user: String },
        /// Does whatever is due within a message budget. Anyone.
        "crank" = Crank {
            /// Staking messages, 1 to 30, and never more than the parameter `max_msgs`; null = that many.
            max_msgs: Option<u32>,
            /// Validators, at most ten, that get no message in this transaction: for one whose messages make the whole
            /// transaction fail. Counts only for those whose last successful message lies more than the harvest interval and a
            /// day behind the median of all; null = none.
            skip: Option<Vec<String>>,
        },
        /// Observes the chain. Anyone.
        "sync" = Sync {},
        /// Withdraws rewards of the validators that waited longest and forwards them. Anyone.
        "harvest" = Harvest {
            /// Withdraws from this one alone, with all the gas of the transaction: its failure is the transaction's. Clears
            /// what makes the ordinary messages to a validator run out of their gas.
            validator: Option<String>,
            /// As in `crank`.
            skip: Option<Vec<String>>,
        },
        /// Closes the open batch if it is due, and covers what exits need. Anyone.
        "submit_batch" = SubmitBatch {
            /// As in `crank`.
            skip: Option<Vec<String>>,
        },
        /// Settles what is funded. Anyone.
        "reconcile" = Reconcile {},
        /// Delegates free coins and redelegates towards the targets. Anyone.
        "rebalance" = Rebalance {
            /// Smallest redelegation, in base units; never below the protocol's own.
            min_redelegation: Option<Uint128>,
            /// The same under its other name.
            minimum: Option<Uint128>,
            /// As in `crank`.
            skip: Option<Vec<String>>,
        },
        /// Writes off the stake with a validator that answers nobody: first announces it, then, 14 days later at the earliest,
        /// books it as a loss. The owner after 30 days of silence, anyone after 60.
        "write_off" = WriteOff { validator: String },
        /// No longer prices deposits as if the stake that was written off were there; 90 days after it was. Owner.
        "forget" = Forget { validator: String },
        /// Books rewards. The collector only.
        "deposit_rewards" = DepositRewards { keeper: String },
        /// Owner: until lifted. Guardian: for `pause_secs`, once per arming.
        "pause" = Pause { domains: Vec<Domain> },
        /// Owner.
        "unpause" = Unpause { domains: Vec<Domain> },
        /// Lets the guardian pause once more. Owner.
        "rearm_guardian" = RearmGuardian {},
        /// Owner.
        "update_params" = UpdateParams(ParamsUpdate) by all,
        /// Owner.
        "update_fee" = UpdateFee {
            bps: Option<u64>,
            receivers: Option<Vec<FeeReceiver>>,
        },
        /// A field left out stays; null removes the role. Owner.
        "update_roles" = UpdateRoles {
            /// An address; null = nobody.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            guardian: Option<Option<String>> as given,
            /// An address; null = nobody.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            governor: Option<Option<String>> as given,
            /// The contract of operators' bonds; pending until it accepts. Null = none, at once.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            bonds: Option<Option<String>> as given,
            /// The contract of the backstop; pending until it accepts. Null = none, at once.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            backstop: Option<Option<String>> as given,
        },
        /// Makes the sender the guarantor that the owner has named it. That contract.
        "accept_guarantor" = AcceptGuarantor {},
        /// Brings everything home for good: irreversible. Owner.
        "wind_down" = WindDown {},
        /// Casts the hub's vote. Governor.
        "vote" = Vote { proposal_id: u64, vote: VoteChoice },
        /// Casts the hub's vote split by weights that add up to one. Governor.
        "vote_weighted" = VoteWeighted {
            proposal_id: u64,
            votes: Vec<(Decimal, VoteChoice)>,
        },
        /// Owner, and the proposed owner to accept.
        "update_ownership" = UpdateOwnership(OwnershipAction) by whole,

        /// cw20: moves tokens. Anyone with a balance.
        "transfer" = Transfer { recipient: String, amount: Uint128 },
        /// cw20: moves tokens to a contract and calls it; to the hub itself with [`Cw20HookMsg`].
        "send" = Send {
            contract: String,
            amount: Uint128,
            msg: Binary,
        },
        /// cw20.
        "increase_allowance" = IncreaseAllowance {
            spender: String,
            amount: Uint128,
            expires: Option<Expiration> as foreign,
        },
        /// cw20.
        "decrease_allowance" = DecreaseAllowance {
            spender: String,
            amount: Uint128,
            expires: Option<Expiration> as foreign,
        },
        /// cw20: by allowance.
        "transfer_from" = TransferFrom {
            owner: String,
            recipient: String,
            amount: Uint128,
        },
        /// cw20: by allowance. To the hub itself with [`Cw20HookMsg`]; the default receiver is then the spender.
        "send_from" = SendFrom {
            owner: String,
            contract: String,
            amount: Uint128,
            msg: Binary,
        },
        /// cw20: the marketing address, or the owner.
        "update_marketing" = UpdateMarketing {
            project: Option<String>,
            description: Option<String>,
            marketing: Option<String>,
        },
        /// cw20: the marketing address, or the owner.
        "upload_logo" = UploadLogo(Logo) by whole,
        /// Always refused: shares leave through `queue_unbond` or `instant_unbond`.
        "burn" = Burn { amount: Uint128 },
        /// Always refused.
        "burn_from" = BurnFrom { owner: String, amount: Uint128 },
        /// Always refused: shares come from deposits only.
        "mint" = Mint { recipient: String, amount: Uint128 },
        /// Always refused: the hub is the minter for ever.
        "update_minter" = UpdateMinter { new_minter: Option<String> },
    }
}

/// What a cw20 `send` to the hub may ask for; the amount sent is the number of shares.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum Cw20HookMsg {
    QueueUnbond {
        receiver: Option<String>,
    },
    InstantUnbond {
        receiver: Option<String>,
        min_out: Option<Uint128>,
    },
}

/// A vote in x/gov.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub enum VoteChoice {
    #[default]
    Yes,
    No,
    Abstain,
    NoWithVeto,
}

impl Field for VoteChoice {
    fn read(json: Json, fault: &mut Fault) -> Self {
        match String::read(json, fault).as_str() {
            "yes" => Self::Yes,
            "no" => Self::No,
            "abstain" => Self::Abstain,
            "no_with_veto" => Self::NoWithVeto,
            other => {
                fault.note(format!("`{other}` is not one of yes, no, abstain, no_with_veto"));
                Self::default()
            }
        }
    }
}

/// Any JSON value, read and forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnyJson;

impl Field for AnyJson {
    fn read(_: Json, _: &mut Fault) -> Self {
        Self
    }
}

impl Serialize for AnyJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

/// Only null is accepted, so the schema says null: what else comes is read to be refused with an error of its own.
impl JsonSchema for AnyJson {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        "Null".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <()>::json_schema(generator)
    }
}
