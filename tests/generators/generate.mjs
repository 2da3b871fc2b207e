// Has @cosmwasm/ts-codegen read each schema and write TypeScript: generate.mjs SCHEMAS OUT
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import codegen from "@cosmwasm/ts-codegen";

const [schemas, out] = process.argv.slice(2);
rmSync(out, { recursive: true, force: true });

// It takes a folder for each contract.
const contracts = readdirSync(schemas)
  .filter((file) => file.endsWith(".json") && !["events.json", "hooks.json"].includes(file))
  .map((file) => {
    const contract = basename(file, ".json");
    const dir = join(out, "schemas", contract);
    mkdirSync(dir, { recursive: true });
    copyFileSync(join(schemas, file), join(dir, file));
    const name = contract
      .split("-")
      .map((word) => word[0].toUpperCase() + word.slice(1))
      .join("");
    return { name, dir };
  });

await codegen.default({
  contracts,
  outPath: join(out, "ts"),
  options: {
    bundle: { enabled: false },
    types: { enabled: true },
    client: { enabled: true },
    messageComposer: { enabled: true },
    reactQuery: { enabled: false },
    recoil: { enabled: false },
    messageBuilder: { enabled: false },
  },
});

const written = readdirSync(join(out, "ts"));
for (const { name } of contracts) {
  for (const kind of ["types", "client", "message-composer"]) {
    if (!written.includes(`${name}.${kind}.ts`)) {
      throw new Error(`no ${kind} was written for ${name}`);
    }
  }
}
console.log(`schema-readers: ${contracts.length} schemas read, ${written.length} files written`);
