/** What wallets and their registry need to show the token. */

import type { Deployment } from "./deployment.js";

/** The token's entry under `assets` of chain-registry's `<chain>/assetlist.json`. */
export function assetEntry({ hub, denom, token, chain }: Deployment) {
  const base = `cw20:${hub}`;
  return {
    description: `${token.symbol} stands for staked ${chain.display} of the Floe protocol; its rate against ${chain.display} rises by staking rewards.`,
    type_asset: "cw20",
    address: hub,
    denom_units: [
      { denom: base, exponent: 0 },
      ...(token.decimals === 0 ? [] : [{ denom: token.symbol, exponent: token.decimals }]),
    ],
    base,
    name: token.name,
    display: token.decimals === 0 ? base : token.symbol,
    symbol: token.symbol,
    traces: [{ type: "liquid-stake", counterparty: { chain_name: chain.name, base_denom: denom }, provider: "Floe" }],
  } as const;
}

/** An asset list with nothing but the token, as the registry's schema describes a whole file. */
export function assetList(deployment: Deployment) {
  return { $schema: "../assetlist.schema.json", chain_name: deployment.chain.name, assets: [assetEntry(deployment)] } as const;
}

/** The token as a currency of Keplr. */
export function keplrCurrency({ hub, token }: Deployment) {
  return {
    coinDenom: token.symbol,
    coinMinimalDenom: `cw20:${hub}:${token.name}`,
    coinDecimals: token.decimals,
    type: "cw20",
    contractAddress: hub,
  } as const;
}

/** What `experimentalSuggestChain` of Keplr takes, with the token among the currencies. */
export function keplrChain(deployment: Deployment) {
  const { chain, chainId, denom } = deployment;
  const coin = {
    coinDenom: chain.display.toUpperCase(),
    coinMinimalDenom: denom,
    coinDecimals: chain.exponent,
    coinGeckoId: chain.coingeckoId,
  };
  const prefixes = {
    bech32PrefixAccAddr: "",
    bech32PrefixAccPub: "pub",
    bech32PrefixValAddr: "valoper",
    bech32PrefixValPub: "valoperpub",
    bech32PrefixConsAddr: "valcons",
    bech32PrefixConsPub: "valconspub",
  };
  return {
    chainId,
    chainName: chain.prettyName,
    rpc: chain.rpc,
    rest: chain.rest,
    bip44: { coinType: chain.coinType },
    bech32Config: Object.fromEntries(Object.entries(prefixes).map(([name, suffix]) => [name, chain.prefix + suffix])),
    currencies: [coin, keplrCurrency(deployment)],
    feeCurrencies: [
      { ...coin, gasPriceStep: { low: chain.gasPrice, average: chain.gasPrice * 1.2, high: chain.gasPrice * 1.6 } },
    ],
    stakeCurrency: coin,
    features: ["cosmwasm"],
  };
}

/** What `suggestToken` of Keplr takes. */
export function keplrToken({ chainId, hub }: Deployment) {
  return { chainId, contractAddress: hub } as const;
}
