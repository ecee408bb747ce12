import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { runDataQuery, type Sums } from "../../api/data-query.ts";
import type { Answered } from "../../api/exactly.ts";
import type { AgeingBucket } from "../../ui/ageing-bar.tsx";
import { sumOf } from "../../ui/money.tsx";

export const KINDS = ["Invoiced", "Collected", "Credited", "Written off"] as const;
export type Kind = (typeof KINDS)[number];

export type CurrencySums = {
  readonly currency: string;
  readonly ageing: readonly AgeingBucket[];
  /** What is owed, of all ages. */
  readonly owed: string;
  /** By kind, an amount for each month, the oldest first. */
  readonly months: Readonly<Record<Kind, readonly string[]>>;
};

export type MonthSums = {
  readonly months: readonly string[];
  readonly currencies: readonly CurrencySums[];
  readonly asOf: string;
};

type Ageing = Answered<"getAgingBuckets">;

/** A year of sums, and what is owed by its age: one query of the server, good for two minutes. */
export const monthSums = (today: string, userId: string) =>
  queryOptions({
    queryKey: ["month-sums", today],
    queryFn: async (): Promise<MonthSums> => {
      const ageing = await api.getAgingBuckets();
      const months = monthsUpTo(today);
      return summed(await runDataQuery(queryText(today, months, ageing), userId), months, ageing);
    },
    staleTime: 120_000,
  });

/** "2022-06" to "2023-05": twelve of them, the last one that of `today`. */
function monthsUpTo(today: string): string[] {
  return Array.from({ length: 12 }, (_, index) => monthAfter(today.slice(0, 7), index - 11));
}

function monthAfter(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 7);
}

function queryText(today: string, months: readonly string[], ageing: Ageing): string {
  const [first = "", last = ""] = [months[0], months.at(-1)];
  const within = (day: string) =>
    `${day} >= date '${first}-01' and ${day} < date '${monthAfter(last, 1)}-01'`;
  const by = (kind: Kind, table: string, day: string, amount: string, which: string) =>
    `select '${kind}' as kind, currency, to_char(${day}, 'YYYY-MM') as part, ${amount} as amount
     from ${table} where ${which} and ${within(day)}`;
  // Where each bucket but the first begins.
  const bounds = ageing.buckets.slice(1).map(({ fromDaysPastDue }) => fromDaysPastDue);
  const sign = ageing.includeNegativeInvoice ? "<> 0" : "> 0";
  const owed = (table: string) =>
    `select 'Owed', currency,
       width_bucket(date '${today}' - duedate, array[${bounds.join(", ")}]::integer[])::text, balance
     from ${table} where status = 'Posted' and balance ${sign}`;
  const isWrittenOff = "coalesce(reasoncode, '') = 'Write-off'";
  const parts = [
    by("Invoiced", "invoice", "invoicedate", "amount", "status = 'Posted'"),
    by("Collected", "payment", "effectivedate", "amount", "status = 'Processed'"),
    by(
      "Credited",
      "creditmemo",
      "memodate",
      "totalamount",
      `status = 'Posted' and not ${isWrittenOff}`,
    ),
    by(
      "Written off",
      "creditmemo",
      "memodate",
      "totalamount",
      `status = 'Posted' and ${isWrittenOff}`,
    ),
    owed("invoice"),
    owed("debitmemo"),
  ];
  return `select kind, currency, part, sum(amount)::text as amount
    from (${parts.join(" union all ")}) counted group by kind, currency, part`;
}

function summed({ rows, asOf }: Sums, months: readonly string[], { buckets }: Ageing): MonthSums {
  const found = new Map(rows.map((row) => [`${row.currency} ${row.kind} ${row.part}`, row.amount]));
  const amount = (currency: string, kind: string, part: string): string =>
    found.get(`${currency} ${kind} ${part}`) ?? "0";
  const names = [...new Set(rows.map(({ currency }) => currency ?? ""))].sort();
  const currencies = names.map((currency): CurrencySums => {
    const ageing = buckets.map(({ name }, index) => ({
      name,
      balance: amount(currency, "Owed", String(index)),
    }));
    const of = (kind: Kind) => months.map((month) => amount(currency, kind, month));
    return {
      ...{ currency, ageing, owed: sumOf(ageing.map(({ balance }) => balance)) },
      months: {
        ...{ Invoiced: of("Invoiced"), Collected: of("Collected") },
        ...{ Credited: of("Credited"), "Written off": of("Written off") },
      },
    };
  });
  return { months, currencies, asOf };
}
