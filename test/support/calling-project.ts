/**
 * A project of somebody who calls the API: it has what `npm pack` makes, and a client that
 * openapi-typescript makes of our openapi.json. Nothing is asked of a network.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { writeClientPackage } from "#http/write-client-package.ts";

const run = promisify(execFile);

const PROGRAMS = ["cancel-preview.ts", "cancel-flow.ts"] as const;
/** The one imports the other, and nothing else. */
const LINKED = ["openapi-fetch", "openapi-typescript-helpers"];

const COMPILER_OPTIONS = {
  target: "es2023",
  module: "nodenext",
  lib: ["es2023", "dom", "dom.iterable"],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

export type CallingProject = {
  /** Paths in the package. */
  readonly packed: readonly string[];
  /** What the compiler has to say of the programs; empty when nothing. */
  check(): Promise<string>;
  /** What a program prints. */
  run(program: (typeof PROGRAMS)[number], ...words: readonly string[]): Promise<string>;
  remove(): Promise<void>;
};

/**
 * The package is unpacked where npm would put it. Its dependencies are the server's and stay away: what
 * `quittance/client` needs of them would be missing here.
 */
export async function makeCallingProject(): Promise<CallingProject> {
  const project = await mkdtemp(path.join(tmpdir(), "quittance-calling-"));
  const installed = path.join(project, "node_modules", "quittance");
  await mkdir(installed, { recursive: true });
  await Promise.all(
    LINKED.map((name) =>
      symlink(path.resolve("node_modules", name), path.join(project, "node_modules", name)),
    ),
  );
  const made = ["docs/openapi.json", "--default-non-nullable=false", "-o"];
  const [packed] = await Promise.all([
    pack(project, installed),
    node("openapi-typescript/bin/cli.js", [...made, path.join(project, "types.d.ts")]),
    writeFile(path.join(project, "package.json"), '{ "type": "module" }'),
    writeFile(
      path.join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: PROGRAMS }),
    ),
    ...PROGRAMS.map((name) =>
      copyFile(path.join("test/clients/generated", name), path.join(project, name)),
    ),
  ]);
  return {
    packed,
    check: () => node("typescript/bin/tsc", ["--project", project]),
    run: async (program, ...words) =>
      (await run(process.execPath, [path.join(project, program), ...words])).stdout,
    remove: () => rm(project, { recursive: true }),
  };
}

async function pack(project: string, installed: string): Promise<readonly string[]> {
  writeClientPackage("dist/client");
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination", project];
  const { stdout } = await run("npm", words);
  // Older versions of npm answer a list of packages, newer ones an object of them.
  const [packed] = Object.values<Packed>(JSON.parse(stdout));
  if (!packed) throw new Error("npm has packed nothing");
  const archive = path.join(project, packed.filename);
  await run("tar", ["-xzf", archive, "-C", installed, "--strip-components=1"]);
  return packed.files.map((file) => file.path);
}

type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

/** What one of our tools prints, whether it goes well or not. */
async function node(tool: string, words: readonly string[]): Promise<string> {
  const ended = run(process.execPath, [path.resolve("node_modules", tool), ...words]);
  return (await ended.catch((failed: { stdout: string }) => failed)).stdout;
}
