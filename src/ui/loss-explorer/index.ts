/** Defines `<loss-explorer>`: the entry of dist/page/loss-explorer.js, and what the page's view imports. */
import { LossExplorer } from './loss-explorer';

export * from './loss-explorer';

// Two copies of this file in a page are one element.
if (!customElements.get('loss-explorer')) customElements.define('loss-explorer', LossExplorer);
