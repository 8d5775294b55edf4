import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { useInitdb } from "@rowproof/testing/initdb";
import { expect, inject, test } from "vitest";
import { openEmbedded } from "../../src/embedded/embedded.js";

useInitdb();

const fresh = (name: string) => join(inject("scratch"), `damage-${name}`);

async function made(name: string): Promise<string> {
  const directory = fresh(name);
  await (await openEmbedded({ directory, scratch: true })).close();
  return directory;
}

test.each([
  ["empty", ""],
  ["garbage", "not a pid\n"],
])("a postmaster.pid that is %s: named, with the data said to be whole", async (name, text) => {
  const directory = await made(name);
  const file = join(directory, "data/postmaster.pid");
  await writeFile(file, text);
  await expect(openEmbedded({ directory, scratch: true })).rejects.toMatchObject({
    id: "embedded/pid-file-damaged",
    fix: expect.stringContaining(`rm ${file}`),
  });
  await promisify(execFile)("rm", [file]);
  await (await openEmbedded({ directory, scratch: true })).close();
});

test("a password that does not fit", async () => {
  const directory = await made("password");
  await writeFile(join(directory, "password"), "wrong");
  await expect(openEmbedded({ directory, scratch: true })).rejects.toMatchObject({
    id: "embedded/password-refused",
    exitCode: 3,
  });
});

test("a directory with somebody's files is not made a server's", async () => {
  const directory = fresh("others");
  await mkdir(directory);
  await writeFile(join(directory, "thesis.txt"), "mine");
  await expect(openEmbedded({ directory, scratch: true })).rejects.toMatchObject({
    id: "embedded/directory-not-ours",
    message: expect.stringContaining("thesis.txt"),
    exitCode: 2,
  });
});

test("a directory that holds only the last proof of another database is made a server's", async () => {
  const directory = fresh("proof");
  await mkdir(join(directory, "proof"), { recursive: true });
  await writeFile(join(directory, ".gitignore"), "*");
  const { close } = await openEmbedded({ directory, scratch: true });
  await close();
});

// mkdir's own recursion never ends there.
test.skipIf(process.platform !== "linux")(
  "a directory that can never be made is refused at once",
  async () => {
    await expect(openEmbedded({ directory: "/proc/rowproof/here" })).rejects.toMatchObject({
      id: "embedded/directory-unusable",
    });
  },
);
