import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";

/** A running server. */
export interface Listening {
  readonly url: string;
  /** Accepts no new requests, completes the current ones, and ends after five seconds at most. */
  close(): Promise<void>;
}

/**
 * Serves a handler on localhost.
 *
 * @param port if it is in use, another free one is taken
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch });
  const bind = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  await bind(port).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return bind(0);
    throw error;
  });
  const { port: bound } = server.address() as AddressInfo;
  const close = async () => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    const isHttp1 = "closeIdleConnections" in server;
    if (isHttp1) server.closeIdleConnections();
    await Promise.race([ended, sleep(5000, undefined, { ref: false })]);
    if (isHttp1) server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${bound}`, close };
}
