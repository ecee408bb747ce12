/** Writes that are sent together do what they would do one by one, and fail as they would. */
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { createTestDatabase, withEntity } from "#test/support/database.ts";
import { inSavepoint, inTransaction, isRefusedByData, sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import { withOwnerConnection } from "./owner-connection.ts";

const testDatabase = await createTestDatabase();
after(testDatabase.drop);
let entity: Awaited<ReturnType<typeof withEntity>>;
beforeEach(async () => {
  entity = await withEntity(testDatabase);
});

const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(testDatabase.database, entity.entityId, work);

const SETTING = { name: "text", value: "jsonb" } as const;
const PREVIEW = { preview_id: "uuid", effect: "jsonb", created_by_id: "uuid" } as const;

const insertSetting = (tx: Transaction, name: string, value: object = {}) =>
  insertRows(tx, "settings", SETTING, [{ name, value }]);
const changeSetting = (tx: Transaction, name: string, value: object) =>
  updateRows(tx, "settings", { keys: { name: "text" }, sets: { value: "jsonb" } }, [
    { name, value },
  ]);
const insertPreview = (tx: Transaction, previewId = newId()) =>
  insertRows(tx, "order_previews", PREVIEW, [
    { preview_id: previewId, effect: { n: "$1" }, created_by_id: entity.userId },
  ]);

const names = async (tx: Transaction): Promise<string[]> => {
  const read = sql<{ name: string }>`select name from settings order by name`;
  return (await read.execute(tx)).rows.map(({ name }) => name);
};
const settingNamed = async (tx: Transaction, name: string): Promise<unknown> => {
  const read = sql<{ value: unknown }>`select value from settings where name = ${name}`;
  return (await read.execute(tx)).rows[0]?.value;
};
const countPreviews = async (tx: Transaction): Promise<number> =>
  (await sql`select from order_previews`.execute(tx)).rows.length;

describe("writes that wait for each other", () => {
  test("are seen by what reads after them, and by others once committed", async () => {
    await inEntity(async (tx) => {
      await insertSetting(tx, "a");
      await insertPreview(tx);
      await insertSetting(tx, "b");
      assert.deepEqual(await names(tx), ["a", "b"]);
      await insertSetting(tx, "c");
    });
    assert.deepEqual(await inEntity(names), ["a", "b", "c"]);
    assert.equal(await inEntity(countPreviews), 1);
  });

  test("are sent as one statement", async () => {
    const statements = await inEntity(async (tx) => {
      await insertSetting(tx, "a");
      await insertPreview(tx);
      const { rows } = await sql<{ same: boolean }>`
        select (select cmin from settings) = (select cmin from order_previews) as same
      `.execute(tx);
      return rows[0]?.same;
    });
    assert.equal(statements, true);
  });

  test("change what was written just before, in the order in which they were asked", async () => {
    await inEntity(async (tx) => {
      await insertSetting(tx, "a", { n: 1 });
      await changeSetting(tx, "a", { n: 2 });
      await changeSetting(tx, "a", { n: 3 });
      await insertPreview(tx);
      await insertSetting(tx, "b");
    });
    assert.deepEqual(await inEntity((tx) => settingNamed(tx, "a")), { n: 3 });
    assert.deepEqual(await inEntity(names), ["a", "b"]);
  });

  test("fail the transaction, at the latest when it is committed", async () => {
    await inEntity((tx) => insertSetting(tx, "a"));
    const twice = inEntity(async (tx) => {
      await insertPreview(tx);
      await insertSetting(tx, "a");
    });
    await assert.rejects(twice, { code: "23505" });
    assert.equal(await inEntity(countPreviews), 0);
  });

  test("fail the savepoint that they are in, and leave what was before it", async () => {
    await inEntity(async (tx) => {
      await insertSetting(tx, "a");
      const refused = inSavepoint(tx, async () => {
        await insertPreview(tx);
        await insertSetting(tx, "a");
      });
      await assert.rejects(refused, isRefusedByData);
      await insertSetting(tx, "b");
    });
    assert.deepEqual(await inEntity(names), ["a", "b"]);
    assert.equal(await inEntity(countPreviews), 0);
  });

  test("fail whatever is asked after them, at once or later, in their own words", async () => {
    await inEntity((tx) => insertSetting(tx, "a"));
    const failing = inEntity(async (tx) => {
      await insertSetting(tx, "a");
      const asked = await Promise.allSettled([names(tx), countPreviews(tx), names(tx)]);
      const later = await Promise.allSettled([inSavepoint(tx, names), names(tx)]);
      const codes = [...asked, ...later].map((each) =>
        each.status === "rejected" ? each.reason.code : "answered",
      );
      assert.deepEqual(codes, Array(5).fill("23505"));
      return names(tx);
    });
    await assert.rejects(failing, { code: "23505" });
    assert.deepEqual(await inEntity(names), ["a"]);
  });

  test("are never sent when they are taken back", async () => {
    const stopped = new Error("stopped");
    const failing = inEntity(async (tx) => {
      await insertSetting(tx, "a");
      throw stopped;
    });
    await assert.rejects(failing, stopped);
    await inEntity(async (tx) => {
      await insertPreview(tx);
      const failed = inSavepoint(tx, async () => {
        await insertSetting(tx, "b");
        throw stopped;
      });
      await assert.rejects(failed, stopped);
    });
    assert.deepEqual(await inEntity(names), []);
    assert.equal(await inEntity(countPreviews), 1);
  });

  test("do the same when their statement is prepared", async () => {
    for (let round = 0; round < 20; round += 1) {
      await inEntity(async (tx) => {
        await insertSetting(tx, `setting ${round}`, { round });
        await insertPreview(tx);
      });
    }
    assert.equal((await inEntity(names)).length, 20);
    assert.deepEqual(await inEntity((tx) => settingNamed(tx, "setting 17")), { round: 17 });
    const prepared = await inEntity((tx) =>
      sql`select from pg_prepared_statements where statement like 'with w0 as (insert into settings%'`.execute(
        tx,
      ),
    );
    assert.equal(prepared.rows.length, 1);
  });
});

describe("a transaction that is small", () => {
  const inSmall = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    inTransaction(testDatabase.database, entity.entityId, work, { isSmall: true });
  const modeOf = async (tx: Transaction): Promise<string | undefined> => {
    const read = sql<{ mode: string }>`select current_setting('plan_cache_mode') as mode`;
    return (await read.execute(tx)).rows[0]?.mode;
  };
  const ask = (tx: Transaction, howMany: number) => {
    const wanted = Array.from({ length: howMany }, (_, index) => `setting ${index}`);
    return sql`select from settings where name = any (${wanted}::text[])`.execute(tx);
  };

  test("keeps plans until it asks about many rows, and others keep none", async () => {
    const modes = await inSmall(async (tx) => {
      await ask(tx, 20);
      const few = await modeOf(tx);
      await ask(tx, 21);
      return [few, await modeOf(tx)];
    });
    assert.deepEqual(modes, ["force_generic_plan", "force_custom_plan"]);
    assert.equal(await inEntity(modeOf), "force_custom_plan");
    assert.equal(await inSmall(modeOf), "force_generic_plan");
  });

  test("keeps them again when the savepoint that asked about many is taken back", async () => {
    const modes = await inSmall(async (tx) => {
      const stopped = new Error("stopped");
      const failed = inSavepoint(tx, async () => {
        await ask(tx, 21);
        throw stopped;
      });
      await assert.rejects(failed, stopped);
      const before = await modeOf(tx);
      await ask(tx, 21);
      return [before, await modeOf(tx)];
    });
    assert.deepEqual(modes, ["force_generic_plan", "force_custom_plan"]);
  });

  test("plans a statement once for all its parameters", async () => {
    const kept = await inSmall(async (tx) => {
      for (let round = 1; round <= 20; round += 1) await ask(tx, round);
      const { rows } = await sql<{ generic_plans: number; custom_plans: number }>`
        select generic_plans, custom_plans from pg_prepared_statements
        where statement like 'select from settings where name = any%'
      `.execute(tx);
      return rows;
    });
    assert.equal(kept.length, 1);
    assert.ok(kept[0] && kept[0].generic_plans > 0, JSON.stringify(kept));
    assert.equal(kept[0].custom_plans, 0);
  });
});

test("a statement that was prepared before a migration works again at the second try", async () => {
  const readAll = () =>
    inEntity((tx) => sql`select * from settings where name = ${"a"}`.execute(tx));
  await inEntity((tx) => insertSetting(tx, "a"));
  for (let round = 0; round < 10; round += 1) await readAll();
  await withOwnerConnection(testDatabase.ownerUrl, (client) =>
    client.query("alter table settings add column added_by_a_newer_version text"),
  );
  await assert.rejects(readAll, { code: "0A000" });
  assert.equal((await readAll()).rows.length, 1);
});

test("a transaction whose connection breaks says what broke it", async () => {
  const broken = inEntity((tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx));
  await assert.rejects(broken, /terminat/);
  assert.deepEqual(await inEntity(names), []);
});
