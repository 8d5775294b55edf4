import { afterAll, beforeAll, vi } from "vitest";

/** Lets the temporary servers of a file of tests run `initdb`, as outside of tests. */
export function useInitdb(): void {
  beforeAll(() => void vi.stubEnv("ROWPROOF_PREPARED_SERVERS", undefined));
  afterAll(() => void vi.unstubAllEnvs());
}
