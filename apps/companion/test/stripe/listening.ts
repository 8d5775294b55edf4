import { once } from "node:events";
import { serve } from "@hono/node-server";

/** A handler of requests that listens on a port of its own. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(fetch: (request: Request) => Promise<Response>): Promise<Listening> {
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
