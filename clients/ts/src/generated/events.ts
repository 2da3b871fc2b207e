// Written by generator/main.mjs from schema/events.json: `make ts` writes it anew.

import type { Coins, Decimal, Shares, Units } from "../units.js";

/** The protocol was created. */
export interface InstantiatedEvent {
  readonly type: "wasm-floe/instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who owns it: address */
  readonly owner: string;
  /** the staking coin's: denom */
  readonly denom: string;
  /** minted to the hub itself for the seed deposit */
  readonly seed: Shares;
}

/** Registry and collector were created and made known. */
export interface WiredEvent {
  readonly type: "wasm-floe/wired";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** the validator registry: address */
  readonly registry: string;
  /** the reward collector: address */
  readonly collector: string;
}

/** Coins were deposited and shares minted. */
export interface BondedEvent {
  readonly type: "wasm-floe/bonded";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who paid: address */
  readonly sender: string;
  /** who got the shares: address */
  readonly receiver: string;
  /** deposited */
  readonly amount: Coins;
  /** the staking coin's: denom */
  readonly denom: string;
  /** minted */
  readonly shares: Shares;
}

/** Shares were put into the open batch. */
export interface UnbondQueuedEvent {
  readonly type: "wasm-floe/unbond_queued";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who asked: address */
  readonly sender: string;
  /** whose request it is: address */
  readonly receiver: string;
  /** of the batch */
  readonly batch: number;
  /** added to the request */
  readonly shares: Shares;
}

/** Shares were taken back out of the open batch. */
export interface UnbondCancelledEvent {
  readonly type: "wasm-floe/unbond_cancelled";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose request it was: address */
  readonly receiver: string;
  /** of the batch */
  readonly batch: number;
  /** given back */
  readonly shares: Shares;
}

/** Shares left at once for a fee. */
export interface InstantUnbondedEvent {
  readonly type: "wasm-floe/instant_unbonded";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who asked: address */
  readonly sender: string;
  /** who was paid: address */
  readonly receiver: string;
  /** burned */
  readonly shares: Shares;
  /** paid out, after the fee */
  readonly amount: Coins;
  /** that stayed in the pool */
  readonly fee: Coins;
}

/** A request of a settled batch was paid. */
export interface ClaimedEvent {
  readonly type: "wasm-floe/claimed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose request it was: address */
  readonly user: string;
  /** who was paid: address */
  readonly receiver: string;
  /** of the batch */
  readonly batch: number;
  /** of the request */
  readonly shares: Shares;
  /** paid */
  readonly amount: Coins;
  /** what rounding left in the emptied batch, given back to the free coins */
  readonly remainder: Coins;
}

/** Rewards came in. */
export interface RewardsCompoundedEvent {
  readonly type: "wasm-floe/rewards_compounded";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who brought them: address */
  readonly keeper: string;
  /** all of them */
  readonly amount: Coins;
  /** of these, what made up for earlier losses without a fee */
  readonly repaid: Coins;
  /** the fee, in coins */
  readonly fee: Coins;
  /** minted for the fee */
  readonly fee_shares: Shares;
}

/** A receiver got its part of a fee. */
export interface FeePaidEvent {
  readonly type: "wasm-floe/fee_paid";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who got it: address */
  readonly receiver: string;
  /** minted to it */
  readonly shares: Shares;
}

/** A message of the hub failed, and its booking was reversed. */
export interface MessageFailedEvent {
  readonly type: "wasm-floe/message_failed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which kind */
  readonly message: string;
  /** the operator address it was about, or empty */
  readonly validator: string;
  /** as the chain says */
  readonly reason: string;
}

/** The stake with a validator that answers nobody will be written off. */
export interface WriteOffAnnouncedEvent {
  readonly type: "wasm-floe/write_off_announced";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly validator: string;
  /** the earliest time of the write-off: unix seconds */
  readonly from: number;
}

/** Silent stake was booked as a loss. */
export interface StakeWrittenOffEvent {
  readonly type: "wasm-floe/stake_written_off";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** where it is: operator address */
  readonly validator: string;
  /** written off */
  readonly amount: Coins;
}

/** Stake that was written off answers again. */
export interface StakeReturnedEvent {
  readonly type: "wasm-floe/stake_returned";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** where it is: operator address */
  readonly validator: string;
  /** booked again */
  readonly amount: Coins;
}

/** Deposits are no longer priced as if written-off stake were there. */
export interface StakeForgottenEvent {
  readonly type: "wasm-floe/stake_forgotten";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** where it was: operator address */
  readonly validator: string;
  /** that was written off */
  readonly amount: Coins;
}

/** An operation was paused. */
export interface PausedEvent {
  readonly type: "wasm-floe/paused";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** `owner` or `guardian` */
  readonly by: string;
  /** which operation */
  readonly domain: string;
  /** when the pause ends by itself: unix seconds */
  readonly until: number | null;
}

/** A pause was lifted. */
export interface UnpausedEvent {
  readonly type: "wasm-floe/unpaused";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of which operation */
  readonly domain: string;
}

