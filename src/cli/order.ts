import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Session, WithSession } from "./session.ts";

type Options = { preview: boolean; idempotencyKey?: string };

/** `quittance order order.json`: the body of POST /v1/orders from a file. */
export function addOrder(program: Command, withSession: WithSession): void {
  program
    .command("order <file>")
    .description("create an order from a file with its JSON; - reads it from the pipe")
    .option("--preview", "say what it would do", false)
    .option("--idempotency-key <key>", "sent twice, it is done once")
    .action(withSession(order));
}

async function order({ client, print }: Session, file: string, options: Options): Promise<void> {
  const body = JSON.parse(await readFile(file === "-" ? "/dev/stdin" : file, "utf8"));
  const { preview, idempotencyKey } = options;
  const answer = preview
    ? await client.previewOrder({ body })
    : await client.createOrder({ body, ...(idempotencyKey && { idempotencyKey }) });
  print(answer, () => JSON.stringify(answer, null, 2));
}
