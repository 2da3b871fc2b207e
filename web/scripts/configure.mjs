// Writes or changes the configuration of a built site from the record that `floe deploy` writes, and the security policy that
// lets the page talk to just the nodes and the index that are named. See docs/operate/page.md.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { headers, policy, withPages, withPolicy } from "./policy.mjs";

const usage = `node scripts/configure.mjs --site DIST --deployment FILE --coin SYMBOL --gas-price 0.025ucoin
    --rpc URL [--rpc URL] --rest URL [--rest URL] [--index URL] [--name NAME] [--poll SECONDS]
    [--timelock ADDRESS] [--gauge ADDRESS] [--stake ADDRESS] where the record does not name them
    [--explorer-tx URL with {hash}] [--explorer-account URL with {address}] [--explorer-validator URL with {operator}]
Adds the chain of the deployment to DIST/config.json, or replaces it there.`;

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    deployment: { type: "string" },
    coin: { type: "string" },
    "gas-price": { type: "string" },
    rpc: { type: "string", multiple: true, default: [] },
    rest: { type: "string", multiple: true, default: [] },
    index: { type: "string" },
    name: { type: "string" },
    poll: { type: "string" },
    timelock: { type: "string" },
    gauge: { type: "string" },
    stake: { type: "string" },
    "explorer-tx": { type: "string" },
    "explorer-account": { type: "string" },
    "explorer-validator": { type: "string" },
    help: { type: "boolean" },
  },
});

if (values.help || !values.site || !values.deployment || !values.coin || !values["gas-price"]) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

for (const [what, needed] of [["the site", join(values.site, "index.html")], ["the deployment", values.deployment]]) {
  if (!existsSync(needed)) {
    console.error(`configure: ${what} has no ${needed}; make web builds the site, floe deploy run writes the record`);
    process.exit(2);
  }
}
const record = JSON.parse(readFileSync(values.deployment, "utf8"));
if (record.message?.msg?.denom === undefined) {
  console.error(`configure: ${values.deployment} does not say of which coin the hub is, as the record of floe deploy run does; name that one`);
  process.exit(2);
}
const modules = Object.fromEntries(
  ["timelock", "gauge", "stake"].flatMap((name) => {
    const address = values[name] ?? record.modules?.[name]?.address;
    return address === undefined || address === null ? [] : [[name, address]];
  }),
);
const count = Math.max(values.rpc.length, values.rest.length);
if (count === 0) {
  console.error("configure: name at least one node with --rpc or --rest");
  process.exit(2);
}
const entry = {
  chain_id: record.chain_id,
  name: values.name ?? record.chain_id,
  nodes: Array.from({ length: count }, (_, i) => ({ rpc: values.rpc[i] ?? null, rest: values.rest[i] ?? null })),
  index: values.index ?? null,
  contracts: { ...record.contracts, ...modules },
  checksums: Object.fromEntries(Object.entries(record.codes).map(([name, code]) => [name, code.checksum])),
  commit: record.commit ?? null,
  coin: { denom: record.message.msg.denom, symbol: values.coin },
  gas_price: values["gas-price"],
  explorer: {
    tx: values["explorer-tx"] ?? null,
    account: values["explorer-account"] ?? null,
    validator: values["explorer-validator"] ?? null,
  },
  ...(values.poll === undefined ? {} : { poll_seconds: Number(values.poll) }),
};

const file = join(values.site, "config.json");
const site = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { chains: [] };
const others = site.chains.filter((chain) => chain.chain_id !== entry.chain_id);
const config = { chains: [...others, entry] };
writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);

const page = join(values.site, "index.html");
writeFileSync(page, withPages(withPolicy(readFileSync(page, "utf8"), policy(config)), config));
writeFileSync(join(values.site, "_headers"), headers(config));
console.log(`configure: ${entry.chain_id} stands in ${file}; the page may connect to ${policy(config).connect.join(" ")}`);