/** The guardian may pause once more. */
export interface GuardianRearmedEvent {
  readonly type: "wasm-floe/guardian_rearmed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how often that has been allowed */
  readonly arming: number;
}

/** The hub has voted in x/gov. */
export interface VoteCastEvent {
  readonly type: "wasm-floe/vote_cast";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** on which proposal */
  readonly proposal_id: number;
}

/** The protocol winds down for good. */
export interface WindDownStartedEvent {
  readonly type: "wasm-floe/wind_down_started";
  /** Address of the contract that says so. */
  readonly contract: string;
}

/** The open batch was closed and its shares burned. */
export interface BatchClosedEvent {
  readonly type: "wasm-floe/batch_closed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of the batch */
  readonly batch: number;
  /** all of its shares */
  readonly shares: Shares;
  /** what they are owed together */
  readonly payable: Coins;
  /** when it may be settled: unix seconds */
  readonly estimate: number;
}

/** A loss or a return changed what a batch is owed. */
export interface BatchRepricedEvent {
  readonly type: "wasm-floe/batch_repriced";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of the batch */
  readonly batch: number;
  /** what it is owed from now on */
  readonly payable: Coins;
}

/** The coins of a batch are set aside. */
export interface BatchSettledEvent {
  readonly type: "wasm-floe/batch_settled";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of the batch */
  readonly batch: number;
  /** all of its shares */
  readonly shares: Shares;
  /** what they are paid together */
  readonly payable: Coins;
}

/** All of the books, after every session. */
export interface BooksUpdatedEvent {
  readonly type: "wasm-floe/books_updated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** booked delegations */
  readonly delegated: Coins;
  /** expected of unbonding entries */
  readonly undelegating: Coins;
  /** free coins */
  readonly free: Coins;
  /** set aside for settled batches */
  readonly reserved: Coins;
  /** owed to unsettled batches */
  readonly owed: Coins;
  /** all shares */
  readonly supply: Shares;
  /** gains that are released over time */
  readonly stream_amount: Coins;
  /** since when: unix seconds */
  readonly stream_start: number;
  /** until when: unix seconds */
  readonly stream_end: number;
  /** losses that rewards make up for without a fee */
  readonly loss_carry: Coins;
  /** what the shares are worth together */
  readonly pool: Coins;
  /** coins per share */
  readonly rate: Decimal;
  /** since when exits lack coins: unix seconds */
  readonly short_since: number | null;
}

/** The coins of an unbonding entry arrived. */
export interface EntryCreditedEvent {
  readonly type: "wasm-floe/entry_credited";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose entry: operator address */
  readonly validator: string;
  /** when it was due: unix nanoseconds */
  readonly completion: bigint;
  /** arrived */
  readonly amount: Coins;
  /** of it */
  readonly expected: Coins;
}

/** Coins of an unbonding entry did not arrive in time. */
export interface EntryWrittenOffEvent {
  readonly type: "wasm-floe/entry_written_off";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose entry: operator address */
  readonly validator: string;
  /** when it was due: unix nanoseconds */
  readonly completion: bigint;
  /** written off */
  readonly lacking: Coins;
}

/** Less stake was found than is booked. */
export interface ValidatorSlashedEvent {
  readonly type: "wasm-floe/validator_slashed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly validator: string;
  /** lost of the bonded stake */
  readonly bonded: Coins;
  /** set aside for unbonding entries that it concerns */
  readonly provisioned: Coins;
}

/** An observation found a loss, net of its gains. */
export interface LossRecognisedEvent {
  readonly type: "wasm-floe/loss_recognised";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** all of it */
  readonly loss: Coins;
  /** of it, what the chain rounds away */
  readonly rounding: Coins;
  /** of it, what the stream took */
  readonly absorbed: Coins;
  /** of it, what guarantors paid */
  readonly covered: Coins;
  /** of it, what unsettled batches bear */
  readonly borne_by_batches: Coins;
}

/** A guarantor paid for a slash with its own shares, whose burn is told apart. */
export interface LossCoveredEvent {
  readonly type: "wasm-floe/loss_covered";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who paid: address */
  readonly guarantor: string;
  /** whose bond it is; left out of a backstop: operator address */
  readonly operator: string | null;
  /** what it was asked to pay */
  readonly loss: Coins;
  /** burned */
  readonly shares: Shares;
  /** what they paid */
  readonly native: Coins;
}

/** A provision came back to the guarantor who had paid for it. */
export interface CoverReturnedEvent {
  readonly type: "wasm-floe/cover_returned";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who gets it: address */
  readonly guarantor: string;
  /** whose bond it is; left out of a backstop: operator address */
  readonly operator: string | null;
  /** minted, which is told apart */
  readonly shares: Shares;
  /** what they are worth */
  readonly native: Coins;
}

/** An observation found a gain, net of its losses. */
export interface GainRecognisedEvent {
  readonly type: "wasm-floe/gain_recognised";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of stake */
  readonly risen: Coins;
  /** of coins that nobody announced */
  readonly gift: Coins;
  /** of all, what unsettled batches got back */
  readonly restored: Coins;
  /** of all, what went to the stream */
  readonly streamed: Coins;
}

