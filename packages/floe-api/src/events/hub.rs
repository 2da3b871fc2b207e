//! The hub's events.

use floe_core::{Books, Stream};

use super::events;

events! {
    /// What the hub reports.
    HubFact of "hub" {
        "instantiated" = Instantiated: "the protocol was created" {
            owner: Address "who owns it",
            denom: Denom "the staking coin's",
            seed: Shares "minted to the hub itself for the seed deposit",
        }
        "wired" = Wired: "registry and collector were created and made known" {
            registry: Address "the validator registry",
            collector: Address "the reward collector",
        }
        "bonded" = Bonded: "coins were deposited and shares minted" {
            sender: Address "who paid",
            receiver: Address "who got the shares",
            amount: Coins "deposited",
            denom: Denom "the staking coin's",
            shares: Shares "minted",
        }
        "unbond_queued" = UnbondQueued: "shares were put into the open batch" {
            sender: Address "who asked",
            receiver: Address "whose request it is",
            batch: Number "of the batch",
            shares: Shares "added to the request",
        }
        "unbond_cancelled" = UnbondCancelled: "shares were taken back out of the open batch" {
            receiver: Address "whose request it was",
            batch: Number "of the batch",
            shares: Shares "given back",
        }
        "instant_unbonded" = InstantUnbonded: "shares left at once for a fee" {
            sender: Address "who asked",
            receiver: Address "who was paid",
            shares: Shares "burned",
            amount: Coins "paid out, after the fee",
            fee: Coins "that stayed in the pool",
        }
        "claimed" = Claimed: "a request of a settled batch was paid" {
            user: Address "whose request it was",
            receiver: Address "who was paid",
            batch: Number "of the batch",
            shares: Shares "of the request",
            amount: Coins "paid",
            remainder: Coins "what rounding left in the emptied batch, given back to the free coins",
        }
        "rewards_compounded" = RewardsCompounded: "rewards came in" {
            keeper: Address "who brought them",
            amount: Coins "all of them",
            repaid: Coins "of these, what made up for earlier losses without a fee",
            fee: Coins "the fee, in coins",
            fee_shares: Shares "minted for the fee",
        }
        "fee_paid" = FeePaid: "a receiver got its part of a fee" {
            receiver: Address "who got it",
            shares: Shares "minted to it",
        }
        "message_failed" = MessageFailed: "a message of the hub failed, and its booking was reversed" {
            message: Text "which kind",
            validator: Text "the operator address it was about, or empty",
            reason: Text "as the chain says",
        }
        "write_off_announced" = WriteOffAnnounced: "the stake with a validator that answers nobody will be written off" {
            validator: Validator "which one",
            from: Seconds "the earliest time of the write-off",
        }
        "stake_written_off" = StakeWrittenOff: "silent stake was booked as a loss" {
            validator: Validator "where it is",
            amount: Coins "written off",
        }
        "stake_returned" = StakeReturned: "stake that was written off answers again" {
            validator: Validator "where it is",
            amount: Coins "booked again",
        }
        "stake_forgotten" = StakeForgotten: "deposits are no longer priced as if written-off stake were there" {
            validator: Validator "where it was",
            amount: Coins "that was written off",
        }
        "paused" = Paused: "an operation was paused" {
            by: Text "`owner` or `guardian`",
            domain: Text "which operation",
            until: Until "when the pause ends by itself",
        }
        "unpaused" = Unpaused: "a pause was lifted" {
            domain: Text "of which operation",
        }
        "guardian_rearmed" = GuardianRearmed: "the guardian may pause once more" {
            arming: Number "how often that has been allowed",
        }
        "vote_cast" = VoteCast: "the hub has voted in x/gov" {
            proposal_id: Number "on which proposal",
        }
        "wind_down_started" = WindDownStarted: "the protocol winds down for good" {}
        "batch_closed" = BatchClosed: "the open batch was closed and its shares burned" {
            batch: Number "of the batch",
            shares: Shares "all of its shares",
            payable: Coins "what they are owed together",
            estimate: Seconds "when it may be settled",
        }
        "batch_repriced" = BatchRepriced: "a loss or a return changed what a batch is owed" {
            batch: Number "of the batch",
            payable: Coins "what it is owed from now on",
        }
        "batch_settled" = BatchSettled: "the coins of a batch are set aside" {
            batch: Number "of the batch",
            shares: Shares "all of its shares",
            payable: Coins "what they are paid together",
        }
        "books_updated" = BooksUpdated: "all of the books, after every session" {
            delegated: Coins "booked delegations",
            undelegating: Coins "expected of unbonding entries",
            free: Coins "free coins",
            reserved: Coins "set aside for settled batches",
            owed: Coins "owed to unsettled batches",
            supply: Shares "all shares",
            stream_amount: Coins "gains that are released over time",
            stream_start: Seconds "since when",
            stream_end: Seconds "until when",
            loss_carry: Coins "losses that rewards make up for without a fee",
            pool: Coins "what the shares are worth together",
            rate: Fraction "coins per share",
            short_since: Until "since when exits lack coins",
        }
        "entry_credited" = EntryCredited: "the coins of an unbonding entry arrived" {
            validator: Validator "whose entry",
            completion: Nanos "when it was due",
            amount: Coins "arrived",
            expected: Coins "of it",
        }
        "entry_written_off" = EntryWrittenOff: "coins of an unbonding entry did not arrive in time" {
            validator: Validator "whose entry",
            completion: Nanos "when it was due",
            lacking: Coins "written off",
        }
        "validator_slashed" = ValidatorSlashed: "less stake was found than is booked" {
            validator: Validator "which one",
            bonded: Coins "lost of the bonded stake",
            provisioned: Coins "set aside for unbonding entries that it concerns",
        }
        "loss_recognised" = LossRecognised: "an observation found a loss, net of its gains" {
            loss: Coins "all of it",
            rounding: Coins "of it, what the chain rounds away",
            absorbed: Coins "of it, what the stream took",
            covered: Coins "of it, what guarantors paid",
            borne_by_batches: Coins "of it, what unsettled batches bear",
        }
        "loss_covered" = LossCovered: "a guarantor paid for a slash with its own shares, whose burn is told apart" {
            guarantor: Address "who paid",
            operator: Maybe "whose bond it is; left out of a backstop",
            loss: Coins "what it was asked to pay",
            shares: Shares "burned",
            native: Coins "what they paid",
        }
        "cover_returned" = CoverReturned: "a provision came back to the guarantor who had paid for it" {
            guarantor: Address "who gets it",
            operator: Maybe "whose bond it is; left out of a backstop",
            shares: Shares "minted, which is told apart",
            native: Coins "what they are worth",
        }
        "gain_recognised" = GainRecognised: "an observation found a gain, net of its losses" {
            risen: Coins "of stake",
            gift: Coins "of coins that nobody announced",
            restored: Coins "of all, what unsettled batches got back",
            streamed: Coins "of all, what went to the stream",
        }
        "deposits_halted" = DepositsHalted: "a loss has paused deposits" {
            until: Seconds "when the pause ends by itself",
            loss: Coins "the loss",
        }
        "delegation_sent" = DelegationSent: "coins are delegated" {
            validator: Validator "to whom",
            amount: Coins "how many",
        }
        "undelegation_sent" = UndelegationSent: "stake is undelegated" {
            validator: Validator "from whom",
            amount: Coins "how much was asked",
        }
        "undelegation_entered" = UndelegationEntered: "the chain has accepted an undelegation" {
            validator: Validator "from whom",
            completion: Nanos "when it is due",
            amount: Coins "how much comes, which may be a unit less than asked",
            asked: Coins "how much was asked",
        }
        "answer_unreadable" = AnswerUnreadable: "the chain's answer to a message could not be read" {
            validator: Validator "which it was about",
            message: Text "which kind",
        }
        "redelegation_sent" = RedelegationSent: "stake is moved" {
            from: Validator "from whom",
            to: Validator "to whom",
            amount: Coins "how much",
        }
        "redelegation_locked" = RedelegationLocked: "moved stake may not be moved on for a while" {
            from: Validator "from whom it came",
            to: Validator "where it is locked",
            until: Seconds "how long",
        }
        "harvest_sent" = HarvestSent: "rewards are withdrawn" {
            validator: Validator "whose",
        }
        "targets_unavailable" = TargetsUnavailable: "the registry's targets could not be read" {
            reason: Text "why",
        }
    }
}

impl HubFact {
    /// The books of a `books_updated`.
    pub fn books(&self) -> Option<Books> {
        let Self::BooksUpdated {
            delegated,
            undelegating,
            free,
            reserved,
            owed,
            supply,
            stream_amount,
            stream_start,
            stream_end,
            loss_carry,
            ..
        } = self
        else {
            return None;
        };
        Some(Books {
            delegated: *delegated,
            undelegating: *undelegating,
            free: *free,
            reserved: *reserved,
            owed: *owed,
            supply: *supply,
            stream: Stream {
                amount: *stream_amount,
                start: *stream_start,
                end: *stream_end,
            },
            loss_carry: *loss_carry,
            ..Books::default()
        })
    }
}
