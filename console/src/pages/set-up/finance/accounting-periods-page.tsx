import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Day } from "../../../ui/days.tsx";
import { pageAfter } from "../../../ui/page-after.ts";
import { Status } from "../../../ui/status.tsx";
import { type Deed, Deeds } from "../form/deeds.tsx";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listAccountingPeriods">;
type Period = Listed["accountingPeriods"][number];

const PERIODS: Setting<Period, Listed> = {
  title: "Accounting periods",
  one: "accounting period",
  about: "Nothing is posted into one that is closed, but write-offs of what is owed.",
  write: "finance.write",
  list: {
    ask: (page) => ask.listAccountingPeriods({ query: { page } }),
    rowsOf: ({ accountingPeriods }) => accountingPeriods,
    nextPageOf: ({ nextPage }) => pageAfter(nextPage),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "start", title: "First day", cell: ({ startDate }) => <Day day={startDate} /> },
      { name: "end", title: "Last day", cell: ({ endDate }) => <Day day={endDate} /> },
      {
        name: "year",
        title: "Fiscal year",
        cell: ({ fiscalYear, fiscalQuarter }) =>
          fiscalQuarter === null ? fiscalYear : `${fiscalYear}, quarter ${fiscalQuarter}`,
      },
      { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
    ],
  },
  empty: "As long as there is none, every day is open.",
  form: {
    fields: fieldsOf<"createAccountingPeriod">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      {
        ...{ name: "startDate", label: "First day", kind: "day", isRequired: true },
        help: "The day after the last period ends.",
      },
      { name: "endDate", label: "Last day", kind: "day", isRequired: true },
      { name: "fiscalYear", label: "Fiscal year", kind: "amount", isRequired: true },
      { name: "fiscalQuarter", label: "Quarter of it", kind: "amount", help: "1 to 4." },
      { name: "notes", label: "Notes", kind: "long text" },
    ]),
    initial: { name: "" },
    draftOf: ({ name, startDate, endDate, fiscalYear, fiscalQuarter, notes }) => ({
      ...{ name, startDate, endDate, fiscalYear, fiscalQuarter, notes },
    }),
    refusalOf: ({ status }) =>
      status === "Closed" ? "It is closed: reopen it to change it." : undefined,
    create: (body) =>
      api.createAccountingPeriod({ body: body as BodyOf<"createAccountingPeriod"> }),
    update: ({ id }, body) =>
      api.updateAccountingPeriod({
        params: { accountingPeriodId: id },
        body: body as BodyOf<"updateAccountingPeriod">,
      }),
  },
  remove: {
    run: ({ id }) => api.deleteAccountingPeriod({ params: { accountingPeriodId: id } }),
    warning: "The last period can be deleted while it is open.",
    isOffered: ({ status }) => status === "Open",
  },
  Beneath: ({ row }) => <Deeds title="Open and close" needs="finance.write" deeds={deedsOf(row)} />,
};

function deedsOf({ id, status }: Period): Deed[] {
  const params = { accountingPeriodId: id };
  const close: Deed = {
    name: "Close the period",
    about: "All earlier ones must be closed. Nothing is posted into it from then on.",
    run: () => api.closeAccountingPeriod({ params }),
  };
  const pending: Deed = {
    name: "Set it to pending close",
    about: "Only those who may close periods go on posting into it.",
    run: () => api.pendingCloseAccountingPeriod({ params }),
  };
  const reopen: Deed = {
    name: "Reopen the period",
    about: "All later ones must be open.",
    run: () => api.reopenAccountingPeriod({ params }),
  };
  if (status === "Open") return [pending, close];
  return status === "PendingClose" ? [close, reopen] : [reopen];
}

export const AccountingPeriodsPage = () => <SettingPage setting={PERIODS} />;