/** A loss has paused deposits. */
export interface DepositsHaltedEvent {
  readonly type: "wasm-floe/deposits_halted";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** when the pause ends by itself: unix seconds */
  readonly until: number;
  /** the loss */
  readonly loss: Coins;
}

/** Coins are delegated. */
export interface DelegationSentEvent {
  readonly type: "wasm-floe/delegation_sent";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** to whom: operator address */
  readonly validator: string;
  /** how many */
  readonly amount: Coins;
}

/** Stake is undelegated. */
export interface UndelegationSentEvent {
  readonly type: "wasm-floe/undelegation_sent";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** from whom: operator address */
  readonly validator: string;
  /** how much was asked */
  readonly amount: Coins;
}

/** The chain has accepted an undelegation. */
export interface UndelegationEnteredEvent {
  readonly type: "wasm-floe/undelegation_entered";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** from whom: operator address */
  readonly validator: string;
  /** when it is due: unix nanoseconds */
  readonly completion: bigint;
  /** how much comes, which may be a unit less than asked */
  readonly amount: Coins;
  /** how much was asked */
  readonly asked: Coins;
}

/** The chain's answer to a message could not be read. */
export interface AnswerUnreadableEvent {
  readonly type: "wasm-floe/answer_unreadable";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which it was about: operator address */
  readonly validator: string;
  /** which kind */
  readonly message: string;
}

/** Stake is moved. */
export interface RedelegationSentEvent {
  readonly type: "wasm-floe/redelegation_sent";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** from whom: operator address */
  readonly from: string;
  /** to whom: operator address */
  readonly to: string;
  /** how much */
  readonly amount: Coins;
}

/** Moved stake may not be moved on for a while. */
export interface RedelegationLockedEvent {
  readonly type: "wasm-floe/redelegation_locked";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** from whom it came: operator address */
  readonly from: string;
  /** where it is locked: operator address */
  readonly to: string;
  /** how long: unix seconds */
  readonly until: number;
}

/** Rewards are withdrawn. */
export interface HarvestSentEvent {
  readonly type: "wasm-floe/harvest_sent";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: operator address */
  readonly validator: string;
}

/** The registry's targets could not be read. */
export interface TargetsUnavailableEvent {
  readonly type: "wasm-floe/targets_unavailable";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** why */
  readonly reason: string;
}

/** The registry was created. */
export interface RegistryInstantiatedEvent {
  readonly type: "wasm-floe/registry_instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose stake it directs: address */
  readonly hub: string;
  /** who owns it: address */
  readonly owner: string;
}

/** A validator was added. */
export interface ValidatorAddedEvent {
  readonly type: "wasm-floe/validator_added";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** relative weight */
  readonly weight: number;
  /** its commission */
  readonly commission: Decimal;
  /** whether it is in the bonded set */
  readonly bonded: boolean;
}

/** A draining or open validator was added. */
export interface ValidatorReactivatedEvent {
  readonly type: "wasm-floe/validator_reactivated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** relative weight until now */
  readonly old_weight: number;
  /** relative weight from now on */
  readonly weight: number;
}

/** A weight was set. */
export interface WeightSetEvent {
  readonly type: "wasm-floe/weight_set";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** `owner`, `steward`, or `bond` for an open validator's part */
  readonly by: string;
  /** whose: operator address */
  readonly operator: string;
  /** relative weight until now */
  readonly old_weight: number;
  /** relative weight from now on */
  readonly weight: number;
}

/** An open validator was listed, or taken back. */
export interface ValidatorListedEvent {
  readonly type: "wasm-floe/validator_listed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** what of its bond carries stake */
  readonly bond: Shares;
  /** its commission */
  readonly commission: Decimal;
  /** whether it is in the bonded set */
  readonly bonded: boolean;
}

/** An open validator drains from here on. */
export interface ValidatorUnlistedEvent {
  readonly type: "wasm-floe/validator_unlisted";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** `lister`, `displaced` by a larger bond, `bond` for want of one, or `commission` */
  readonly reason: string;
}

/** A bond fell below half of what is required, or came back above it. */
export interface ShortChangedEvent {
  readonly type: "wasm-floe/short_changed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: operator address */
  readonly operator: string;
  /** whether it is below */
  readonly short: boolean;
}

/** A validator drains from here on. */
export interface ValidatorRemovedEvent {
  readonly type: "wasm-floe/validator_removed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
}

/** A drained validator is no longer listed. */
export interface ValidatorDroppedEvent {
  readonly type: "wasm-floe/validator_dropped";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
}

/** A validator gets no new stake. */
export interface ValidatorPausedEvent {
  readonly type: "wasm-floe/validator_paused";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** `owner` or `guardian` */
  readonly by: string;
  /** when the pause ends by itself: unix seconds */
  readonly until: number | null;
}

/** A pause was ended. */
export interface ValidatorResumedEvent {
  readonly type: "wasm-floe/validator_resumed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
}

