/** A process of run.ts: takes the next files of the queue and runs each as a suite. */
import { readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { describe } from "node:test";

const queue = process.env.QUITTANCE_TEST_QUEUE ?? "";

/** Renaming tells whose it is: of two processes that try, one succeeds. */
function takeNext(): readonly string[] {
  for (let index = 0; ; index += 1) {
    const taken = path.join(queue, `${index}-of-${process.pid}`);
    try {
      renameSync(path.join(queue, `${index}.json`), taken);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT" && index < 1_000) continue;
      throw error;
    }
    return JSON.parse(readFileSync(taken, "utf8")) as string[];
  }
}

for (const file of takeNext()) {
  describe(file, async () => {
    await import(path.join(process.cwd(), file));
  });
}
