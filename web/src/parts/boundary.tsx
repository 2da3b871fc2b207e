/** Shows a sentence in place of an empty page when the page itself has a fault. */

import { Component } from "react";
import type { ReactNode } from "react";

import { t } from "../strings.ts";

export class Boundary extends Component<{ readonly children: ReactNode }, { readonly fault: string | null }> {
  override state: { readonly fault: string | null } = { fault: null };

  static getDerivedStateFromError(error: unknown) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <main className="alone">
        <h1>{t.broken.title}</h1>
        <p>{t.broken.what}</p>
        <p className="address wrap">{this.state.fault}</p>
      </main>
    );
  }
}