/** A validator was found to have entered or left the bonded set. */
export interface BondedChangedEvent {
  readonly type: "wasm-floe/bonded_changed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** whether it is in the set */
  readonly bonded: boolean;
  /** when it was found: unix seconds */
  readonly since: number;
}

/** A validator was found with another commission. */
export interface CommissionChangedEvent {
  readonly type: "wasm-floe/commission_changed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** commission until now */
  readonly old: Decimal;
  /** commission from now on */
  readonly new: Decimal;
}

/** A commission went above the maximum, or came back below it. */
export interface DearChangedEvent {
  readonly type: "wasm-floe/dear_changed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: operator address */
  readonly operator: string;
  /** since when it is above; none = it is not: unix seconds */
  readonly since: number | null;
}

/** The registry has looked at the chain. */
export interface RegistryRefreshedEvent {
  readonly type: "wasm-floe/registry_refreshed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how many are listed */
  readonly validators: number;
  /** events that came of it */
  readonly changes: number;
}

/** The collector was created. */
export interface CollectorInstantiatedEvent {
  readonly type: "wasm-floe/collector_instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** where rewards go: address */
  readonly hub: string;
  /** who owns it: address */
  readonly owner: string;
  /** the staking coin's: denom */
  readonly denom: string;
}

/** Rewards went to the hub. */
export interface RewardsForwardedEvent {
  readonly type: "wasm-floe/rewards_forwarded";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how many */
  readonly amount: Coins;
  /** the staking coin's: denom */
  readonly denom: string;
  /** who is credited: address */
  readonly keeper: string;
}

/** A coin that is not the staking coin was sent out. */
export interface ForeignSentEvent {
  readonly type: "wasm-floe/foreign_sent";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of the coin: denom */
  readonly denom: string;
  /** how many, of that denom */
  readonly amount: Coins;
  /** who received it: address */
  readonly to: string;
}

/** A coin that is not the staking coin went to the swapper. */
export interface ForeignSoldEvent {
  readonly type: "wasm-floe/foreign_sold";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of the coin: denom */
  readonly denom: string;
  /** how many, of that denom */
  readonly amount: Coins;
  /** who received it: address */
  readonly swapper: string;
}

/** The backstop was created. */
export interface BackstopInstantiatedEvent {
  readonly type: "wasm-floe/backstop_instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose slashes it pays for: address */
  readonly hub: string;
  /** how long units cool, in seconds */
  readonly cooldown: number;
  /** how long a withdrawal is possible after that, in seconds */
  readonly window: number;
}

/** Shares were deposited for units. */
export interface BackstopDepositedEvent {
  readonly type: "wasm-floe/backstop_deposited";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who sent them: address */
  readonly sender: string;
  /** who has the units: address */
  readonly receiver: string;
  /** how many were deposited */
  readonly shares: Shares;
  /** how many they gave */
  readonly units: Units;
}

/** Units cool from here on. */
export interface BackstopCoolingBegunEvent {
  readonly type: "wasm-floe/backstop_cooling_begun";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: address */
  readonly user: string;
  /** how many cool */
  readonly units: Units;
  /** what they are worth, and so at most when it ends */
  readonly value: Shares;
  /** the first second in which they may be withdrawn: unix seconds */
  readonly ready: number;
  /** the first second in which they no longer may: unix seconds */
  readonly until: number;
  /** what was cut of units that had cooled before */
  readonly cut: Units;
}

/** Units no longer cool. */
export interface BackstopCoolingStoppedEvent {
  readonly type: "wasm-floe/backstop_cooling_stopped";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: address */
  readonly user: string;
  /** how many are left of them */
  readonly units: Units;
  /** what was cut, as they were worth more than when they began */
  readonly cut: Units;
}

/** Units that had cooled were paid for. */
export interface BackstopWithdrawnEvent {
  readonly type: "wasm-floe/backstop_withdrawn";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: address */
  readonly user: string;
  /** who was paid: address */
  readonly receiver: string;
  /** how many were paid for */
  readonly units: Units;
  /** what was cut before, as they were worth more than when they began */
  readonly cut: Units;
  /** what was paid */
  readonly shares: Shares;
}

/** Premium was found and streams from here on. */
export interface BackstopPremiumBookedEvent {
  readonly type: "wasm-floe/backstop_premium_booked";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how much */
  readonly shares: Shares;
  /** all that is not released yet */
  readonly unreleased: Shares;
  /** when all of it is: unix seconds */
  readonly end: number;
}

/** The hub was found to have burned shares, or to have given some back. */
export interface BackstopCoverBookedEvent {
  readonly type: "wasm-floe/backstop_cover_booked";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how many it has burned */
  readonly covered: Shares;
  /** part of these that was premium not released yet */
  readonly of_premium: Shares;
  /** how many came back */
  readonly returned: Shares;
}

/** Units and what they are worth, after a message. */
export interface BackstopBooksUpdatedEvent {
  readonly type: "wasm-floe/backstop_books_updated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** all units, those that nobody has included */
  readonly units: Units;
  /** what all of them are worth */
  readonly assets: Shares;
  /** premium that is not released yet */
  readonly unreleased: Shares;
}

