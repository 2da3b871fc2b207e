/** A DAO of DAO DAO in which staked tokens vote, and the steps by which it becomes the owner of the protocol. */

import { binary, daoProposal, hub, rewardCollector, toPlain, validatorRegistry } from "@floe/client";

import type { Deployment } from "./deployment.js";

export interface DaoOptions {
  readonly name: string;
  readonly description: string;
  /** Codes of DAO DAO's contracts on the chain. */
  readonly codes: { readonly core: number; readonly cw20Staked: number; readonly cw20Stake: number; readonly proposalSingle: number };
  /** Seconds until staked tokens come back. */
  readonly unstakingSeconds?: number;
  /** Seconds in which one may vote. */
  readonly votingSeconds?: number;
}

/** What `dao-dao-core` is instantiated with. The token exists already: nothing is minted. */
export function daoInstantiate({ hub, token }: Deployment, options: DaoOptions) {
  const module = (label: string, code_id: number, message: object) => ({
    code_id,
    label: `${options.name}: ${label}`,
    msg: binary(message),
    admin: { core_module: {} },
    funds: [],
  });
  return {
    admin: null,
    name: options.name,
    description: options.description,
    image_url: null,
    automatically_add_cw20s: true,
    automatically_add_cw721s: false,
    initial_items: null,
    initial_actions: null,
    voting_module_instantiate_info: module(`voting by staked ${token.symbol}`, options.codes.cw20Staked, {
      token_info: {
        existing: {
          address: hub,
          staking_contract: {
            new: {
              staking_code_id: options.codes.cw20Stake,
              unstaking_duration: { time: options.unstakingSeconds ?? 14 * 86_400 },
            },
          },
        },
      },
      active_threshold: null,
    }),
    proposal_modules_instantiate_info: [
      module("proposals", options.codes.proposalSingle, {
        threshold: { threshold_quorum: { threshold: { majority: {} }, quorum: { percent: "0.1" } } },
        max_voting_period: { time: options.votingSeconds ?? 7 * 86_400 },
        min_voting_period: null,
        only_members_execute: false,
        allow_revoting: false,
        pre_propose_info: { anyone_may_propose: {} },
        close_proposal_on_execution_failure: true,
        veto: null,
      }),
    ],
  } as const;
}

/** The owner's offer of all three contracts to the DAO, each to be sent to its contract. It changes nothing until accepted. */
export function offerTo(deployment: Deployment, dao: string) {
  const offer = { transfer_ownership: { new_owner: dao, expiry: null } } as const;
  return [
    { contract: deployment.hub, msg: toPlain(hub.messages.updateOwnership(offer)) },
    { contract: deployment.registry, msg: toPlain(validatorRegistry.messages.updateOwnership(offer)) },
    { contract: deployment.collector, msg: toPlain(rewardCollector.messages.updateOwnership(offer)) },
  ];
}

/** The DAO's proposal to accept, which makes it the owner. */
export function acceptProposal({ hub: hubAddress, registry, collector }: Deployment) {
  const contracts = [hubAddress, registry, collector];
  const messages = contracts.map((contract) => ({ contract, msg: { update_ownership: "accept_ownership" } }));
  const title = "Own the protocol";
  return daoProposal(messages, { title, description: "Accepts the ownership of hub, registry and collector." });
}
