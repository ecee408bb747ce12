import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { textOf } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { Actions } from "../../ui/actions.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { START } from "./payment-run-actions.ts";
import {
  PAYMENT_RUN_STATUSES,
  type PaymentRunSearch,
  paymentRunFilter,
  paymentRunWords,
} from "./payment-run-search.ts";

const sorted = (field: string) => ({
  name: field,
  fields: [field],
  sortField: field.toLowerCase(),
});

const count = (field: string, title: string): ListColumn => ({
  ...{ name: field, fields: [field], title, isFigure: true },
  cell: (row) => <span className="figure">{textOf(row, field) || "0"}</span>,
});

const COLUMNS: readonly ListColumn[] = [
  {
    ...sorted("paymentRunNumber"),
    title: "Number",
    cell: (row) => {
      const paymentRunKey = textOf(row, "paymentRunNumber");
      return (
        <Link className="link" to="/payment-runs/$paymentRunKey" params={{ paymentRunKey }}>
          {paymentRunKey}
        </Link>
      );
    },
  },
  {
    ...sorted("targetDate"),
    title: "Due up to",
    cell: (row) => <Day day={textOf(row, "targetDate")} />,
  },
  {
    ...sorted("status"),
    title: "Status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  count("numberOfInvoices", "Invoices"),
  count("numberOfPayments", "Payments"),
  count("numberOfCreditMemos", "Credit memos"),
  count("numberOfErrors", "Failed"),
];

/** In milliseconds, while one of them is at work. */
const LOOK_AGAIN = 1_500;

export function PaymentRunsPage() {
  const search = useSearch({ from: "/shell/payment-runs" });
  const navigate = useNavigate({ from: "/payment-runs" });
  const { today } = useSession();
  const go = (next: PaymentRunSearch) => navigate({ search: next });
  const show = (change: Partial<PaymentRunSearch>) =>
    void go({ ...search, cursor: undefined, ...change });
  return (
    <ListPage
      title="Payment runs"
      objects="payment-runs"
      search={search}
      go={go}
      defaultSort="paymentrunnumber.DESC"
      filter={paymentRunFilter(search)}
      words={paymentRunWords(search)}
      columns={COLUMNS}
      actions={<Actions actions={START} thing={{ today }} number="" />}
      filters={
        <div className="row">
          <BeginsWith
            key={search.number ?? ""}
            label="Number begins with"
            text={search.number}
            onText={(number) => show({ number })}
          />
          <Choices
            label="Status"
            values={PAYMENT_RUN_STATUSES}
            chosen={search.status}
            onChoose={(status) => show({ status })}
          />
        </div>
      }
      first={
        <Empty title="There are no payment runs yet">
          <p>One collects what is due of all accounts that pay by themselves.</p>
        </Empty>
      }
      lookAgain={(rows) =>
        rows.some(({ status }) => status === "Pending" || status === "Processing") && LOOK_AGAIN
      }
    />
  );
}
