/** The code that the contracts run, as the chain stores it: its number and the hash of its bytes. */

import type { ChainConfig } from "../config.ts";
import { restJson } from "./nodes.ts";

export interface Code {
  readonly contract: "hub" | "registry" | "collector";
  readonly address: string;
  readonly codeId: string | null;
  /** SHA-256 in hex; null = no REST interface told it. */
  readonly hash: string | null;
  readonly admin: string | null;
}

const NAMES = ["hub", "registry", "collector"] as const;

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Hex as it is, base64 turned into it: gateways write bytes in either form. */
export function asHex(value: string | null): string | null {
  if (value === null) return null;
  if (/^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  try {
    return Array.from(atob(value), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return null;
  }
}

export function readCodes(config: ChainConfig): Promise<readonly Code[]> {
  return Promise.all(
    NAMES.map(async (contract): Promise<Code> => {
      const address = config.contracts[contract];
      const answer = (await restJson(config, `/cosmwasm/wasm/v1/contract/${address}`)) as { contract_info?: Record<string, unknown> } | null;
      const codeId = text(answer?.contract_info?.["code_id"]);
      const admin = text(answer?.contract_info?.["admin"]);
      const code = codeId === null ? null : ((await restJson(config, `/cosmwasm/wasm/v1/code-info/${codeId}`)) as Record<string, unknown> | null);
      const info = (code?.["code_info"] ?? code) as Record<string, unknown> | null;
      return { contract, address, codeId, admin, hash: asHex(text(info?.["checksum"]) ?? text(info?.["data_hash"])) };
    }),
  );
}