/** The contract of operators' bonds was created. */
export interface BondsInstantiatedEvent {
  readonly type: "wasm-floe/bonds_instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose slashes it pays for: address */
  readonly hub: string;
  /** in which operators are listed: address */
  readonly registry: string;
  /** what a bond must be of the stake that it carries, in basis points */
  readonly bond_bps: number;
  /** how long shares cool, in seconds */
  readonly cooldown: number;
}

/** Shares were posted for an operator. */
export interface BondPostedEvent {
  readonly type: "wasm-floe/bond_posted";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** for which one: operator address */
  readonly operator: string;
  /** who sent them: address */
  readonly sender: string;
  /** how many */
  readonly shares: Shares;
  /** all that was posted for it, less what was withdrawn */
  readonly posted: Shares;
}

/** The registry was asked to list an operator. */
export interface BondListingEvent {
  readonly type: "wasm-floe/bond_listing";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** who asked: address */
  readonly sender: string;
  /** what of its bond carries stake */
  readonly carrying: Shares;
}

/** The registry was asked to let an operator drain. */
export interface BondUnlistingEvent {
  readonly type: "wasm-floe/bond_unlisting";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one: operator address */
  readonly operator: string;
  /** its own account: address */
  readonly sender: string;
}

/** Shares of a bond cool from here on. */
export interface BondCoolingBegunEvent {
  readonly type: "wasm-floe/bond_cooling_begun";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: operator address */
  readonly operator: string;
  /** who is paid: address */
  readonly account: string;
  /** how many cool, what cooled before included */
  readonly shares: Shares;
  /** the first second in which they may be withdrawn: unix seconds */
  readonly ready: number;
}

/** Shares of a bond were withdrawn. */
export interface BondWithdrawnEvent {
  readonly type: "wasm-floe/bond_withdrawn";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose: operator address */
  readonly operator: string;
  /** who was paid: address */
  readonly account: string;
  /** what was paid */
  readonly shares: Shares;
  /** what the hub had burned of those that cooled */
  readonly burned: Shares;
}

/** The timelock was created. */
export interface TimelockInstantiatedEvent {
  readonly type: "wasm-floe/timelock_instantiated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** whose holders may object: address */
  readonly hub: string;
  /** its registry: address */
  readonly registry: string;
  /** its collector: address */
  readonly collector: string;
  /** how long brief and short proposals wait, in seconds */
  readonly short: number;
  /** how long all others wait, in seconds */
  readonly exit: number;
}

/** The timelock takes an ownership over. */
export interface TimelockAcceptingEvent {
  readonly type: "wasm-floe/timelock_accepting";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** of which contract: address */
  readonly governed: string;
}

/** Proposals wait longer from here on. */
export interface TimelockTimesUpdatedEvent {
  readonly type: "wasm-floe/timelock_times_updated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** how long brief and short proposals wait, in seconds */
  readonly short: number;
  /** how long all others wait, in seconds */
  readonly exit: number;
}

/** Somebody may propose, or cancel, from here on. */
export interface TimelockMemberAddedEvent {
  readonly type: "wasm-floe/timelock_member_added";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** `proposer` or `canceller` */
  readonly role: string;
  /** who: address */
  readonly address: string;
}

/** Somebody may no longer propose, or cancel. */
export interface TimelockMemberRemovedEvent {
  readonly type: "wasm-floe/timelock_member_removed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** `proposer` or `canceller` */
  readonly role: string;
  /** who: address */
  readonly address: string;
}

/** A proposal waits from here on. */
export interface ProposalQueuedEvent {
  readonly type: "wasm-floe/proposal_queued";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** who proposes it: address */
  readonly proposer: string;
  /** what it is called */
  readonly title: string;
  /** `brief`, `short` or `long` */
  readonly class: string;
  /** how many messages it has */
  readonly messages: number;
  /** the first second in which it may be executed, unless holders object: unix seconds */
  readonly due: number;
  /** the first second in which it no longer may: unix seconds */
  readonly expires: number;
}

/** Shares object to a proposal from here on. */
export interface ProposalObjectedEvent {
  readonly type: "wasm-floe/proposal_objected";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** to which one */
  readonly id: number;
  /** whose: address */
  readonly user: string;
  /** how many came */
  readonly shares: Shares;
  /** all that object and are here */
  readonly locked: Shares;
  /** all that objected and went to the exit queue */
  readonly left: Shares;
}

/** Shares no longer object to a proposal. */
export interface ProposalRetractedEvent {
  readonly type: "wasm-floe/proposal_retracted";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** to which one */
  readonly id: number;
  /** whose, and who got them back: address */
  readonly user: string;
  /** how many */
  readonly shares: Shares;
  /** all that object and are here */
  readonly locked: Shares;
  /** all that objected and went to the exit queue */
  readonly left: Shares;
}

