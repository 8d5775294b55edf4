import { expect, test } from "vitest";
import { RowproofError } from "../diagnostic.js";
import { connect, databaseOf, displayUrl, urlOfDatabase } from "./connection.js";

test("a connection string is shown without its password, wherever that stands", () => {
  expect(displayUrl("postgres://app:s3cret@db.example:5432/app")).toBe("postgres://app@db.example:5432/app");
  expect(displayUrl("postgres://db.example/app?user=app&password=s3cret&sslmode=require")).not.toContain(
    "s3cret",
  );
  expect(displayUrl("host=db password=s3cret")).not.toContain("s3cret");
});

test("another database of the same server", () => {
  expect(urlOfDatabase("postgres://a:b@h:1/x?sslmode=require", "Ä b")).toBe(
    "postgres://a:b@h:1/%C3%84%20b?sslmode=require",
  );
  expect(databaseOf("postgres://a:b@h:1/%C3%84%20b?sslmode=require")).toBe("Ä b");
});

test("no server: the cause and the fix, and no password", async () => {
  const error = await connect("postgres://app:s3cret@127.0.0.1:1/app").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RowproofError);
  expect(error).toMatchObject({ id: "connection/no-server", exitCode: 3 });
  expect(
    JSON.stringify({ ...(error as RowproofError), message: (error as RowproofError).message }),
  ).not.toContain("s3cret");
});

test("what is not a URL is not repeated", async () => {
  await expect(connect("host=db password=s3cret")).rejects.toMatchObject({
    id: "connection/not-a-url",
    exitCode: 2,
  });
});
