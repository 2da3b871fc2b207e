/** Light, dark, or as the device has it. */

import { useState } from "preact/hooks";

import * as t from "../strings/index.ts";
import { memory } from "./memory.ts";

const NAME = "floe.theme";
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function stored(): Theme {
  return THEMES.find((one) => one === memory.get(NAME)) ?? "auto";
}

/** Sets a theme. `boot.js` sets what was chosen before, under the same name, before anything is drawn. */
function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function ThemeChoice() {
  const [theme, setTheme] = useState(stored);
  return (
    <label className="choice">
      <span className="hidden">{t.theme.label}</span>
      <select
        value={theme}
        onChange={(event) => {
          const next = THEMES.find((one) => one === event.currentTarget.value) ?? "auto";
          memory.set(NAME, next);
          applyTheme(next);
          setTheme(next);
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t.theme[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
