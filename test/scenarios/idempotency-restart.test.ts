/** An order and its kept answer are there together, whatever kills the server: real processes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { anAccount, aPlan, type Plan, subscribeOrder } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { startServerProcess } from "#test/support/server-process.ts";

/** Makes what is needed, and answers repeats. */
let reader: TestServer;
let plan: Plan;
let owner: pg.Client;

before(async () => {
  reader = await startTestServer();
  plan = await aPlan(reader, [{ price: 30 }]);
  owner = new pg.Client({ connectionString: reader.ownerUrl });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await reader.close();
});

async function started() {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  const origin = await server.origin;
  if (!origin) assert.fail(`did not start: ${(await server.end).stderr}`);
  return { ...server, origin };
}

const orderFor = (accountNumber: string) => subscribeOrder({ accountNumber, plan, from: DAY });
const DAY = "2024-01-01";

/** The answer's text; undefined when the server died before it. */
async function order(origin: string, accountNumber: string, key: string) {
  try {
    const answer = await fetch(`${origin}/v1/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${reader.token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(orderFor(accountNumber)),
    });
    return await answer.text();
  } catch {
    return undefined;
  }
}

/** Sends it again until the first is known to have ended: a killed one is found dead in a moment. */
async function repeat(accountNumber: string, key: string) {
  for (;;) {
    const answer = await reader.call("POST", "/v1/orders", orderFor(accountNumber), {
      "idempotency-key": key,
    });
    if (answer.status !== 409) return answer;
    await delay(20);
  }
}

async function ordersOf(accountNumber: string): Promise<string[]> {
  const { rows } = await owner.query(
    `select order_number from orders join accounts using (entity_id, account_id)
     where account_number = $1`,
    [accountNumber],
  );
  return rows.map((row) => row.order_number);
}

async function untilSomebodyWaits(): Promise<void> {
  while ((await owner.query("select from pg_locks where not granted")).rowCount === 0) {
    await delay(10);
  }
}

describe("killed", () => {
  test("in the middle of an order, it leaves neither order nor answer: a repeat does it", async () => {
    const killed = await started();
    const { accountNumber } = await anAccount(reader);
    await owner.query("begin");
    await owner.query("select from accounts where account_number = $1 for update", [accountNumber]);
    const answer = order(killed.origin, accountNumber, "middle");
    await untilSomebodyWaits();
    const sentTwice = await reader.call("POST", "/v1/orders", orderFor(accountNumber), {
      "idempotency-key": "middle",
    });
    assert.equal(sentTwice.status, 409);
    await killed.stop("SIGKILL");
    await owner.query("commit");
    assert.equal(await answer, undefined);

    const { json } = await repeat(accountNumber, "middle");
    assert.equal(json.success, true);
    assert.deepEqual(await ordersOf(accountNumber), [json.orderNumber]);
  });

  test("between the commit and the answer, it leaves both: a repeat gets the answer", async () => {
    const killed = await started();
    const { accountNumber } = await anAccount(reader);
    await owner.query(WAIT_IN_COMMIT);
    await owner.query("select pg_advisory_lock(1)");
    const answer = order(killed.origin, accountNumber, "commit");
    await untilSomebodyWaits();
    await killed.stop("SIGKILL");
    await owner.query("select pg_advisory_unlock(1)");
    assert.equal(await answer, undefined);

    const { json } = await repeat(accountNumber, "commit");
    assert.equal(json.success, true);
    assert.deepEqual(await ordersOf(accountNumber), [json.orderNumber]);
    await owner.query("drop trigger wait on idempotency_keys");
  });

  test("at any moment, of many orders each is there once, with the answer that was given", async () => {
    const { accountNumber } = await anAccount(reader);
    const answers = new Map<string, string | undefined>();
    for (const round of [1, 2, 3]) {
      const killed = await started();
      const asking = Array.from({ length: 8 }, async (_, lane) => {
        for (let turn = 0; killed.process.exitCode === null && turn < 50; turn++) {
          const key = `${round} ${lane} ${turn}`;
          const answer = await order(killed.origin, accountNumber, key);
          answers.set(key, answer);
          if (answer === undefined) return;
        }
      });
      await delay(150 * round);
      await killed.stop("SIGKILL");
      await Promise.all(asking);
    }
    const numbers: string[] = [];
    for (const [key, answer] of answers) {
      const { text, json } = await repeat(accountNumber, key);
      assert.equal(json.success, true, text);
      if (answer !== undefined) assert.equal(text, answer);
      numbers.push(json.orderNumber);
    }
    assert([...answers.values()].includes(undefined), "some were cut off");
    assert.deepEqual((await ordersOf(accountNumber)).sort(), numbers.sort());
  });
});

/** As the last thing before the commit is done: whoever waits is told by nobody that its client died. */
const WAIT_IN_COMMIT = `
  create function wait() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(1); return null; end $$;
  create constraint trigger wait after insert on idempotency_keys
    deferrable initially deferred for each row execute function wait();
`;