/** Shares that object to a proposal went to the exit queue. */
export interface ProposalLeftEvent {
  readonly type: "wasm-floe/proposal_left";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** to which one */
  readonly id: number;
  /** whose, and who is paid: address */
  readonly user: string;
  /** how many */
  readonly shares: Shares;
  /** all that object and are here */
  readonly locked: Shares;
  /** all that objected and went to the exit queue */
  readonly left: Shares;
}

/** A proposal is due later, as holders object. */
export interface ProposalPostponedEvent {
  readonly type: "wasm-floe/proposal_postponed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** how many, in basis points of the supply */
  readonly objections: number;
  /** the first second in which it may be executed: unix seconds */
  readonly due: number;
}

/** A proposal waits for a batch of exits, as a tenth of the supply objects. */
export interface ProposalMarkedEvent {
  readonly type: "wasm-floe/proposal_marked";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** for which batch; the greatest number where it could not be read */
  readonly batch: number;
  /** until when at most: unix seconds */
  readonly until: number;
}

/** A proposal waits for no batch any more, as too few object. */
export interface ProposalUnmarkedEvent {
  readonly type: "wasm-floe/proposal_unmarked";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** the first second in which it may be executed: unix seconds */
  readonly due: number;
}

/** The messages of a proposal are sent. */
export interface ProposalExecutedEvent {
  readonly type: "wasm-floe/proposal_executed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** who had it executed: address */
  readonly sender: string;
}

/** A proposal was ended. */
export interface ProposalCancelledEvent {
  readonly type: "wasm-floe/proposal_cancelled";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly id: number;
  /** by whom: address */
  readonly sender: string;
}

/** A setting has changed. */
export interface ConfigChangedEvent {
  readonly type: "wasm-floe/config_changed";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** which one */
  readonly name: string;
  /** its value until now */
  readonly old: string;
  /** its value from now on */
  readonly new: string;
}

/** A new owner was proposed, or has taken over. */
export interface OwnershipUpdatedEvent {
  readonly type: "wasm-floe/ownership_updated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** who was the owner, or `none` */
  readonly old_owner: string;
  /** who is, or `none` */
  readonly owner: string;
  /** who may take over, or `none` */
  readonly pending_owner: string;
}

/** The code was replaced. */
export interface MigratedEvent {
  readonly type: "wasm-floe/migrated";
  /** Address of the contract that says so. */
  readonly contract: string;
  /** the version until now */
  readonly from: string;
  /** the version from now on */
  readonly to: string;
}

/** What the contracts of the protocol say. */
export type FloeEvent =
  | InstantiatedEvent
  | WiredEvent
  | BondedEvent
  | UnbondQueuedEvent
  | UnbondCancelledEvent
  | InstantUnbondedEvent
  | ClaimedEvent
  | RewardsCompoundedEvent
  | FeePaidEvent
  | MessageFailedEvent
  | WriteOffAnnouncedEvent
  | StakeWrittenOffEvent
  | StakeReturnedEvent
  | StakeForgottenEvent
  | PausedEvent
  | UnpausedEvent
  | GuardianRearmedEvent
  | VoteCastEvent
  | WindDownStartedEvent
  | BatchClosedEvent
  | BatchRepricedEvent
  | BatchSettledEvent
  | BooksUpdatedEvent
  | EntryCreditedEvent
  | EntryWrittenOffEvent
  | ValidatorSlashedEvent
  | LossRecognisedEvent
  | LossCoveredEvent
  | CoverReturnedEvent
  | GainRecognisedEvent
  | DepositsHaltedEvent
  | DelegationSentEvent
  | UndelegationSentEvent
  | UndelegationEnteredEvent
  | AnswerUnreadableEvent
  | RedelegationSentEvent
  | RedelegationLockedEvent
  | HarvestSentEvent
  | TargetsUnavailableEvent
  | RegistryInstantiatedEvent
  | ValidatorAddedEvent
  | ValidatorReactivatedEvent
  | WeightSetEvent
  | ValidatorListedEvent
  | ValidatorUnlistedEvent
  | ShortChangedEvent
  | ValidatorRemovedEvent
  | ValidatorDroppedEvent
  | ValidatorPausedEvent
  | ValidatorResumedEvent
  | BondedChangedEvent
  | CommissionChangedEvent
  | DearChangedEvent
  | RegistryRefreshedEvent
  | CollectorInstantiatedEvent
  | RewardsForwardedEvent
  | ForeignSentEvent
  | ForeignSoldEvent
  | BackstopInstantiatedEvent
  | BackstopDepositedEvent
  | BackstopCoolingBegunEvent
  | BackstopCoolingStoppedEvent
  | BackstopWithdrawnEvent
  | BackstopPremiumBookedEvent
  | BackstopCoverBookedEvent
  | BackstopBooksUpdatedEvent
  | BondsInstantiatedEvent
  | BondPostedEvent
  | BondListingEvent
  | BondUnlistingEvent
  | BondCoolingBegunEvent
  | BondWithdrawnEvent
  | TimelockInstantiatedEvent
  | TimelockAcceptingEvent
  | TimelockTimesUpdatedEvent
  | TimelockMemberAddedEvent
  | TimelockMemberRemovedEvent
  | ProposalQueuedEvent
  | ProposalObjectedEvent
  | ProposalRetractedEvent
  | ProposalLeftEvent
  | ProposalPostponedEvent
  | ProposalMarkedEvent
  | ProposalUnmarkedEvent
  | ProposalExecutedEvent
  | ProposalCancelledEvent
  | ConfigChangedEvent
  | OwnershipUpdatedEvent
  | MigratedEvent;

