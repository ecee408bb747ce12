import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { signIn } from "#client/index.ts";
import { type Cell, table } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

/** Commands that only look. */
export function addReading(program: Command, withSession: WithSession): void {
  const add = (name: string, description: string) => program.command(name).description(description);
  add("token", "a bearer token, for curl").action(withSession(token));
  add("account <key>", "what an account owes, why, and whether it adds up").action(
    withSession(account),
  );
  add("invoice <key>", "an invoice and its items").action(withSession(invoice));
  add("credit-memo <key>", "a credit memo and its items").action(withSession(creditMemo));
  add("events", "what has happened")
    .option("--after <number>", "events with greater numbers", "0")
    .option("--follow", "wait for more", false)
    .action(withSession(events));
  add("doctor", "whether the server is reached, signed in to, and adds up").action(
    withSession(doctor),
  );
}

async function token({ print, connection }: Session): Promise<void> {
  const given = await signIn({ ...connection, baseUrl: connection.url });
  print({ token: given }, () => given);
}

async function account({ client, print }: Session, accountKey: string): Promise<void> {
  const params = { accountKey };
  const [{ basicInfo, metrics }, proof, { residues }] = await Promise.all([
    client.getAccount({ params }),
    client.proveAccount({ params }),
    client.listResidues({ params }),
  ]);
  if (!proof.isEqual) process.exitCode = 1;
  print({ basicInfo, metrics, proof, residues }, () =>
    [
      `${basicInfo.accountNumber} ${basicInfo.name}, ${basicInfo.status}`,
      table([
        ["balance", metrics.balance],
        ["contracted MRR", metrics.contractedMrr],
      ]),
      proof.isEqual ? "Proved: it adds up." : `It does not add up: ${JSON.stringify(proof)}`,
      ...residues.map((residue) => JSON.stringify(residue)),
    ].join("\n"),
  );
}

async function invoice({ client, print }: Session, invoiceKey: string): Promise<void> {
  const params = { invoiceKey };
  const [found, { invoiceItems }] = await Promise.all([
    client.getInvoice({ params }),
    client.listInvoiceItems({ params }),
  ]);
  print({ ...found, invoiceItems }, () => {
    const { invoiceNumber, status, invoiceDate, dueDate, amount, balance } = found;
    const rows = invoiceItems.map((item): Cell[] => [
      item.chargeName,
      item.serviceStartDate,
      item.serviceEndDate,
      item.chargeAmount,
    ]);
    return [
      `${invoiceNumber}, ${status}, of ${invoiceDate}, due ${dueDate}`,
      table([["charge", "from", "to", "amount"], ...rows]),
      table([
        ["total", amount],
        ["owed", balance],
      ]),
    ].join("\n");
  });
}

async function creditMemo({ client, print }: Session, creditMemoKey: string): Promise<void> {
  const params = { creditMemoKey };
  const [found, { items }] = await Promise.all([
    client.getCreditMemo({ params }),
    client.listCreditMemoItems({ params }),
  ]);
  print({ ...found, items }, () => {
    const { number, status, creditMemoDate, reasonCode, amount, unappliedAmount } = found;
    const rows = items.map((item): Cell[] => [
      item.skuName,
      item.serviceStartDate,
      item.serviceEndDate,
      item.amount,
    ]);
    return [
      `${number}, ${status}, of ${creditMemoDate}, ${reasonCode ?? "no reason"}`,
      table([["item", "from", "to", "amount"], ...rows]),
      table([
        ["total", amount],
        ["unapplied", unappliedAmount],
      ]),
    ].join("\n");
  });
}

type EventOptions = { after: string; follow: boolean };

async function events({ client, print }: Session, options: EventOptions): Promise<void> {
  let after = Number(options.after);
  for (;;) {
    const { events: some } = await client.listEvents({ query: { after: String(after) } });
    for (const event of some) {
      const { eventNumber, occurredDate, eventType, objectNumber, amount, currency } = event;
      const value = amount === null ? "" : ` ${amount.toFixed(2)} ${currency ?? ""}`;
      const text = `${eventNumber} ${occurredDate} ${eventType} ${objectNumber ?? ""}${value}`;
      print(event, () => text);
      after = eventNumber;
    }
    if (some.length > 0) continue;
    if (!options.follow) return;
    await delay(1000);
  }
}

async function doctor({ client, print, connection: { url } }: Session): Promise<void> {
  const checks: { check: string; result: string }[] = [];
  const look = async (check: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      checks.push({ check, result: await work() });
      return true;
    } catch (error) {
      checks.push({ check, result: `FAILED: ${error instanceof Error ? error.message : error}` });
      process.exitCode = 1;
      return false;
    }
  };
  const ask = async (path: string): Promise<string> => {
    const answer = await fetch(new URL(path, url));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return "yes";
  };
  if (await look(`server at ${url}`, () => ask("/healthz"))) {
    await look("database", () => ask("/readyz"));
    await look("signed in, and the latest proofs are equal", async () => {
      const { proofs } = await client.listProofs();
      const unequal = proofs.filter(({ unequalAccounts }) => unequalAccounts > 0).length;
      if (unequal > 0) throw new Error(`${unequal} proofs have found differences`);
      return proofs.length === 0 ? "none was made yet" : "yes";
    });
  }
  print(checks, () => table(checks.map(({ check, result }) => [check, result])));
}
