import pg from "pg";

/** Connects. If the server stops meanwhile, the client ends and the test's process does not. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
