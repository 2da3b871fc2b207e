/**
 * Writes the files of one deployment: `node main.js RECORD FACTS FOLDER`. RECORD is what `floe deploy` wrote, FACTS what the
 * chain does not say of itself (facts.example.json), and the hub is asked for the rest over FACTS' `rest`.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { restNode } from "@floe/client";

import type { DaoOptions } from "./dao.js";
import { acceptProposal, daoInstantiate, offerTo } from "./dao.js";
import { tvlFile, yieldsFile } from "./defillama.js";
import type { ChainFacts } from "./deployment.js";
import { readDeployment } from "./deployment.js";
import type { MarsOptions } from "./markets.js";
import { astroportPair, listDenom, marsPriceSource } from "./markets.js";
import { assetEntry, keplrChain, keplrToken } from "./wallets.js";

interface Facts {
  readonly chain: ChainFacts;
  readonly mars?: MarsOptions;
  readonly astroport?: { readonly amplification: number };
  /** With the DAO's address, once it exists, the offers to it are written too. */
  readonly dao?: DaoOptions & { readonly address?: string };
}

const [recordPath, factsPath, folder] = process.argv.slice(2);
if (recordPath === undefined || factsPath === undefined || folder === undefined) {
  throw new Error("usage: main.js RECORD FACTS FOLDER");
}
const facts = JSON.parse(readFileSync(factsPath, "utf8")) as Facts;
const deployment = await readDeployment(restNode(facts.chain.rest), recordPath, facts.chain);

const files = new Map<string, string | object>([
  ["defillama/projects/floe/index.js", tvlFile(deployment)],
  ["defillama/src/adaptors/floe/index.js", yieldsFile(deployment)],
  ["chain-registry/asset.json", assetEntry(deployment)],
  ["keplr/chain.json", keplrChain(deployment)],
  ["keplr/token.json", keplrToken(deployment)],
  ["astroport/create_pair.json", astroportPair(deployment, facts.astroport?.amplification)],
]);
if (facts.mars !== undefined) {
  const list = listDenom(deployment, facts.mars.denom);
  if (list === null) files.set("mars/set_price_source.json", marsPriceSource(deployment, facts.mars));
  // The hub has to answer for the denom before a market may ask.
  else files.set("mars/first_list_the_denom.json", list);
}
if (facts.dao !== undefined) {
  files.set("dao/instantiate.json", daoInstantiate(deployment, facts.dao));
  files.set("dao/accept_proposal.json", acceptProposal(deployment));
  if (facts.dao.address !== undefined) files.set("dao/offers.json", offerTo(deployment, facts.dao.address));
}
for (const [name, content] of files) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  console.log(path);
}
