/** The project's own files, as the tidy tests read them. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

export type SourceFile = {
  /** From the repository's root, such as "src/engine/assert.ts". */
  readonly path: string;
  readonly text: string;
};

const FOLDERS = "{src,test,bench,console}";

/** All TypeScript that people write: not what is generated. */
export function sourceFiles(): SourceFile[] {
  const paths = globSync(`${FOLDERS}/**/*.{ts,tsx}`, {
    exclude: [
      "**/node_modules/**",
      "**/dist/**",
      "src/store/schema.ts",
      "src/client/operations.ts",
    ],
  });
  assert(paths.length > 0, "tidy tests run in the repository's root");
  return paths.sort().map(readSource);
}

export const isTest = (file: SourceFile): boolean => /\.tests?\.tsx?$/.test(file.path);

/** Names of the files in `folder` without their ending; none when there is no such folder. */
export const basenames = (folder: string, ending: string): string[] =>
  globSync(`${folder}/*${ending}`)
    .map((file) => path.basename(file, ending))
    .filter((name) => !name.endsWith(".test"))
    .sort();

export const readSource = (file: string): SourceFile => ({
  path: file,
  text: existsSync(file) ? readFileSync(file, "utf8") : "",
});

export type Import = {
  readonly from: string;
  readonly specifier: string;
  /** Only types: nothing of it is there when the program runs. */
  readonly isTypeOnly: boolean;
};

/** Imports and re-exports, also dynamic ones. Biome's format makes each statement begin a line. */
export function importsOf({ path: from, text }: SourceFile): Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\s(?<clause>(?:(?!;\n)[^"'])*?)\bfrom\s+"(?<specifier>[^"]+)"/gm,
  );
  const bare = text.matchAll(/^import\s+"(?<specifier>[^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\(\s*"(?<specifier>[^"]+)"/g);
  return [...statements, ...bare, ...dynamic].map(({ groups }) => ({
    from,
    specifier: groups?.specifier ?? "",
    isTypeOnly: isTypeOnly(groups?.clause),
  }));
}

function isTypeOnly(clause: string | undefined): boolean {
  if (clause === undefined) return false;
  if (/^type\s/.test(clause)) return true;
  const names = /^\{([^}]*)\}\s*$/.exec(clause.trim())?.[1]?.split(",") ?? [""];
  return (
    names.every((name) => name.trim() === "" || name.trim().startsWith("type ")) &&
    names.some((name) => name.trim() !== "")
  );
}

/** The file in the repository that an import means; undefined for a package. */
export function targetOf({ from, specifier }: Import): string | undefined {
  if (specifier.startsWith(".")) return path.join(path.dirname(from), specifier);
  const [, folder, rest] = /^#([a-z]+)\/(.*)$/.exec(specifier) ?? [];
  if (!folder) return undefined;
  return ["test", "src"].includes(folder) ? `${folder}/${rest}` : `src/${folder}/${rest}`;
}

/** "engine" for src/engine/x.ts, "src" for src/main.ts, "test/tidy" for test/tidy/x.ts. */
export function areaOf(file: string): string {
  const [top = "", folder = ""] = file.split("/");
  if (folder.includes(".")) return top;
  return top === "src" ? folder : top === "test" ? `${top}/${folder}` : top;
}

export const isTestArea = (area: string): boolean => area.startsWith("test");
