import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const source = path.join(root, "packages/rowproof/src");

/** Every `@example` of the sources that imports the package, as a file's name and its text. */
async function readExamples(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(source, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const examples = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(path.join(source, file), "utf8");
    for (const [at, match] of [
      ...text.matchAll(/^ \* @example\n((?: \*(?: .*)?\n)+?) (?:\*\/|\* @)/gm),
    ].entries()) {
      const example = (match[1] ?? "").replaceAll(/^ \* ?/gm, "");
      if (!example.includes('from "rowproof')) continue;
      examples.set(`${file.replaceAll(/[/\\]|\.ts$/g, "_")}${at}.ts`, example);
    }
  }
  return examples;
}

test("each example of the documentation has the right types", async () => {
  const examples = await readExamples();
  expect([...examples.keys()]).toEqual(expect.arrayContaining(["commands_prove_0.ts", "commands_up_0.ts"]));
  const folder = await mkdtemp(path.join(tmpdir(), "rowproof-docstrings-"));
  try {
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
    const options = { composite: false, noEmit: true, noUnusedLocals: false, rootDir: "/" };
    const config = {
      extends: path.join(root, "tsconfig.base.json"),
      compilerOptions: options,
      include: ["*.ts"],
    };
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
    for (const [name, text] of examples) await writeFile(path.join(folder, name), text);
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const checked = promisify(execFile)(process.execPath, [tsc, "--project", folder], { cwd: folder });
    const said = await checked.then(
      ({ stdout }) => stdout,
      (error: { readonly stdout: string }) => error.stdout,
    );
    expect(said).toBe("");
  } finally {
    await rm(folder, { recursive: true });
  }
});
