// Written by generator/main.mjs from the errors of the contracts and what they are built from: `make ts` writes it anew.
// contracts/backstop/src/error.rs
// contracts/bonds/src/error.rs
// contracts/hub/src/error.rs
// contracts/reward-collector/src/error.rs
// contracts/timelock/src/error.rs
// contracts/validator-registry/src/error.rs
// packages/floe-core/src/backstop/mod.rs
// packages/floe-core/src/error.rs
// packages/floe-core/src/wait.rs
// packages/floe-contract/src/error.rs
// packages/floe-api/src/registry.rs

/** Names of the contracts' refusals, as their sources have them. */
export type RefusalName =
  | "AlreadyListed"
  | "AlreadyMember"
  | "AlreadyOpen"
  | "AlreadyPaused"
  | "BelowMinimum"
  | "BondCapExceeded"
  | "BondTooSmall"
  | "Cancelled"
  | "CannotMigrate"
  | "CannotRenounce"
  | "ClassFull"
  | "ClassLeaving"
  | "CommissionOutOfBounds"
  | "Curated"
  | "Depleted"
  | "DepositorsOnly"
  | "Draining"
  | "DuplicateBatch"
  | "EmptyDenom"
  | "ExecMsgUnsupported"
  | "Executed"
  | "ExitsPending"
  | "Expired"
  | "FewerThanMinimum"
  | "FirstDepositTooSmall"
  | "ForbiddenAddress"
  | "ForbiddenReceiver"
  | "FundsNotAccepted"
  | "GuardianUsed"
  | "InsufficientBalance"
  | "InsufficientLiquidity"
  | "InsufficientShares"
  | "Invalid"
  | "InvalidReceiver"
  | "LastValidator"
  | "LessThanAUnit"
  | "ListLength"
  | "MalformedOperator"
  | "MoreThanThere"
  | "NativeNotSendable"
  | "NoBatch"
  | "NoBond"
  | "NoCoin"
  | "NoHistory"
  | "NoMember"
  | "NoRequest"
  | "NoRequests"
  | "NoStake"
  | "NoSwapper"
  | "NoUnits"
  | "NoValidators"
  | "NotCooling"
  | "NotDue"
  | "NotForHub"
  | "NotItsOwnAdmin"
  | "NotListed"
  | "NotPaused"
  | "NotSilent"
  | "NothingClaimable"
  | "NothingLocked"
  | "NothingOffered"
  | "NothingQueued"
  | "NothingToPay"
  | "Open"
  | "OutOfBounds"
  | "Overflow"
  | "OwnRemoval"
  | "ParamsNotAccepted"
  | "Paused"
  | "PostedTooLittle"
  | "PremiumAhead"
  | "RemovedByOwner"
  | "Repeated"
  | "Required"
  | "SameGuarantor"
  | "SetTooSmall"
  | "SeveralCoins"
  | "Short"
  | "Stale"
  | "StillCooling"
  | "StillLocked"
  | "StillRequired"
  | "SwapperSet"
  | "TokenFixed"
  | "TokenToHub"
  | "TooDear"
  | "TooFewShares"
  | "TooLittleOut"
  | "TooManyOpen"
  | "TooManyValidators"
  | "Unauthorized"
  | "UnknownDenom"
  | "UnknownProposal"
  | "UnknownReply"
  | "UnknownValidator"
  | "Unreadable"
  | "UsedUp"
  | "WeightOutOfBounds"
  | "WindingDown"
  | "WindowPassed"
  | "WithdrawAddressRefused"
  | "Worthless"
  | "WrongDenom"
  | "Zero"
  | "ZeroAmount";

