/** `npm run openapi`: writes docs/openapi.json. The test next to it says when that is due. */
import { writeFileSync } from "node:fs";
import { openApiOf } from "./openapi.ts";
import { contracts } from "./routes.ts";

export const OPENAPI_FILE = "docs/openapi.json";

export const openApiText = (): string => `${JSON.stringify(openApiOf(contracts), null, 2)}\n`;

if (import.meta.main) writeFileSync(OPENAPI_FILE, openApiText());
