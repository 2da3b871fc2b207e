// Empties what the build writes, and takes the licence of the repository along, which a package must contain.

import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
rmSync(join(here, "dist"), { recursive: true, force: true });
for (const name of ["LICENSE", "NOTICE"]) copyFileSync(join(here, "..", "..", name), join(here, name));
