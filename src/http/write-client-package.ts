/**
 * `npm run build:client`, and so `npm pack`: writes dist/client, which `quittance/client` is of the
 * package. Node reads no TypeScript below node_modules, and whoever calls the API needs no zod.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clientTypes } from "./client-types.ts";
import { openApiOf } from "./openapi.ts";
import { contracts } from "./routes.ts";

const COPIED = ["index.ts", "quittance-error.ts", "query-objects.ts"];

const COMPILER_OPTIONS = {
  target: "es2023",
  lib: ["es2023", "dom", "dom.iterable"],
  module: "nodenext",
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  declaration: true,
  rewriteRelativeImportExtensions: true,
  outDir: "..",
  rootDir: ".",
};

/** Object Query has one function for all of its objects. */
const called = contracts.filter(({ tag }) => tag !== "Object Queries");

/** Where each operation is, and how it is answered: without the schemas of 500 operations. */
function slimOperations(): string {
  const slim = called.map(({ operation, method, path, envelope, consumes, request }) => [
    operation,
    { method, path, envelope, consumes, request: request !== undefined },
  ]);
  const text = JSON.stringify(Object.fromEntries(slim), null, 1);
  return `export const OPERATIONS: Readonly<Record<string, object>> = ${text};\n`;
}

/** @param folder  is emptied */
export function writeClientPackage(folder: string): void {
  const sources = path.join(folder, "sources");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(sources, { recursive: true });
  for (const file of COPIED) copyFileSync(path.join("src/client", file), path.join(sources, file));
  writeFileSync(path.join(sources, "operations.ts"), slimOperations());
  const types = clientTypes(
    openApiOf(contracts),
    new Set(called.map(({ operation }) => operation)),
  );
  writeFileSync(path.join(sources, "types.ts"), types);
  writeFileSync(path.join(sources, "package.json"), `{ "type": "module" }`);
  const project = path.join(sources, "tsconfig.json");
  writeFileSync(
    project,
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ["index.ts"] }),
  );
  const compiler = path.resolve("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", project], { stdio: "inherit" });
  rmSync(sources, { recursive: true });
  // The compiler rewrites what is imported in what runs, and leaves it in what is declared.
  for (const file of globSync(path.join(folder, "*.d.ts"))) {
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/(from ".*)\.ts"/g, '$1.js"'));
  }
}

if (import.meta.main) writeClientPackage("dist/client");
