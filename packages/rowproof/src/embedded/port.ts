import { createServer } from "node:net";
import { failedWith } from "./errors.js";

/** A port on 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  return (await listen(0)) ?? freePort();
}

export async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== null;
}

function listen(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) =>
      failedWith(error, "EADDRINUSE", "EACCES") ? resolve(null) : reject(error),
    );
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
