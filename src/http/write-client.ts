/** `npm run client`: writes src/client/operations.ts, the contracts by name. A test says when it is due. */
import { globSync, writeFileSync } from "node:fs";
import type { Contract } from "./contract.ts";
import { contracts } from "./routes.ts";

export const CLIENT_FILE = "src/client/operations.ts";

/** Object Query has one function for all of its objects: their contracts are made by it. */
export async function clientText(): Promise<string> {
  const served = new Map(contracts.map(({ operation, path }) => [operation, path]));
  const imports: string[] = [];
  const entries: string[] = [];
  for (const file of globSync("src/http/**/*contract.ts").sort()) {
    const specifier = file.replace("src/http/", "");
    const exported: Record<string, unknown> = await import(`./${specifier}`);
    const found = Object.entries(exported).flatMap(([name, value]) => named(name, value, served));
    if (found.length === 0) continue;
    const module = camel(specifier.replace(/-?contract\.ts$/, ""));
    imports.push(`import * as ${module} from "#http/${specifier}";`);
    entries.push(...found.map(({ operation, at }) => `  ${operation}: ${module}.${at},`));
  }
  return `/** The contracts of all operations, by name. Written by \`npm run client\`. */
${imports.join("\n")}

export const OPERATIONS = {
${entries.join("\n")}
} as const;

export type Operations = typeof OPERATIONS;
`;
}

/** A contract, or those of an object of contracts. */
function named(at: string, value: unknown, served: ReadonlyMap<string, string>) {
  const operation = servedOperation(value, served);
  if (operation !== undefined) return [{ operation, at }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([part, each]: [string, unknown]) => {
    const inside = servedOperation(each, served);
    return inside === undefined ? [] : [{ operation: inside, at: `${at}.${part}` }];
  });
}

/** By name and path: a route may have added to its contract what no caller sees. */
function servedOperation(value: unknown, served: ReadonlyMap<string, string>): string | undefined {
  const { operation, path } = (value ?? {}) as Partial<Contract>;
  return operation !== undefined && served.get(operation) === path ? operation : undefined;
}

/** "credit-memos/change" becomes "creditMemosChange". */
const camel = (path: string): string =>
  path
    .split(/[/-]/)
    .filter((word) => word !== "")
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");

if (import.meta.main) writeFileSync(CLIENT_FILE, await clientText());
