/** `npm run build:console` makes console/dist, which the server serves; `npm run dev:console` reloads. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import type { Contract } from "#http/contract.ts";

/** Where `npm start` listens, for the development server. */
const SERVER = process.env.QUITTANCE_URL ?? "http://127.0.0.1:8080";
const API = ["/v1", "/object-query", "/oauth", "/query", "/settings", "/notifications", "/docs"];

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [react(), slimContracts(), compressed()],
  // The server replaces it with a new one in each answer: src/http/console/routes.ts.
  html: { cspNonce: "NONCE-OF-THIS-ANSWER" },
  build: {
    target: "es2024",
    // Inlined files would be data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // My Account is a page of its own: what both need is in files that both load.
    rolldownOptions: { input: { index: page("index.html"), my: page("my.html") } },
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(API.map((path) => [path, SERVER])) },
});

/**
 * The client (src/client) knows each operation by its contract. In a browser it needs of them only
 * where they are: the schemas of 400 operations would be most of what is loaded.
 */
function slimContracts(): Plugin {
  const operations = new URL("../src/client/operations.ts", import.meta.url);
  return {
    name: "slim-contracts",
    async load(id) {
      if (id !== operations.pathname) return null;
      const { OPERATIONS }: { OPERATIONS: Record<string, Contract> } = await import(
        operations.href
      );
      const slim = Object.entries(OPERATIONS).map(([name, contract]) => {
        const { method, path, envelope, consumes, request } = contract;
        return [name, { method, path, envelope, consumes, request: request !== undefined }];
      });
      return `export const OPERATIONS = ${JSON.stringify(Object.fromEntries(slim))};`;
    },
  };
}

/** Each file beside itself in small, so that the server compresses nothing. */
function compressed(): Plugin {
  const folder = new URL("dist/assets/", import.meta.url);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    name: "compressed",
    async closeBundle() {
      const names = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name));
      const compress = async (name: string) => {
        const content = await readFile(new URL(name, folder));
        await writeFile(
          new URL(`${name}.br`, folder),
          await promisify(brotliCompress)(content, brotli),
        );
        await writeFile(new URL(`${name}.gz`, folder), await promisify(gzip)(content));
      };
      await Promise.all(names.map(compress));
    },
  };
}
