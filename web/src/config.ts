/**
 * The configuration of a site: `config.json` beside the page, one entry for each chain. `scripts/configure.mjs` makes an
 * entry from the record that `floe deploy` writes. What is wrong in it is told by name, before anything is asked of a node.
 */

/** Where a node can be reached: the RPC reads at one height, and the REST interface does where there is no RPC. */
export interface NodeUrls {
  readonly rpc: string | null;
  readonly rest: string | null;
}

/** Contracts beside the protocol's three; null = there is none, and nothing of it is shown. */
export interface Modules {
  /** Owner of the protocol whose proposals wait. */
  readonly timelock: string | null;
  /** Through which stakers steer weights and votes. */
  readonly gauge: string | null;
  /** Where a token is staked for power and rewards. */
  readonly stake: string | null;
}

/** One chain and the protocol on it. */
export interface ChainConfig {
  readonly chainId: string;
  /** For people. */
  readonly name: string;
  readonly nodes: readonly [NodeUrls, ...NodeUrls[]];
  /** The index' address without a slash at its end; null = the page knows no history. */
  readonly index: string | null;
  readonly contracts: { readonly hub: string; readonly registry: string; readonly collector: string } & Modules;
  /** Published checksums of the code: SHA-256 in hex, by contract; what is left out cannot be compared. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Commit from which the code was built; null = not told. */
  readonly commit: string | null;
  /** Base denom of the staking coin and its name for people. Its decimals are those of the token. */
  readonly coin: { readonly denom: string; readonly symbol: string };
  /** As `0.025stake`. */
  readonly gasPrice: string;
  /** Gas that "all" leaves the coins for. */
  readonly reserveGas: number;
  /** Addresses of an explorer with `{hash}`, `{address}` or `{operator}` in them; null = no links. */
  readonly explorer: { readonly tx: string | null; readonly account: string | null; readonly validator: string | null };
  /** Seconds between two looks at the chain. */
  readonly pollSeconds: number;
}

export interface SiteConfig {
  readonly chains: readonly [ChainConfig, ...ChainConfig[]];
}

/** A configuration that cannot be used, and why. */
export class InvalidConfig extends Error {
  override readonly name = "InvalidConfig";
}

type Json = Record<string, unknown>;

function fail(path: string, wanted: string): never {
  throw new InvalidConfig(`config.json: ${path} should be ${wanted}`);
}

function object(value: unknown, path: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object");
  return value as Json;
}

function text(value: unknown, path: string): string {
  if (typeof value !== "string" || value === "") fail(path, "a text");
  return value;
}

function optional<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): T | null {
  return value === undefined || value === null ? null : read(value, path);
}

function url(value: unknown, path: string): string {
  const found = text(value, path).replace(/\/+$/, "");
  if (!/^https?:\/\/[^\s"'<>;,]+$/.test(found)) fail(path, "an address that begins with http:// or https://");
  return found;
}

function link(value: unknown, path: string): string {
  const found = text(value, path);
  if (!/^https?:\/\/\S+$/.test(found)) fail(path, "an address that begins with http:// or https://");
  return found;
}

function positive(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) fail(path, "a number above zero");
  return value;
}

function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) fail(path, "a list with something in it");
  return value as readonly unknown[];
}

function checksum(value: unknown, path: string): string {
  const found = text(value, path).toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(found)) fail(path, "64 hexadecimal digits");
  return found;
}

function node(value: unknown, path: string): NodeUrls {
  const from = object(value, path);
  const urls = { rpc: optional(from["rpc"], `${path}.rpc`, url), rest: optional(from["rest"], `${path}.rest`, url) };
  if (urls.rpc === null && urls.rest === null) fail(path, "an object with rpc or rest");
  return urls;
}

function chain(value: unknown, path: string): ChainConfig {
  const from = object(value, path);
  const contracts = object(from["contracts"], `${path}.contracts`);
  const coin = object(from["coin"], `${path}.coin`);
  const explorer = object(from["explorer"] ?? {}, `${path}.explorer`);
  const checksums = Object.entries(object(from["checksums"] ?? {}, `${path}.checksums`));
  const chainId = text(from["chain_id"], `${path}.chain_id`);
  if (!/^[A-Za-z0-9._-]+$/.test(chainId)) fail(`${path}.chain_id`, "letters, digits, dots and dashes");
  return {
    chainId,
    name: optional(from["name"], `${path}.name`, text) ?? chainId,
    nodes: list(from["nodes"], `${path}.nodes`).map((one, i) => node(one, `${path}.nodes[${i}]`)) as [NodeUrls, ...NodeUrls[]],
    index: optional(from["index"], `${path}.index`, url),
    contracts: {
      hub: text(contracts["hub"], `${path}.contracts.hub`),
      registry: text(contracts["registry"], `${path}.contracts.registry`),
      collector: text(contracts["collector"], `${path}.contracts.collector`),
      timelock: optional(contracts["timelock"], `${path}.contracts.timelock`, text),
      gauge: optional(contracts["gauge"], `${path}.contracts.gauge`, text),
      stake: optional(contracts["stake"], `${path}.contracts.stake`, text),
    },
    checksums: Object.fromEntries(checksums.map(([name, one]) => [name, checksum(one, `${path}.checksums.${name}`)])),
    commit: optional(from["commit"], `${path}.commit`, text),
    coin: { denom: text(coin["denom"], `${path}.coin.denom`), symbol: text(coin["symbol"], `${path}.coin.symbol`) },
    gasPrice: text(from["gas_price"], `${path}.gas_price`),
    reserveGas: optional(from["reserve_gas"], `${path}.reserve_gas`, positive) ?? 2_000_000,
    explorer: {
      tx: optional(explorer["tx"], `${path}.explorer.tx`, link),
      account: optional(explorer["account"], `${path}.explorer.account`, link),
      validator: optional(explorer["validator"], `${path}.explorer.validator`, link),
    },
    pollSeconds: optional(from["poll_seconds"], `${path}.poll_seconds`, positive) ?? 6,
  };
}

/** The configuration out of its JSON. @throws InvalidConfig with the place */
export function readConfig(json: unknown): SiteConfig {
  const chains = list(object(json, "it")["chains"], "chains").map((one, i) => chain(one, `chains[${i}]`));
  const ids = chains.map(({ chainId }) => chainId);
  if (new Set(ids).size !== ids.length) fail("chains", "of different chains");
  return { chains: chains as [ChainConfig, ...ChainConfig[]] };
}

/** Prefix of the chain's addresses. */
export function prefixOf(config: ChainConfig): string {
  return config.contracts.hub.slice(0, config.contracts.hub.lastIndexOf("1"));
}
