import { readdir, readFile } from "node:fs/promises";

export type BuiltConsole = {
  /** index.html, with a placeholder for the nonce. */
  readonly page: string;
  /** my.html, the page of customers: another one, which loads nothing of the console. */
  readonly myAccount: string;
  /** By name, of /assets. */
  readonly files: ReadonlyMap<string, BuiltFile>;
};

type BuiltFile = {
  readonly contentType: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
};

const BUILT = new URL("../../../console/dist/", import.meta.url);
const ASSETS = new URL("assets/", BUILT);

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
};

/** All of it, once: some hundred kilobytes. Undefined where nobody has built it. */
export async function readBuiltConsole(): Promise<BuiltConsole | undefined> {
  try {
    const page = await readFile(new URL("index.html", BUILT), "utf8");
    const myAccount = await readFile(new URL("my.html", BUILT), "utf8");
    const names = await readdir(ASSETS);
    const files = names.filter((name) => !/\.(br|gz)$/.test(name));
    const entries = files.map(async (name) => [name, await readBuiltFile(name, names)] as const);
    return { page, myAccount, files: new Map(await Promise.all(entries)) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function readBuiltFile(name: string, names: readonly string[]): Promise<BuiltFile> {
  const read = async (file: string) =>
    names.includes(file) ? readFile(new URL(file, ASSETS)) : undefined;
  const ending = name.slice(name.lastIndexOf(".") + 1);
  return {
    contentType: TYPES[ending] ?? "application/octet-stream",
    plain: await readFile(new URL(name, ASSETS)),
    br: await read(`${name}.br`),
    gzip: await read(`${name}.gz`),
  };
}
