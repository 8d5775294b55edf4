/**
 * Waits for work no longer than a signal lets it. A statement that is cancelled may be taken for a failed try, after which the
 * next one runs; so whoever is told to stop does not wait for that, and cuts the connection or stops the server.
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
