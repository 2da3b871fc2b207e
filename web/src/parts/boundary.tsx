/** Shows a sentence in place of an empty page when the page itself has a fault. */

import { Component } from "preact";
import type { ComponentChildren } from "preact";

import * as t from "../strings/index.ts";

export class Boundary extends Component<{ readonly children: ComponentChildren }, { readonly fault: string | null }> {
  override state: { readonly fault: string | null } = { fault: null };

  static override getDerivedStateFromError(error: unknown) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ComponentChildren {
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
