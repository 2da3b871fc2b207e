/** What can be read of a chain. The classes that ask contracts need no more than this. */

/** Asks contracts. */
export interface SmartReader {
  /** The answer of a contract to a query, as JSON: after the block of a height, or now. */
  smart(contract: string, query: object, height?: number): Promise<unknown>;
}

/** Reads the storage of contracts. */
export interface RawReader {
  /** The bytes under a key, as they were after the block of a height, or are now; null when there are none. */
  raw(contract: string, key: Uint8Array, height?: number): Promise<Uint8Array | null>;
}

/** Knows the time. */
export interface BlockReader {
  /** The newest block. */
  block(): Promise<Block>;
}

/** A block, and the chain it belongs to. */
export interface Block {
  readonly chainId: string;
  readonly height: number;
  /** Unix seconds, rounded down. */
  readonly time: number;
}
