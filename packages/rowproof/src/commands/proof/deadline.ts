/**
 * Waits for work until a signal aborts. The work may take a cancelled statement for a failed attempt and run the next one, so
 * the caller does not wait for it to end: it closes the connection or stops the server.
 * @throws the signal's reason, once it aborts; else what the work throws
 */
export function within<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.finally(() => signal.removeEventListener("abort", stop)).then(resolve, reject);
  });
}
