/** A program for the tests: the API over HTTP, with settings from its environment, until it is killed. */
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createApi } from "../../api/api.js";
import { readSettings } from "../../api/settings.js";

const api = createApi(readSettings(process.env));
serve({ fetch: api.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }: AddressInfo) => {
  process.stdout.write(`${port}\n`);
});
// The parent process has ended.
process.stdin.on("end", () => process.exit()).resume();
