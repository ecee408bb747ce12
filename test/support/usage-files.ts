import { setTimeout as delay } from "node:timers/promises";
import type { Answer, TestServer } from "./server.ts";

const BOUNDARY = "----quittance";

/** A form with one file, as a browser sends it. */
export const formWith = (content: string, fileName = "usage.csv", field = "file") =>
  [
    `--${BOUNDARY}`,
    `Content-Disposition: form-data; name="${field}"; filename="${fileName}"`,
    "Content-Type: text/csv",
    "",
    content,
    `--${BOUNDARY}--`,
    "",
  ].join("\r\n");

export const FORM_HEADERS = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };

/** Uploads a usage file and waits for the end of its import. */
export async function importUsageFile(
  server: TestServer,
  content: string,
  fileName?: string,
): Promise<Answer["json"]> {
  const { json } = await server.call(
    "POST",
    "/v1/usage",
    formWith(content, fileName),
    FORM_HEADERS,
  );
  for (;;) {
    const status = (await server.call("GET", json.checkImportStatus)).json;
    if (["Completed", "Failed"].includes(status.importStatus)) return status;
    await delay(10);
  }
}
