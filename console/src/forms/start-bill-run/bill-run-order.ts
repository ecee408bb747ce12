import type { Given } from "../../api/exactly.ts";
import { inWords } from "../../ui/days.tsx";
import type { StartSearch } from "./start-search.ts";

type Body = NonNullable<Given<"createBillRun">["body"]>;

const listOf = (text: string | undefined): string[] => text?.split(",").filter(Boolean) ?? [];

/** The choice with what is not said: everything due by today, of all accounts, as drafts. */
export const choiceOf = (search: StartSearch, today: string) => ({
  name: search.name,
  to: search.to ?? today,
  dated: search.dated ?? today,
  whose: search.whose ?? ("all" as const),
  batches: listOf(search.batches),
  accounts: listOf(search.accounts),
  post: search.post ?? false,
  renew: search.renew ?? false,
});

export type RunChoice = ReturnType<typeof choiceOf>;

/** Nobody is chosen: everybody would be billed, which is not what was meant. */
export const isOfNobody = ({ whose, batches, accounts }: RunChoice): boolean =>
  (whose === "batches" && batches.length === 0) || (whose === "accounts" && accounts.length === 0);

export function bodyOf(choice: RunChoice): Body {
  const { name, to, dated, whose, batches, accounts, post, renew } = choice;
  const filters = accounts.map((accountId) => ({ filterType: "Account" as const, accountId }));
  return {
    ...(name && { name }),
    ...{ targetDate: to, invoiceDate: dated, autoPost: post, autoRenewal: renew },
    ...(whose === "accounts" ? { billRunFilters: filters } : {}),
    ...(whose === "batches" ? { batches } : {}),
    ...(whose === "all" ? { batches: ["AllBatches"] } : {}),
  } as Body;
}

/** What one click will do, in the words that a clerk would say it in. */
export function effectOf(choice: RunChoice): string[] {
  const { to, dated, post, renew } = choice;
  return [
    ...(renew ? [`Renews first what renews by itself up to ${inWords(to)}.`] : []),
    `Bills everything that is due up to and including ${inWords(to)}, of ${whoseInWords(choice)}.`,
    `Its invoices and credit memos are dated ${inWords(dated)}.`,
    post
      ? "They are posted at once: customers owe them from then on."
      : "They are drafts until somebody posts them; until then the run can be cancelled.",
  ];
}

function whoseInWords({ whose, batches, accounts }: RunChoice): string {
  if (whose === "all") return "all accounts";
  if (whose === "batches") return `the accounts of ${batches.join(", ") || "no batch yet"}`;
  if (accounts.length === 0) return "no account yet";
  return accounts.length === 1 ? `account ${accounts[0]}` : `${accounts.length} accounts`;
}
