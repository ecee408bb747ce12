/** That readers of the log miss nothing, whatever writers do: docs/decisions/0360. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { NewEvent } from "#engine/model/event.ts";
import { createTestDatabase, type TestDatabase, withEntity } from "#test/support/database.ts";
import { inTransaction, type Transaction } from "./database.ts";
import {
  type LoggedEvent,
  listEntitiesWithNewEvents,
  listEvents,
  numberNewEvents,
  saveEvents,
} from "./events.ts";
import { newId } from "./ids.ts";
import { undone } from "./preview.ts";

const NOW = "2024-01-01T00:00:00Z";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const anEvent = (objectNumber: string): NewEvent => ({
  eventType: "Order Processed",
  objectType: "Order",
  objectId: newId(),
  objectNumber,
});

const inEntity = <Result>(entityId: string, work: (tx: Transaction) => Promise<Result>) =>
  inTransaction(database.database, entityId, work);

const save = (tx: Transaction, ...numbers: string[]) => saveEvents(tx, numbers.map(anEvent), NOW);

const read = (entityId: string, after = 0): Promise<LoggedEvent[]> =>
  inEntity(entityId, async (tx) => {
    await numberNewEvents(tx);
    return listEvents(tx, { after, limit: 10_000 });
  });

const told = (events: readonly LoggedEvent[]): string[] =>
  events.map(({ eventNumber, objectNumber }) => `${eventNumber} ${objectNumber}`);

/** A transaction that writes, and waits to be told how it ends. */
function aSlowWriter(entityId: string, ...numbers: string[]) {
  const written = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const ended = inEntity(entityId, async (tx) => {
    await save(tx, ...numbers);
    await tx.selectFrom("events").select("position").execute(); // what is held back is sent
    written.resolve();
    await end.promise;
  });
  return { written: written.promise, commit: end.resolve, rollBack: end.reject, ended };
}

describe("events", () => {
  test("are numbered when they are committed: whoever read before misses nothing", async () => {
    const { entityId } = await withEntity(database);
    const slow = aSlowWriter(entityId, "slow 1", "slow 2");
    await slow.written;
    await inEntity(entityId, (tx) => save(tx, "quick"));
    assert.deepEqual(told(await read(entityId)), ["1 quick"]);
    slow.commit();
    await slow.ended;
    assert.deepEqual(told(await read(entityId, 1)), ["2 slow 1", "3 slow 2"]);
  });

  test("that are taken back leave no gap", async () => {
    const { entityId } = await withEntity(database);
    await inEntity(entityId, (tx) => save(tx, "first"));
    const failed = aSlowWriter(entityId, "never");
    await failed.written;
    failed.rollBack(new Error("taken back"));
    await assert.rejects(failed.ended, /taken back/);
    await inEntity(entityId, (tx) => undone(tx, () => save(tx, "looked ahead")));
    await inEntity(entityId, (tx) => save(tx, "second"));
    assert.deepEqual(told(await read(entityId)), ["1 first", "2 second"]);
  });

  test("of who waited for another come after those of that other", async () => {
    const { entityId } = await withEntity(database);
    await inEntity(entityId, async (tx) => {
      await save(tx, "of another account"); // begins first
      await inEntity(entityId, (other) => save(other, "while it waited"));
      await save(tx, "afterwards");
    });
    const inOrder = ["1 while it waited", "2 of another account", "3 afterwards"];
    assert.deepEqual(told(await read(entityId)), inOrder);
  });

  test("have consecutive numbers, whoever writes and reads at once", async () => {
    const { entityId } = await withEntity(database);
    const seen: number[] = [];
    let isWriting = true;
    const reader = (async () => {
      for (let last = false; !last; ) {
        last = !isWriting;
        const events = await read(entityId, seen.at(-1) ?? 0);
        seen.push(...events.map(({ eventNumber }) => eventNumber));
      }
    })();
    const otherReader = (async () => {
      while (isWriting) await read(entityId);
    })();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let count = 0; count < 20; count += 1) {
        const numbers = Array.from({ length: 1 + (count % 3) }, () => `${writer} ${count}`);
        await inEntity(entityId, (tx) => save(tx, ...numbers));
      }
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all([reader, otherReader]);
    const total = 8 * (7 * 1 + 7 * 2 + 6 * 3);
    assert.deepEqual(
      seen,
      Array.from({ length: total }, (_, index) => index + 1),
    );
  });

  test("are read from the middle of what was written at once, and by type", async () => {
    const { entityId } = await withEntity(database);
    await inEntity(entityId, async (tx) => {
      const posted = { ...anEvent("INV1"), eventType: "Invoice Posted" } as const;
      await saveEvents(tx, [anEvent("1"), posted, anEvent("3"), anEvent("4")], NOW);
      await save(tx, "5");
    });
    assert.deepEqual(told(await read(entityId, 2)), ["3 3", "4 4", "5 5"]);
    const some = await inEntity(entityId, (tx) =>
      listEvents(tx, { after: 1, through: 4, limit: 2, eventType: "Order Processed" }),
    );
    assert.deepEqual(told(some), ["3 3", "4 4"]);
    const few = await inEntity(entityId, (tx) =>
      listEvents(tx, { after: 0, through: 3, limit: 9 }),
    );
    assert.equal(few.length, 3);
  });

  test("without numbers are known to be there, and of which entity", async () => {
    const [{ entityId }, other] = [await withEntity(database), await withEntity(database)];
    await inEntity(entityId, (tx) => save(tx, "new"));
    const before = await listEntitiesWithNewEvents(database.database);
    assert(before.includes(entityId) && !before.includes(other.entityId));
    await read(entityId);
    const now = await listEntitiesWithNewEvents(database.database);
    assert(!now.includes(entityId));
  });
});
