// Written by generator/main.mjs: every contract under its name.

export * as backstop from "./backstop.js";
export * as bonds from "./bonds.js";
export * as hub from "./hub.js";
export * as rewardCollector from "./reward-collector.js";
export * as timelock from "./timelock.js";
export * as validatorRegistry from "./validator-registry.js";
