/**
 * Stakes 25 million base units and queues the shares for exit: `NODE=http://… HUB=wasm1… MNEMONIC="…" node stake-and-leave.js`.
 * With `GAS_PRICE` of the chain, 0.025 of its staking coin unless told.
 */

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { coins, exitQuote, hub, parseEvents, restNode, Sender, stakeQuote } from "@floe/client";

const { NODE = "", HUB = "", MNEMONIC = "", GAS_PRICE } = process.env;
const chain = restNode(NODE);
const floe = new hub.Queries(chain, HUB);
const [{ chainId, time }, { denom }] = await Promise.all([chain.block(), floe.config()]);
const prefix = HUB.slice(0, HUB.lastIndexOf("1"));
const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix });
const sender = await Sender.connect(chain, wallet, { chainId, gasPrice: GAS_PRICE ?? `0.025${denom}` });

const amount = coins(25_000_000);
const { minShares } = await stakeQuote(floe, amount);
const staked = await sender.send([sender.message(HUB, hub.messages.bond({ min_shares: minShares }), [{ denom, amount }])]);
const bonded = parseEvents(staked.events, [HUB]).find((event) => event.type === "wasm-floe/bonded");
if (bonded === undefined) throw new Error(`${staked.hash} minted nothing`);
console.log(`staked ${amount} ${denom}, received ${bonded.shares} shares`);

const { amount: worth, pays } = await exitQuote(floe, bonded.shares, time);
await sender.send([sender.message(HUB, hub.messages.queueUnbond({ shares: bonded.shares }))]);
console.log(`queued: worth ${worth} ${denom}, expected on ${new Date(pays * 1000).toISOString()}`);
