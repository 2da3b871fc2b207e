/** What Govern reads: what everybody sees, and apart from it what is the account's, so that connecting one moves nothing. */

import type { ChainProposal, Gauge, Objections, Voter, Waiting } from "../../chain/modules.ts";
import { readChainProposals, readGauge, readObjections, readTimelock, readVoter } from "../../chain/modules.ts";
import { useQuery } from "../../chain/query.tsx";
import { useAtHead, useChain } from "../../chain/session.tsx";
import { useWallet } from "../../wallet/wallet.tsx";

const NONE: Objections = new Map();

export function useWaiting(address: string | null): Waiting | undefined {
  const { nodes } = useChain();
  return useAtHead(["timelock"], (block) => readTimelock(nodes, address ?? "", block), address !== null).data;
}

/** What the account objects with; nothing while it is on its way. */
export function useObjections(address: string, waiting: Waiting | undefined): Objections {
  const { nodes } = useChain();
  const account = useWallet().account?.address ?? null;
  const ids = waiting?.proposals.map(({ id }) => id) ?? [];
  const { data } = useAtHead(
    ["objections", account, ids],
    (block) => readObjections(nodes, address, block, ids, account ?? ""),
    account !== null && ids.length > 0,
  );
  return data ?? NONE;
}

export function useGauge(address: string | null): Gauge | undefined {
  const { nodes } = useChain();
  return useAtHead(["gauge"], (block) => readGauge(nodes, address ?? "", block), address !== null).data;
}

/** Undefined while it is on its way, and without an account. */
export function useVoter(address: string, gauge: Gauge | undefined): Voter | undefined {
  const { nodes } = useChain();
  const account = useWallet().account?.address ?? null;
  const opened = gauge?.proposals.map(({ proposal_id }) => proposal_id) ?? [];
  return useAtHead(
    ["voter", account, opened],
    async (block) => {
      if (gauge === undefined) throw new Error("asked before the gauge is known");
      return readVoter(nodes, address, block, gauge, account ?? "");
    },
    account !== null && gauge !== undefined,
  ).data;
}

/** Null where no REST interface tells them. */
export function useChainProposals(enabled: boolean): readonly ChainProposal[] | null | undefined {
  const { config } = useChain();
  return useQuery({
    queryKey: [config.chainId, "gov"],
    queryFn: () => readChainProposals(config),
    enabled,
    refetchInterval: config.pollSeconds * 1000,
  }).data;
}
