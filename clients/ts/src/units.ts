/**
 * Amounts. The staking coin and the token are both counted in base units, and one is not the other: as types of their own
 * they cannot be mixed by mistake.
 */

declare const unit: unique symbol;

/** Base units of the staking coin. */
export type Coins = bigint & { readonly [unit]: "coins" };
/** Base units of the token. Its worth in coins is the rate. */
export type Shares = bigint & { readonly [unit]: "shares" };
/** Units of a guarantor, the backstop: parts of the shares that it has pooled. */
export type Units = bigint & { readonly [unit]: "units" };
/** A decimal as the contracts write it: at most 18 places, never an exponent. */
export type Decimal = string & { readonly [unit]: "decimal" };

/** The largest amount that a contract takes. */
export const MAX_AMOUNT = 2n ** 128n - 1n;
/** Parts of one in a {@link Decimal}. */
export const ONE = 10n ** 18n;
/** Basis points of the whole. */
export const BPS = 10_000n;

/** An amount that is not one, and why. */
export class InvalidAmount extends Error {
  override readonly name = "InvalidAmount";
}

function amount(value: bigint | number | string): bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new InvalidAmount(`${value} is not a whole number that a double holds exactly; give a bigint`);
  }
  if (typeof value === "string" && !/^\d+$/.test(value)) {
    throw new InvalidAmount(`\`${value}\` is not a whole number of base units`);
  }
  const units = BigInt(value);
  if (units < 0n || units > MAX_AMOUNT) {
    throw new InvalidAmount(`${units} is not between 0 and 2^128 - 1`);
  }
  return units;
}

/** An amount of the staking coin, in base units. */
export function coins(value: bigint | number | string): Coins {
  return amount(value) as Coins;
}

/** An amount of the token, in base units. */
export function shares(value: bigint | number | string): Shares {
  return amount(value) as Shares;
}

/** An amount of a guarantor's units. */
export function units(value: bigint | number | string): Units {
  return amount(value) as Units;
}

/**
 * Base units of an amount in display units: `parseUnits("1.5", 6)` is 1,500,000. Exact, and refuses what has more places
 * than the unit, signs, exponents and separators.
 */
export function parseUnits(text: string, decimals: number): bigint {
  checkPlaces(decimals);
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (parts === null) {
    throw new InvalidAmount(`\`${text}\` is not an amount; write it as 1234.5`);
  }
  const whole = parts[1] ?? "0";
  const fraction = (parts[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) {
    throw new InvalidAmount(`\`${text}\` has more than the ${decimals} places of its unit`);
  }
  return amount(whole + fraction.padEnd(decimals, "0"));
}

/** Base units of the staking coin of an amount in display units. */
export function parseCoins(text: string, decimals: number): Coins {
  return parseUnits(text, decimals) as Coins;
}

/** Base units of the token of an amount in display units. */
export function parseShares(text: string, decimals: number): Shares {
  return parseUnits(text, decimals) as Shares;
}

/** An amount in display units, exact and without superfluous zeros: `formatUnits(1500000n, 6)` is `1.5`. */
export function formatUnits(units: bigint, decimals: number): string {
  checkPlaces(decimals);
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return sign + whole + (fraction === "" ? "" : `.${fraction}`);
}

function checkPlaces(decimals: number): void {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 38) {
    throw new InvalidAmount(`${decimals} is not a number of decimals; it is 0 to 38`);
  }
}

/** A decimal, refused when it is not one or has more than 18 places. */
export function decimal(text: string): Decimal {
  if (!/^-?\d+(\.\d{1,18})?$/.test(text)) {
    throw new InvalidAmount(`\`${text}\` is not a decimal of at most 18 places`);
  }
  return text as Decimal;
}

/** A decimal in parts of 10^18, which can be computed with. */
export function atomics(value: Decimal): bigint {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const parts = BigInt(whole + fraction.padEnd(18, "0"));
  return value.startsWith("-") ? -parts : parts;
}

/** The decimal of so many parts of 10^18. */
export function fromAtomics(parts: bigint): Decimal {
  return formatUnits(parts, 18) as Decimal;
}

/** `a · b / c`, rounded down. Amounts are not negative. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  return (a * b) / c;
}

/** `a · b / c`, rounded up. Amounts are not negative. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  return (a * b + c - 1n) / c;
}
