import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { pageAfter } from "../../../ui/page-after.ts";
import { Status } from "../../../ui/status.tsx";
import { choicesOf } from "../form/choices-of.ts";
import { type Deed, Deeds } from "../form/deeds.tsx";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listAccountingCodes">;
type Code = Listed["accountingCodes"][number];

const TYPES = [
  ...(["AccountsReceivable", "On-Account Receivable", "Cash", "OtherAssets"] as const),
  ...(["CustomerCashOnAccount", "DeferredRevenue", "SalesTaxPayable"] as const),
  ...(["OtherLiabilities", "SalesRevenue", "SalesDiscounts", "OtherRevenue"] as const),
  ...(["OtherEquity", "BadDebt", "OtherExpenses"] as const),
] satisfies BodyOf<"createAccountingCode">["type"][];

const ACCOUNTING_CODES: Setting<Code, Listed> = {
  title: "Accounting codes",
  one: "accounting code",
  about: "Accounts of the ledger. From the first one on, charges name only those that are here.",
  write: "finance.write",
  list: {
    ask: (page) => ask.listAccountingCodes({ query: { page } }),
    rowsOf: ({ accountingCodes }) => accountingCodes,
    nextPageOf: ({ nextPage }) => pageAfter(nextPage),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "type", title: "Type", cell: ({ type }) => choicesOf([type])[0]?.label },
      { name: "category", title: "Category", cell: ({ category }) => category },
      {
        name: "gl",
        title: "General ledger",
        cell: ({ glAccountNumber, glAccountName }) =>
          [glAccountNumber, glAccountName].filter(Boolean).join(" ") || "–",
      },
      { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
    ],
  },
  empty: "As long as there is none, charges may name whatever they like.",
  form: {
    fields: fieldsOf<"createAccountingCode">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      { name: "type", label: "Type", kind: "choice", options: choicesOf(TYPES) },
      { name: "glAccountNumber", label: "Number in the general ledger", kind: "text" },
      { name: "glAccountName", label: "Name in the general ledger", kind: "text" },
      { name: "notes", label: "Notes", kind: "long text" },
    ]),
    initial: { name: "", type: "SalesRevenue" },
    draftOf: ({ name, type, glAccountNumber, glAccountName, notes }) => ({
      ...{ name, type, glAccountNumber, glAccountName, notes },
    }),
    create: (body) => api.createAccountingCode({ body: body as BodyOf<"createAccountingCode"> }),
    update: ({ id }, body) =>
      api.updateAccountingCode({
        params: { accountingCodeId: id },
        body: body as BodyOf<"updateAccountingCode">,
      }),
  },
  remove: {
    run: ({ id }) => api.deleteAccountingCode({ params: { accountingCodeId: id } }),
    warning: "A code that no charge of the catalog names can be deleted.",
  },
  Beneath: ({ row }) => <Deeds title="Use" needs="finance.write" deeds={deedsOf(row)} />,
};

function deedsOf({ id, status }: Code): Deed[] {
  const params = { accountingCodeId: id };
  return status === "Active"
    ? [
        {
          name: "Deactivate the code",
          about: "What names it keeps it; nothing new can name it.",
          run: () => api.deactivateAccountingCode({ params }),
        },
      ]
    : [
        {
          name: "Activate the code",
          about: "Charges can name it again.",
          run: () => api.activateAccountingCode({ params }),
        },
      ];
}

export const AccountingCodesPage = () => <SettingPage setting={ACCOUNTING_CODES} />;
