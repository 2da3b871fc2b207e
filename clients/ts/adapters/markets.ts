/** Messages that owners of markets send to take the token: Mars' oracle, Astroport's factory. */

import { binary, hub } from "@floe/client";

import type { Deployment } from "./deployment.js";

export class NotListed extends Error {
  override readonly name = "NotListed";
}

export interface MarsOptions {
  /** The bank denom under which Mars knows the token: a 1:1 wrapper of the cw20, as Mars takes coins of the bank only. */
  readonly denom: string;
  /** Osmosis' pool of the wrapper against the staking coin. */
  readonly poolId: number;
  /** Seconds over which the pool's price is averaged. */
  readonly windowSize?: number;
  /** Seconds after which Mars takes the hub's last observation for too old. */
  readonly maxStaleness?: number;
}

/** What the hub's owner sends first, so that the hub answers for the wrapper. */
export function listDenom({ rateDenoms }: Deployment, denom: string): object | null {
  if (rateDenoms.includes(denom)) return null;
  return hub.messages.updateParams({ rate_denoms: [...rateDenoms, denom] });
}

/** `set_price_source` for Mars' oracle: the lesser of the pool's average and the hub's redemption rate. */
export function marsPriceSource(deployment: Deployment, options: MarsOptions) {
  if (!deployment.rateDenoms.includes(options.denom)) {
    throw new NotListed(`the hub does not answer for ${options.denom}: its owner lists it with update_params first`);
  }
  return {
    set_price_source: {
      denom: options.denom,
      price_source: {
        lsd: {
          transitive_denom: deployment.denom,
          geometric_twap: { pool_id: options.poolId, window_size: options.windowSize ?? 1_800, downtime_detector: null },
          redemption_rate: { contract_addr: deployment.hub, max_staleness: options.maxStaleness ?? 86_400 },
        },
      },
    },
  } as const;
}

/** `create_pair` for Astroport's factory: a stable pair of the token and the staking coin. */
export function astroportPair({ hub, denom }: Deployment, amplification = 50) {
  return {
    create_pair: {
      pair_type: { stable: {} },
      asset_infos: [{ token: { contract_addr: hub } }, { native_token: { denom } }],
      init_params: binary({ amp: amplification }),
    },
  } as const;
}
