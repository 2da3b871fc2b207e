/** DefiLlama's two files: what is locked, and what it yields. They run in DefiLlama's repositories, with their helpers. */

import type { Deployment } from "./deployment.js";

const text = (value: string) => JSON.stringify(value);

/** `projects/floe/index.js` of DefiLlama-Adapters. */
export function tvlFile(deployment: Deployment): string {
  return `// Floe on ${deployment.chain.prettyName}: all coins of the pool, of exits under way and of exits that can be claimed.
const { queryContract } = require("../helper/chain/cosmos");

const hub = ${text(deployment.hub)};

async function tvl(api) {
  const { tvl_utoken } = await queryContract({ contract: hub, chain: api.chain, data: { state: {} } });
  api.add(${text(deployment.denom)}, tvl_utoken);
}

module.exports = {
  timetravel: false,
  methodology:
    "Coins that the hub has delegated, undelegates or holds for its users: the pool of the token's holders, what exits in progress are owed, and what can be claimed.",
  ${text(deployment.chain.name)}: { tvl },
};
`;
}

/**
 * `src/adaptors/floe/index.js` of yield-server. The yield is the growth of the rate over the last seven days, or since the
 * oldest point if that is nearer; with less than a day of history it gives none.
 */
export function yieldsFile(deployment: Deployment): string {
  const { chain, hub, denom, token } = deployment;
  return `// Floe on ${chain.prettyName}: ${token.symbol} grows against ${chain.display} by staking rewards, after the protocol's fee.
const axios = require("axios");

const rest = ${text(chain.rest)};
const hub = ${text(hub)};
const coin = ${text(`coingecko:${chain.coingeckoId}`)};
const DAY = 86400;

const ask = async (query) => {
  const encoded = Buffer.from(JSON.stringify(query)).toString("base64");
  const { data } = await axios.get(\`\${rest}/cosmwasm/wasm/v1/contract/\${hub}/smart/\${encodeURIComponent(encoded)}\`);
  return data.data;
};

async function apy() {
  const [state, { exchange_rates: points }, prices] = await Promise.all([
    ask({ state: {} }),
    ask({ exchange_rates: { limit: 100 } }),
    axios.get(\`https://coins.llama.fi/prices/current/\${coin}\`),
  ]);
  const [newest] = points;
  const within = points.filter(([time]) => newest[0] - time <= 7 * DAY);
  const oldest = within[within.length - 1];
  const days = newest ? (newest[0] - oldest[0]) / DAY : 0;
  const growth = days >= 1 ? Number(newest[1]) / Number(oldest[1]) : null;
  return [
    {
      pool: \`\${hub}-${chain.name}\`,
      chain: ${text(chain.name.replace(/^./, (letter) => letter.toUpperCase()))},
      project: "floe",
      symbol: ${text(token.symbol)},
      tvlUsd: (Number(state.tvl_utoken) / ${10 ** chain.exponent}) * prices.data.coins[coin].price,
      apyBase: growth === null ? null : (growth ** (365 / days) - 1) * 100,
      underlyingTokens: [${text(denom)}],
      url: ${text(chain.website)},
    },
  ];
}

module.exports = { timetravel: false, apy, url: ${text(chain.website)} };
`;
}
