/** A process of its own that does its share of bill runs, as a second server would. Started by fork. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import { contextOf } from "#operations/context.ts";
import { runBillRun } from "#operations/run-bill-run.ts";
import { openDatabase } from "#store/database.ts";
import { newId } from "#store/ids.ts";

type Share = {
  readonly ownerUrl: string;
  readonly entityId: string;
  readonly userId: string;
  readonly today: PlainDate;
  readonly billRunId: string;
};

export type SecondWorker = {
  /** Does its share of a run. Resolves when there is nothing left of it. */
  run(context: Context, ownerUrl: string, billRunId: string): Promise<void>;
  /** Ends it. */
  close(): Promise<{ readonly megabytes: number }>;
};

export async function startSecondWorker(): Promise<SecondWorker> {
  const child: ChildProcess = fork(new URL(import.meta.url), ["share"]);
  const answer = async (): Promise<unknown> => {
    const [message] = (await once(child, "message")) as [unknown];
    return message;
  };
  await answer();
  return {
    async run({ entityId, userId, today }, ownerUrl, billRunId) {
      const done = answer();
      child.send({ ownerUrl, entityId, userId, today: today(), billRunId } satisfies Share);
      await done;
    },
    async close() {
      const used = answer();
      child.send("end");
      return { megabytes: Number(await used) };
    },
  };
}

if (process.argv[2] === "share" && process.send) {
  process.on("message", (share: Share | "end") => {
    if (share === "end") {
      process.send?.(process.resourceUsage().maxRSS / 1024);
      process.disconnect?.();
    } else void doShare(share).then(() => process.send?.("done"));
  });
  process.send("ready");
}

async function doShare({ ownerUrl, entityId, userId, today, billRunId }: Share): Promise<void> {
  const database = openDatabase(ownerUrl);
  const entity = { entityId, timeZone: "UTC", clockDate: today };
  const caller = {
    database,
    entity,
    userId,
    requestId: newId(),
    entityChanged: () => undefined,
  };
  await runBillRun(contextOf(caller, Temporal.Now.instant()), billRunId);
  await database.close();
}
