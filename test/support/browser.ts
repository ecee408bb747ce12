/** A real browser that comes from the npm registry, and the console as it is built. */
import { execFileSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";

const BUILT = "console/dist/index.html";

/** `npm ci` has built it; who has changed it since would otherwise test what it was. */
export function buildConsole(): void {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync("{console/{*,src/**/*},src/client/*.ts}");
  const isStale = sources.some((file) => statSync(file).mtimeMs > built);
  if (isStale) execFileSync("npm", ["run", "--silent", "build:console"], { stdio: "inherit" });
}

export async function launchBrowser(): Promise<Browser> {
  // Nothing is drawn in three dimensions: the library for that stays packed.
  chromium.setGraphicsMode = false;
  const executablePath = await chromium.executablePath();
  const args = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"];
  try {
    return await playwright.launch({ executablePath, args });
  } catch (error) {
    if (!String(error).includes("error while loading shared libraries")) throw error;
    return playwright.launch({ executablePath, args, env: await withLibraries() });
  }
}

/** A machine without a desktop may lack a few libraries: the package has those as well. */
async function withLibraries(): Promise<Record<string, string>> {
  const packed = new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"));
  const unpacked = await inflate(fileURLToPath(packed));
  return { LD_LIBRARY_PATH: `${unpacked}/lib`, HOME: tmpdir() };
}

/** Whatever a page complains of: an error, or what its content security policy has refused. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused request is told in the page; that the browser logs it is no complaint of ours.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) complaints.push(message.text());
  });
  return complaints;
}
