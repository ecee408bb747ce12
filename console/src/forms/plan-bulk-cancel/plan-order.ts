/** From what is chosen to the bulk cancel that is planned. */
import type { Given } from "../../api/exactly.ts";
import type { BulkCancel } from "../../pages/bulk-cancels/bulk-cancel.ts";
import type { PlanSearch } from "./plan-search.ts";

type Body = NonNullable<Given<"createBulkCancel">["body"]>;

const listOf = (text: string | undefined): string[] => text?.split(",").filter(Boolean) ?? [];

/** The choice with what is not said. */
export const choiceOf = (search: PlanSearch, today: string) => ({
  ...search,
  kind: search.kind ?? ("Cancel" as const),
  from: search.from ?? ("Filter" as const),
  batches: listOf(search.batches),
  accounts: listOf(search.accounts),
  policy: search.policy ?? ("SpecificDate" as const),
  on: search.on ?? today,
  bill: search.bill ?? true,
  billTo: search.billTo ?? today,
  writeOff: search.writeOff ?? false,
});

export type PlanChoice = ReturnType<typeof choiceOf>;

type Filter = NonNullable<BulkCancel["filter"]>;

/** Nothing of it: what nobody has said does not mean everything. */
export const saysNothing = (choice: PlanChoice): boolean =>
  choice.from === "Filter" && Object.keys(filterOf(choice)).length === 0;

export function filterOf(choice: PlanChoice): Filter {
  const { kind, batches, accounts, currency, overdue, overdueTo, product, plan } = choice;
  const { upTo, before } = choice;
  return {
    ...(accounts.length > 0 && { accountNumbers: accounts }),
    ...(batches.length > 0 && { batches }),
    ...(currency && { currency }),
    ...(overdue && { overdueFromDays: overdue }),
    ...(overdueTo && { overdueToDays: overdueTo }),
    ...(kind === "Cancel" && product && { productKey: product }),
    ...(kind === "Cancel" && plan && { productRatePlanKey: plan }),
    ...(kind === "WriteOff" && upTo && { balanceUpTo: upTo }),
    ...(kind === "WriteOff" && before && { invoiceDateBefore: before }),
  } as unknown as Filter;
}

const optionsOf = ({ kind, policy, on, bill, billTo, writeOff, reason }: PlanChoice) =>
  kind === "WriteOff"
    ? { ...(reason && { reasonCode: reason }) }
    : {
        cancellationPolicy: policy,
        ...(policy === "SpecificDate" && { cancellationEffectiveDate: on }),
        runBilling: bill,
        ...(bill && { targetDate: billTo }),
        writeOff,
        ...(reason && { reasonCode: reason }),
      };

export function bodyOf(choice: PlanChoice): Body {
  const { kind, from, comment } = choice;
  return {
    kind,
    rowsFrom: from,
    ...(comment && { comment }),
    ...(from === "Filter" && { filter: filterOf(choice) }),
    options: optionsOf(choice),
  } as unknown as Body;
}

/** As the API would tell of it: for the words that tell of it here. */
export const deedOf = (choice: PlanChoice): Pick<BulkCancel, "kind" | "options"> => ({
  kind: choice.kind,
  options: {
    cancellationPolicy: choice.policy,
    cancellationEffectiveDate: choice.on,
    runBilling: choice.bill,
    targetDate: choice.billTo,
    writeOff: choice.writeOff,
  } as BulkCancel["options"],
});