/** Name; where it comes from; the text's fixed parts, the most telling text first; the fields between them. */
export const REFUSALS: readonly (readonly [RefusalName, readonly string[], readonly string[], readonly string[]])[] = [
  ["PremiumAhead", ["floe-core"], [""," shares of premium are not released yet, the units have ",": a deposit now would take from those who earned it, try again when it has been released"], ["unreleased","assets"]],
  ["TokenToHub", ["hub"], ["shares cannot be sent to the hub without a known message; use queue_unbond, or send with {\"queue_unbond\":{}} or {\"instant_unbond\":{}}"], []],
  ["NotForHub", ["timelock"], ["message "," to the hub is `","`, which a proposal cannot send; what the timelock holds there is the objectors'. Allowed without coins are ",""], ["place","name","allowed"]],
  ["ExitsPending", ["floe-core"], ["the exits of batch ",", which was open when holders objected, are not settled; crank the hub, or wait until "," (unix seconds)"], ["batch","until"]],
  ["NothingOffered", ["timelock"], ["no ownership of hub, registry or collector is offered to the timelock; have their owner send update_ownership first"], []],
  ["UsedUp", ["floe-core"], [""," units share "," shares, more than a million for each: losses have used this backstop up, deposit into a new one"], ["units","assets"]],
  ["ClassLeaving", ["validator-registry"], [""," open validators are on their way out, allowed are "," before one more is listed; try again once they have left"], ["count","max"]],
  ["StillRequired", ["bonds"], ["the stake of "," requires a bond of ",", beside what cools there are ","; post more, or wait until its stake has left"], ["operator","required","carrying"]],
  ["NotItsOwnAdmin", ["timelock"], ["the admin of the timelock is ",", who could replace its code at once; make the timelock its own admin first"], ["admin"]],
  ["SetTooSmall", ["validator-registry"], ["without "," "," validators would be left that are not draining, allowed are at least ","; add another one first"], ["operator","left","min"]],
  ["ClassFull", ["validator-registry"], ["the class of open validators is full; the bond of "," is ",", to take the place of the smallest it must be ",""], ["operator","bond","needed"]],
  ["FirstDepositTooSmall", ["floe-core"], ["amount is ",", the first deposit must be more than ",", as that many of its units are nobody's; send more"], ["given","least"]],
  ["Depleted", ["hub"], ["the pool is depleted: its stake was slashed to nothing and no price exists; deposits stay closed"], []],
  ["NothingClaimable", ["hub"], ["nothing can be claimed yet; the next of the requests is estimated to be ready at "," (unix seconds)"], ["estimate"]],
  ["NoSwapper", ["reward-collector"], ["there is no swapper; the owner names one with set_swapper, or sends the coins with send_foreign"], []],
  ["UnknownDenom", ["hub"], ["`","` is not a denom of this rate; ask for cw20:<hub>, the hub's address or one of the listed ones"], ["denom"]],
  ["SameGuarantor", ["hub"], ["bonds and backstop must be different contracts ("," is the other one); name another address"], ["address"]],
  ["MalformedOperator", ["bonds","validator-registry"], [""," is not an operator address as this chain writes it; use its lower-case valoper address"], ["operator"]],
  ["ForbiddenAddress", ["backstop"], [""," must not be the hub or the backstop (","), where it would be lost; name another address"], ["field","address"]],
  ["Open", ["validator-registry"], [""," is open: its weight follows its bond; to weigh it yourself add it with add_validator"], ["operator"]],
  ["PostedTooLittle", ["bonds"], ["only the own account of ",", or one that has posted "," for it, can list it; "," has posted ",""], ["operator","least","sender","posted"]],
  ["OwnRemoval", ["timelock"], ["proposal "," does nothing but to remove ",", who cannot cancel it; another canceller can"], ["id","canceller"]],
  ["Short", ["hub"], ["coins of a due undelegation are missing since ","; queue the exit, or try again later"], ["since"]],
  ["Required", ["bonds"], [""," shares were asked for, "," are above the "," that the stake of "," requires; ask for less"], ["asked","free","required","operator"]],
  ["ExecMsgUnsupported", ["hub"], ["exec_msg is not supported: deposits do not call other contracts; leave it null"], []],
  ["ForbiddenReceiver", ["reward-collector"], [""," is the hub or the collector, where the coins would stay; name another address"], ["to"]],
  ["DepositorsOnly", ["hub"], ["this hub takes deposits of one contract only: `depositors` of powers names it"], []],
  ["Stale", ["hub"], ["the last observation was at ",", more than "," seconds ago; send sync and ask again"], ["last","limit"]],
  ["ForbiddenAddress", ["hub"], [""," must not be the hub, the registry or the collector (","); name another address"], ["field","address"]],
  ["StillLocked", ["timelock"], ["the shares object until "," (unix seconds) at least; retract them or leave then"], ["until"]],
  ["Unreadable", ["timelock"], ["message "," is not JSON of one message, an object whose only key is its name: ",""], ["place","reason"]],
  ["Depleted", ["floe-core"], ["the pool is depleted: its stake was slashed to nothing and no price exists"], []],
  ["GuardianUsed", ["validator-registry"], ["the guardian has paused "," in arming "," already; the owner must rearm it first"], ["operator","arming"]],
  ["BondTooSmall", ["bonds"], ["the bond of "," that carries stake is ",", to be listed it must be ","; post more"], ["operator","carrying","least"]],
  ["TokenFixed", ["hub"], ["shares cannot be burned or minted from outside; use queue_unbond or bond"], []],
  ["WithdrawAddressRefused", ["hub"], ["the chain refuses to set a withdraw address, which this protocol needs: ",""], ["reason"]],
  ["WindowPassed", ["floe-core"], ["the window for a withdrawal closed at "," (unix seconds); send begin again"], ["until"]],
  ["Expired", ["floe-core"], ["the proposal could be executed until "," (unix seconds); queue it again"], ["expired"]],
  ["MoreThanThere", ["floe-core"], ["units is ",", the position has ","; ask for fewer, or leave it out for all"], ["requested","available"]],
  ["SwapperSet", ["reward-collector"], [""," is the swapper, once and for all; foreign coins go there with sell"], ["swapper"]],
  ["TooFewShares", ["hub"], [""," shares would be minted, "," were asked for at least; lower min_shares"], ["available","requested"]],
  ["LastValidator", ["validator-registry"], [""," is the last validator that is not draining; add another one first"], ["operator"]],
  ["StillCooling", ["floe-core"], ["the units are cooling until "," (unix seconds); withdraw from then on"], ["ready"]],
  ["NoStake", ["hub"], ["the hub has no stake with ","; name a validator that it delegates to"], ["validator"]],
  ["NothingLocked", ["timelock"], [""," objects to proposal "," with no shares; send some with object first"], ["user","id"]],
  ["AlreadyListed", ["validator-registry"], [""," is in the registry already; change its weight with set_weights"], ["operator"]],
  ["NotDue", ["floe-core"], ["the proposal is due at "," (unix seconds); execute it from then on"], ["due"]],
  ["Curated", ["validator-registry"], [""," is curated: the lister lists and unlists open validators only"], ["operator"]],
  ["GuardianUsed", ["hub"], ["the guardian has used its pause; the owner must rearm it first"], []],
  ["InsufficientLiquidity", ["hub"], [""," is needed, "," is free for instant exits; queue the exit instead"], ["requested","available"]],
  ["NativeNotSendable", ["reward-collector"], [""," is the staking coin, which goes to the hub alone; use forward"], ["denom"]],
  ["Overflow", ["floe-core"], ["arithmetic overflow in ",": the amount is too large for this pool"], ["operation"]],
  ["NoBatch", ["hub"], ["batch "," does not exist: it is not closed yet, or fully claimed"], ["batch"]],
  ["Worthless", ["floe-core"], [""," units are worth less than one share; there is nothing to pay"], ["units"]],
  ["RemovedByOwner", ["validator-registry"], [""," was removed by the owner; only the owner can add it again"], ["operator"]],
  ["TooManyValidators", ["validator-registry"], [""," validators are more than the "," that fit; remove some first"], ["count","max"]],
  ["NotCooling", ["bonds"], ["nothing of the bond of "," cools; begin with begin_withdraw"], ["operator"]],
  ["TooDear", ["validator-registry"], ["the commission of "," is ",", allowed is 0 to ","; lower it first"], ["operator","commission","max"]],
  ["NotSilent", ["hub"], ["the stake with "," cannot be written off or given up now: ",""], ["validator","reason"]],
  ["FewerThanMinimum", ["backstop"], ["the deposit gives "," units, min_units is ","; ask for fewer"], ["units","min"]],
  ["TooLittleOut", ["hub"], [""," would be paid, "," was asked for at least; lower min_out"], ["available","requested"]],
  ["TooManyOpen", ["timelock"], [""," has "," open proposals, allowed are ","; cancel one or wait"], ["proposer","open","most"]],
  ["UnknownValidator", ["bonds","validator-registry"], ["the chain knows no validator ","; create it there first"], ["operator"]],
  ["CannotRenounce", ["floe-contract"], ["ownership cannot be renounced; transfer it instead"], []],
  ["NotListed", ["validator-registry"], [""," is not in the registry; add it with add_validator"], ["operator"]],
  ["WindingDown", ["hub"], ["the protocol is winding down: only exits are open"], []],
  ["Cancelled", ["floe-core"], ["the proposal has been cancelled; queue it again"], []],
  ["LessThanAUnit", ["floe-core"], ["amount is ",", less than one unit costs; send more"], ["given"]],
  ["AlreadyPaused", ["validator-registry"], [""," is paused already, until the owner resumes it"], ["operator"]],
  ["CannotMigrate", ["floe-contract"], ["cannot migrate from "," ","; accepted versions of ",": ",""], ["name","version","expected","accepted"]],
  ["NoValidators", ["validator-registry"], ["the list is empty; name at least one validator"], []],
  ["BondCapExceeded", ["hub"], ["the pool is "," and may grow to ","; "," does not fit"], ["pool","cap","requested"]],
  ["WrongDenom", ["floe-contract"], ["send exactly one coin of ",": the coin sent is ",""], ["expected","sent"]],
  ["NoCoin", ["floe-contract"], ["send exactly one coin of ",": no coin was sent"], ["expected"]],
  ["SeveralCoins", ["floe-contract"], ["send exactly one coin of ",": "," coins were sent"], ["expected","sent"]],
  ["NothingToPay", ["hub"], ["the shares are worth nothing after the fee"], []],
  ["ZeroAmount", ["reward-collector"], ["the amount is zero; send at least one unit"], []],
  ["InsufficientBalance", ["reward-collector"], [""," "," were asked for, "," are here; ask for less"], ["requested","denom","available"]],
  ["NoBond", ["validator-registry"], ["no bond of "," carries stake; post one first"], ["operator"]],
  ["NothingQueued", ["hub"], ["there is no request of "," in the open batch"], ["user"]],
  ["Draining", ["validator-registry"], [""," is draining; keep it by adding it again"], ["operator"]],
  ["StillCooling", ["bonds"], ["the bond of "," cools until ","; withdraw then"], ["operator","ready"]],
  ["UnknownProposal", ["timelock"], ["there is no proposal ","; ask for proposals"], ["id"]],
  ["NotCooling", ["floe-core"], ["no units are cooling; send begin first"], []],
  ["NoUnits", ["floe-core"], ["units is zero; give at least one unit"], []],
  ["Overflow", ["hub"], ["Overflow: Cannot "," with given operands"], ["operation"]],
  ["CommissionOutOfBounds", ["validator-registry"], ["max_commission is ",", allowed is 0 to ",""], ["value","max"]],
  ["WeightOutOfBounds", ["validator-registry"], ["the weight of "," is ",", allowed is 1 to ",""], ["operator","weight","max"]],
  ["EmptyDenom", ["reward-collector"], ["the staking denom is empty; name it"], []],
  ["InsufficientShares", ["hub"], [""," shares were asked for, "," are there"], ["requested","available"]],
  ["InvalidReceiver", ["reward-collector"], [""," is not an address of this chain: ",""], ["to","reason"]],
  ["Paused", ["hub"], [""," is paused until ","; try again then"], ["domain","until"]],
  ["NoHistory", ["hub"], ["no history is kept for that time"], []],
  ["Zero", ["floe-contract"], [""," is zero; give at least one unit"], ["field"]],
  ["FundsNotAccepted", ["floe-contract"], ["this message accepts no coins; ",""], ["instead"]],
  ["ListLength", ["hub"], [""," has "," entries, allowed are "," to ",""], ["field","given","min","max"]],
  ["BelowMinimum", ["hub"], [""," is ",", the least is ","; give more"], ["field","given","minimum"]],
  ["Executed", ["floe-core"], ["the proposal has been executed"], []],
  ["Repeated", ["validator-registry"], [""," is listed twice; list it once"], ["operator"]],
  ["NoRequest", ["hub"], [""," has no request in batch ",""], ["user","batch"]],
  ["NoRequests", ["hub"], [""," has no unbonding request"], ["user"]],
  ["NoMember", ["timelock"], [""," is no ","; ask for config"], ["address","role"]],
  ["DuplicateBatch", ["hub"], ["batch "," is named twice"], ["batch"]],
  ["OutOfBounds", ["hub","validator-registry","floe-core"], [""," is ",", allowed is "," to ",""], ["name","value","min","max"]],
  ["OutOfBounds", ["floe-api"], [""," is ",", allowed is "," to ",""], ["param","value","min","max"]],
  ["Unauthorized", ["floe-contract"], ["only the "," may do this"], ["role"]],
  ["ParamsNotAccepted", ["hub"], ["params must be null"], []],
  ["AlreadyOpen", ["validator-registry"], [""," is listed already"], ["operator"]],
  ["Invalid", ["floe-contract"], [""," is not valid: ",""], ["field","reason"]],
  ["AlreadyMember", ["timelock"], [""," is a "," already"], ["address","role"]],
  ["NotPaused", ["hub"], [""," is not paused"], ["domain"]],
  ["NotPaused", ["validator-registry"], [""," is not paused"], ["operator"]],
  ["UnknownReply", ["hub"], ["unknown reply ",""], ["id"]],
];
