/** `fetch` that gives up after ten seconds: whoever waits behind it has given up too. */
export const patientFetch: typeof globalThis.fetch = (input, init) =>
  globalThis.fetch(input, { signal: AbortSignal.timeout(10_000), ...init });
