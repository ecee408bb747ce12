/** What an import has found, chunk by chunk, for people and for programs. */
import type { Answer, Operations } from "#client/index.ts";
import { type Cell, table } from "../output.ts";

type ImportAnswer = Answer<Operations["importRecords"]>;

export type Report = Pick<ImportAnswer, "accounts" | "failures" | "imported" | "isEqual"> & {
  readonly dryRun: boolean;
  readonly seconds: number;
};

export function newReport(dryRun: boolean): Report {
  return { dryRun, isEqual: true, imported: {}, accounts: [], failures: [], seconds: 0 };
}

/** Catalogs come again with each chunk of a dry run: what fails of them fails once. */
export function withAnswer(report: Report, answer: ImportAnswer, seconds: number): Report {
  const known = new Set(report.failures.map(({ object, sourceId }) => `${object} ${sourceId}`));
  const imported = { ...report.imported };
  for (const [object, rows] of Object.entries(answer.imported)) {
    imported[object] = (imported[object] ?? 0) + rows;
  }
  return {
    dryRun: report.dryRun,
    isEqual: report.isEqual && answer.isEqual,
    imported,
    accounts: [...report.accounts, ...answer.accounts],
    failures: [
      ...report.failures,
      ...answer.failures.filter(({ object, sourceId }) => !known.has(`${object} ${sourceId}`)),
    ],
    seconds,
  };
}

const MOST_SHOWN = 50;

export function reportText({ dryRun, imported, accounts, failures, seconds }: Report): string {
  const differences = accounts.flatMap((account) =>
    account.differences.map((difference) => ({ account, difference })),
  );
  const rows = Object.entries(imported).map(([object, count]): Cell[] => [object, String(count)]);
  const next = accounts.flatMap(({ accountNumber, currency, subscriptions }) =>
    subscriptions.map(({ subscriptionNumber, chargedThroughDate, nextBill }): Cell[] => [
      accountNumber,
      subscriptionNumber,
      chargedThroughDate,
      currency,
      nextBill.amount,
    ]),
  );
  const titles = ["account", "subscription", "billed through", "", "next bill"];
  const shown = differences.slice(0, MOST_SHOWN);
  return [
    dryRun ? "Nothing was kept. It would have been:" : "Imported:",
    rows.length === 0 ? "nothing that is not here already" : table(rows),
    ...(next.length > 0 ? ["", table([titles, ...next.slice(0, MOST_SHOWN)])] : []),
    ...(next.length > MOST_SHOWN ? [`and ${next.length - MOST_SHOWN} more: see --report`] : []),
    "",
    differences.length === 0
      ? "No difference: every balance is what it is in the source."
      : `${differences.length} differences:`,
    ...shown.map(
      ({ account, difference: { kind, message } }) =>
        `  ${account.accountNumber} ${kind}: ${message}`,
    ),
    ...(differences.length > shown.length
      ? [`  and ${differences.length - shown.length} more: see --report`]
      : []),
    ...(failures.length > 0 ? ["", `${failures.length} left out:`] : []),
    ...failures.map(({ object, number, reason }) => `  ${object} ${number}: ${reason}`),
    "",
    `${accounts.length} accounts in ${seconds.toFixed(1)} s`,
  ].join("\n");
}
