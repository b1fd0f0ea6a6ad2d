/** Has the browser keep the page's files, so that the page works without a network from the next visit on. */
export function keepOffline(): void {
  // While developing every file changes; without a secure context there are no service workers.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // The first screen and its model come first. A browser that refuses keeps a page that needs the network.
  addEventListener('load', () => void navigator.serviceWorker.register('./service-worker.js').catch(() => {}));
}
