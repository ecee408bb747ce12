/**
 * `npm run prove [-- --json]`: proves every account of every entity, of a server that runs or of one that
 * does not, and ends with 1 when something does not add up.
 */
import { parseArgs } from "node:util";
import { contextOf } from "#operations/context.ts";
import { type EntityProof, proveEntity } from "#operations/prove-entity.ts";
import { openDatabase } from "#store/database.ts";
import { migrate } from "#store/migrate.ts";
import { type EntityRow, listEntities } from "#store/oauth.ts";
import { StartError } from "#store/start-error.ts";
import { reachPostgres } from "./reach-postgres.ts";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  await proveAll(values.json ? printJson : printText);
} catch (error) {
  console.error(error instanceof StartError ? `Quittance: ${error.message}` : error);
  process.exitCode = 2;
}

type Print = (entity: EntityRow, proof: EntityProof) => void;

async function proveAll(print: Print): Promise<void> {
  const { url, isOurs, stop } = await reachPostgres();
  if (isOurs) await migrate(url);
  const database = openDatabase(url);
  try {
    for (const entity of await listEntities(database)) {
      const requestId = `prove-${entity.entityId}`;
      const caller = { database, entity, userId: "", requestId, entityChanged: () => undefined };
      const { userId: _, ...context } = contextOf(caller, Temporal.Now.instant());
      const proof = await proveEntity(context, { onProgress: showProgress });
      print(entity, proof);
      if (proof.unequalAccounts > 0) process.exitCode = 1;
    }
  } finally {
    await database.close();
    await stop();
  }
}

/** On a terminal only: one line that is written over. */
function showProgress(proved: number, accounts: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${proved} of ${accounts} accounts`);
  if (proved >= accounts) process.stderr.write("\r\u001B[K");
}

function printText({ entityId }: EntityRow, proof: EntityProof): void {
  const { accounts, unequalAccounts, firstDifferences, milliseconds } = proof;
  const seconds = (milliseconds / 1000).toFixed(1);
  const result = unequalAccounts === 0 ? "all equal" : `${unequalAccounts} do not add up`;
  console.log(`Entity ${entityId}: ${accounts} accounts, ${result} (${seconds} s)`);
  for (const { accountNumber, documentNumber, partId, law, is, shouldBe } of firstDifferences) {
    const where = partId === null ? documentNumber : `${documentNumber}, ${partId}`;
    console.log(`  ${accountNumber}, ${where}: ${law}: is ${is}, should be ${shouldBe}`);
  }
}

function printJson({ entityId }: EntityRow, proof: EntityProof): void {
  console.log(JSON.stringify({ entityId, ...proof }));
}