/** Type of an event to its attributes and how each is read; several where contracts differ. */
export const EVENTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "wasm-floe/instantiated": [["owner:text", "denom:text", "seed:amount"]],
  "wasm-floe/wired": [["registry:text", "collector:text"]],
  "wasm-floe/bonded": [["sender:text", "receiver:text", "amount:amount", "denom:text", "shares:amount"]],
  "wasm-floe/unbond_queued": [["sender:text", "receiver:text", "batch:integer", "shares:amount"]],
  "wasm-floe/unbond_cancelled": [["receiver:text", "batch:integer", "shares:amount"]],
  "wasm-floe/instant_unbonded": [["sender:text", "receiver:text", "shares:amount", "amount:amount", "fee:amount"]],
  "wasm-floe/claimed": [["user:text", "receiver:text", "batch:integer", "shares:amount", "amount:amount", "remainder:amount"]],
  "wasm-floe/rewards_compounded": [["keeper:text", "amount:amount", "repaid:amount", "fee:amount", "fee_shares:amount"]],
  "wasm-floe/fee_paid": [["receiver:text", "shares:amount"]],
  "wasm-floe/message_failed": [["message:text", "validator:text", "reason:text"]],
  "wasm-floe/write_off_announced": [["validator:text", "from:integer"]],
  "wasm-floe/stake_written_off": [["validator:text", "amount:amount"]],
  "wasm-floe/stake_returned": [["validator:text", "amount:amount"]],
  "wasm-floe/stake_forgotten": [["validator:text", "amount:amount"]],
  "wasm-floe/paused": [["by:text", "domain:text", "until:integer?"]],
  "wasm-floe/unpaused": [["domain:text"]],
  "wasm-floe/guardian_rearmed": [["arming:integer"]],
  "wasm-floe/vote_cast": [["proposal_id:integer"]],
  "wasm-floe/wind_down_started": [[]],
  "wasm-floe/batch_closed": [["batch:integer", "shares:amount", "payable:amount", "estimate:integer"]],
  "wasm-floe/batch_repriced": [["batch:integer", "payable:amount"]],
  "wasm-floe/batch_settled": [["batch:integer", "shares:amount", "payable:amount"]],
  "wasm-floe/books_updated": [["delegated:amount", "undelegating:amount", "free:amount", "reserved:amount", "owed:amount", "supply:amount", "stream_amount:amount", "stream_start:integer", "stream_end:integer", "loss_carry:amount", "pool:amount", "rate:decimal", "short_since:integer?"]],
  "wasm-floe/entry_credited": [["validator:text", "completion:amount", "amount:amount", "expected:amount"]],
  "wasm-floe/entry_written_off": [["validator:text", "completion:amount", "lacking:amount"]],
  "wasm-floe/validator_slashed": [["validator:text", "bonded:amount", "provisioned:amount"]],
  "wasm-floe/loss_recognised": [["loss:amount", "rounding:amount", "absorbed:amount", "covered:amount", "borne_by_batches:amount"]],
  "wasm-floe/loss_covered": [["guarantor:text", "operator:text:optional", "loss:amount", "shares:amount", "native:amount"]],
  "wasm-floe/cover_returned": [["guarantor:text", "operator:text:optional", "shares:amount", "native:amount"]],
  "wasm-floe/gain_recognised": [["risen:amount", "gift:amount", "restored:amount", "streamed:amount"]],
  "wasm-floe/deposits_halted": [["until:integer", "loss:amount"]],
  "wasm-floe/delegation_sent": [["validator:text", "amount:amount"]],
  "wasm-floe/undelegation_sent": [["validator:text", "amount:amount"]],
  "wasm-floe/undelegation_entered": [["validator:text", "completion:amount", "amount:amount", "asked:amount"]],
  "wasm-floe/answer_unreadable": [["validator:text", "message:text"]],
  "wasm-floe/redelegation_sent": [["from:text", "to:text", "amount:amount"]],
  "wasm-floe/redelegation_locked": [["from:text", "to:text", "until:integer"]],
  "wasm-floe/harvest_sent": [["validator:text"]],
  "wasm-floe/targets_unavailable": [["reason:text"]],
  "wasm-floe/registry_instantiated": [["hub:text", "owner:text"]],
  "wasm-floe/validator_added": [["operator:text", "weight:integer", "commission:decimal", "bonded:flag"]],
  "wasm-floe/validator_reactivated": [["operator:text", "old_weight:integer", "weight:integer"]],
  "wasm-floe/weight_set": [["by:text", "operator:text", "old_weight:integer", "weight:integer"]],
  "wasm-floe/validator_listed": [["operator:text", "bond:amount", "commission:decimal", "bonded:flag"]],
  "wasm-floe/validator_unlisted": [["operator:text", "reason:text"]],
  "wasm-floe/short_changed": [["operator:text", "short:flag"]],
  "wasm-floe/validator_removed": [["operator:text"]],
  "wasm-floe/validator_dropped": [["operator:text"]],
  "wasm-floe/validator_paused": [["operator:text", "by:text", "until:integer?"]],
  "wasm-floe/validator_resumed": [["operator:text"]],
  "wasm-floe/bonded_changed": [["operator:text", "bonded:flag", "since:integer"]],
  "wasm-floe/commission_changed": [["operator:text", "old:decimal", "new:decimal"]],
  "wasm-floe/dear_changed": [["operator:text", "since:integer?"]],
  "wasm-floe/registry_refreshed": [["validators:integer", "changes:integer"]],
  "wasm-floe/collector_instantiated": [["hub:text", "owner:text", "denom:text"]],
  "wasm-floe/rewards_forwarded": [["amount:amount", "denom:text", "keeper:text"]],
  "wasm-floe/foreign_sent": [["denom:text", "amount:amount", "to:text"]],
  "wasm-floe/foreign_sold": [["denom:text", "amount:amount", "swapper:text"]],
  "wasm-floe/backstop_instantiated": [["hub:text", "cooldown:integer", "window:integer"]],
  "wasm-floe/backstop_deposited": [["sender:text", "receiver:text", "shares:amount", "units:amount"]],
  "wasm-floe/backstop_cooling_begun": [["user:text", "units:amount", "value:amount", "ready:integer", "until:integer", "cut:amount"]],
  "wasm-floe/backstop_cooling_stopped": [["user:text", "units:amount", "cut:amount"]],
  "wasm-floe/backstop_withdrawn": [["user:text", "receiver:text", "units:amount", "cut:amount", "shares:amount"]],
  "wasm-floe/backstop_premium_booked": [["shares:amount", "unreleased:amount", "end:integer"]],
  "wasm-floe/backstop_cover_booked": [["covered:amount", "of_premium:amount", "returned:amount"]],
  "wasm-floe/backstop_books_updated": [["units:amount", "assets:amount", "unreleased:amount"]],
  "wasm-floe/bonds_instantiated": [["hub:text", "registry:text", "bond_bps:integer", "cooldown:integer"]],
  "wasm-floe/bond_posted": [["operator:text", "sender:text", "shares:amount", "posted:amount"]],
  "wasm-floe/bond_listing": [["operator:text", "sender:text", "carrying:amount"]],
  "wasm-floe/bond_unlisting": [["operator:text", "sender:text"]],
  "wasm-floe/bond_cooling_begun": [["operator:text", "account:text", "shares:amount", "ready:integer"]],
  "wasm-floe/bond_withdrawn": [["operator:text", "account:text", "shares:amount", "burned:amount"]],
  "wasm-floe/timelock_instantiated": [["hub:text", "registry:text", "collector:text", "short:integer", "exit:integer"]],
  "wasm-floe/timelock_accepting": [["governed:text"]],
  "wasm-floe/timelock_times_updated": [["short:integer", "exit:integer"]],
  "wasm-floe/timelock_member_added": [["role:text", "address:text"]],
  "wasm-floe/timelock_member_removed": [["role:text", "address:text"]],
  "wasm-floe/proposal_queued": [["id:integer", "proposer:text", "title:text", "class:text", "messages:integer", "due:integer", "expires:integer"]],
  "wasm-floe/proposal_objected": [["id:integer", "user:text", "shares:amount", "locked:amount", "left:amount"]],
  "wasm-floe/proposal_retracted": [["id:integer", "user:text", "shares:amount", "locked:amount", "left:amount"]],
  "wasm-floe/proposal_left": [["id:integer", "user:text", "shares:amount", "locked:amount", "left:amount"]],
  "wasm-floe/proposal_postponed": [["id:integer", "objections:integer", "due:integer"]],
  "wasm-floe/proposal_marked": [["id:integer", "batch:integer", "until:integer"]],
  "wasm-floe/proposal_unmarked": [["id:integer", "due:integer"]],
  "wasm-floe/proposal_executed": [["id:integer", "sender:text"]],
  "wasm-floe/proposal_cancelled": [["id:integer", "sender:text"]],
  "wasm-floe/config_changed": [["name:text", "old:text", "new:text"]],
  "wasm-floe/ownership_updated": [["old_owner:text", "owner:text", "pending_owner:text"]],
  "wasm-floe/migrated": [["from:text", "to:text"]],
};

/** Action of the token to the keys that belong to it. */
export const TOKEN_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  mint: ["to","amount"],
  burn: ["from","amount"],
  burn_from: ["from","amount"],
  transfer: ["from","to","amount"],
  send: ["from","to","amount"],
  transfer_from: ["from","to","amount"],
  send_from: ["from","to","amount"],
  increase_allowance: ["amount"],
  decrease_allowance: ["amount"],
};
