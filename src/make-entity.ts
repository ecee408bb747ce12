/**
 * `npm run -s quittance -- entity create <name> --user <name>`: makes an entity with its first administrator
 * in the database, and ends. What lets him in is told once.
 */
import { parseArgs } from "node:util";
import { BillingError } from "#engine/errors.ts";
import { createEntity } from "#operations/create-entity.ts";
import { migrate } from "#store/migrate.ts";
import { StartError } from "#store/start-error.ts";
import { reachPostgres } from "./reach-postgres.ts";

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      user: { type: "string", default: "" },
      currency: { type: "string", default: "USD" },
      "time-zone": { type: "string", default: "UTC" },
      sandbox: { type: "boolean", default: false },
    },
  });
  const { url, stop } = await reachPostgres();
  try {
    await migrate(url);
    const keys = await createEntity(url, {
      name: positionals.join(" "),
      userName: values.user,
      currency: values.currency,
      timeZone: values["time-zone"],
      isSandbox: values.sandbox,
    });
    const { userName, password, clientId, clientSecret } = keys;
    console.log(
      values.json
        ? JSON.stringify(keys)
        : `The entity is there. What follows is told once:

Console       user ${userName}, password ${password}
OAuth client  ${clientId}, secret ${clientSecret}`,
    );
  } finally {
    await stop();
  }
} catch (error) {
  const isTold = error instanceof StartError || error instanceof BillingError;
  console.error(isTold ? `Quittance: ${error.message}` : error);
  process.exitCode = isTold ? 1 : 2;
}
