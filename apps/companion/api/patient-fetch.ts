/** `fetch` with a timeout of ten seconds: no client waits longer. */
export const patientFetch: typeof globalThis.fetch = (input, init) =>
  globalThis.fetch(input, { signal: AbortSignal.timeout(10_000), ...init });
