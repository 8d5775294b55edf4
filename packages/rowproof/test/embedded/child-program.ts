/** A program of its own for the tests: opens the server of a directory, says so, and stays until it is told to leave. */
import { openServer } from "../../src/embedded/server.js";

const [directory = "", port = ""] = process.argv.slice(2);
try {
  const server = await openServer({
    directory,
    scratch: true,
    ...(port === "" ? {} : { port: Number(port) }),
  });
  process.stdout.write(`${JSON.stringify({ port: server.port, url: server.url("postgres") })}\n`);
  process.stdin.once("end", () => void server.close());
  process.stdin.resume();
} catch (error) {
  const id = error instanceof Error && "id" in error ? error.id : String(error);
  process.stdout.write(`${JSON.stringify({ id })}\n`);
}
