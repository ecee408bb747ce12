import { proveEntity } from "#operations/prove-entity.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { billMonth } from "./bill-run.ts";
import { createSubscriptions } from "./many-subscriptions.ts";
import { type BenchEnvironment, type Measurement, timed, type Workload } from "./workload.ts";

const DEFAULT_SIZE = 100_000;

/** Proves accounts with two posted invoices each, beside a plain sum over the same rows. */
export const proof: Workload = {
  name: "proof",
  description: "proves accounts (100,000) with two invoices each, beside a plain sum of their rows",

  async run(environment: BenchEnvironment): Promise<Measurement[]> {
    const { ownerUrl, size = DEFAULT_SIZE } = environment;
    await createSubscriptions(environment.context("2025-01-01"), size, "2025-01");
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    await billMonth(environment, "2025-01-31", size);
    await billMonth(environment, "2025-02-28", size);
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    const { userId: _, ...context } = environment.context("2025-03-01");
    const summed = await timed(() => withOwnerConnection(ownerUrl, (client) => client.query(SUMS)));
    const proved = await timed(() => proveEntity(context));
    const { accounts, unequalAccounts, firstDifferences } = proved.result;
    if (accounts !== size || unequalAccounts > 0) {
      throw new Error(`the proof went wrong: ${JSON.stringify(firstDifferences[0])}`);
    }
    return [
      { name: "accounts proved", value: size / proved.seconds, unit: "accounts/s" },
      { name: "all of them", value: proved.seconds, unit: "s" },
      { name: "plain sum of the same rows", value: size / summed.seconds, unit: "accounts/s" },
      { name: "proof over plain sum", value: summed.seconds / proved.seconds, unit: "" },
      { name: "largest memory of Node", value: process.resourceUsage().maxRSS / 1024, unit: "MB" },
    ];
  },
};

/** What the proof reads at least, account by account, and compares with nothing. */
const SUMS = `
  select count(*) from (
    select account_id, sum(balance) from invoices group by 1
    union all select account_id, sum(balance) from invoice_items group by 1
    union all select account_id, sum(amount) from journal_entries group by 1
  ) sums`;
