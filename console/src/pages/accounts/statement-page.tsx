/** What an account owed before some days, what has moved it, and what it owed after them. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { type Action, Actions } from "../../ui/actions.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day, inWords } from "../../ui/days.tsx";
import { DayFilter } from "../../ui/filters.tsx";
import { inCurrency, isBelowZero, Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { SaveCsv } from "../../ui/save-csv.tsx";
import { savePdf } from "../../ui/save-pdf.ts";
import { Answered, Failed } from "../../ui/states.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";
import { RefundLink } from "../payments/refund-link.tsx";
import { AccountName } from "./account-name.tsx";
import { daysOf, type StatementSearch } from "./statement-search.ts";

type Statement = AnswerOf<"getAccountStatement">;
type Movement = Statement["movements"][number];

export function StatementPage() {
  const { accountKey } = useParams({ from: "/shell/accounts/$accountKey/statement" });
  const search = useSearch({ from: "/shell/accounts/$accountKey/statement" });
  const navigate = useNavigate({ from: "/accounts/$accountKey/statement" });
  const days = daysOf(search, useSession().today);
  const query = useQuery(ask.getAccountStatement({ params: { accountKey }, query: days }));
  const show = (change: StatementSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHead
        title="Statement"
        tabTitle={`Statement of ${accountKey}`}
        beneath={
          <>
            <AccountName accountKey={accountKey} />
            <span>
              {inWords(days.startDate)} to {inWords(days.endDate)}, that day included
            </span>
          </>
        }
      >
        <SaveCsv
          fileName={`statement ${accountKey}`}
          columns={FIELDS}
          load={async () => [...(query.data?.movements ?? [])]}
        />
        <StatementPdf accountKey={accountKey} days={days} />
      </PageHead>
      <div className="stack">
        <div className="row">
          <DayFilter label="From" day={days.startDate} onDay={(from) => show({ from })} />
          <DayFilter label="To" day={days.endDate} onDay={(to) => show({ to })} />
        </div>
        <section className="panel" aria-labelledby="movements">
          <h2 id="movements">What has moved it</h2>
          <Answered query={query} what="the statement" lines={10}>
            {(statement) => <Movements statement={statement} days={days} />}
          </Answered>
        </section>
      </div>
    </>
  );
}

const FIELDS = ["date", "type", "documentNumber", "amount", "balance"];

type Days = ReturnType<typeof daysOf>;
type StatementPdfProps = { readonly accountKey: string; readonly days: Days };

function StatementPdf({ accountKey, days }: StatementPdfProps) {
  const mayWrite = useMay("accounts.write");
  const mayRead = useMay("billing.read");
  const print = useMutation({
    mutationFn: async () => {
      const params = { accountKey };
      const { fileId } = await api.printAccountStatement({ params, body: days });
      await savePdf(fileId, `statement ${accountKey} ${days.endDate}`);
    },
  });
  return (
    <>
      {mayWrite && mayRead && (
        <Button variant="default" loading={print.isPending} onClick={() => print.mutate()}>
          Download PDF
        </Button>
      )}
      <Actions actions={EMAIL} thing={{ accountKey, days }} number={accountKey} />
      {print.error && <Failed error={print.error} what="the PDF" title="Could not make the PDF" />}
    </>
  );
}

const EMAIL: readonly Action<StatementPdfProps>[] = [
  {
    verb: "E-mail the statement",
    needs: ["accounts.write"],
    isOffered: () => true,
    whatItDoes: () => "Sends a new PDF of these days.",
    asks: () => [
      {
        ...{ name: "emailAddresses", kind: "text", label: "To" },
        description: "With commas. Left empty: the bill-to contact.",
      },
    ],
    send: ({ accountKey, days }, given) =>
      api.emailAccountStatement({ params: { accountKey }, body: { ...days, ...given } }),
  },
];

const NAMES: Readonly<Record<Movement["type"], string>> = {
  Invoice: "Invoice",
  DebitMemo: "Debit memo",
  CreditMemo: "Credit memo",
  Payment: "Payment",
  Refund: "Refund",
};

type MovementsProps = { readonly statement: Statement; readonly days: Days };

/** The balance before the first day is the first row, and that after the last one the total. */
function Movements({ statement, days }: MovementsProps) {
  const { currency, openingBalance, closingBalance, movements } = statement;
  const balance = (amount: string) => (
    <Money amount={amount} tone={isBelowZero(amount) ? "credit" : "owed"} />
  );
  const columns: readonly Column<Movement>[] = [
    { name: "date", title: "Date", cell: ({ date }) => <Day day={date} />, total: "After it" },
    { name: "what", title: "What", cell: ({ type }) => NAMES[type] },
    { name: "number", title: "Number", cell: (movement) => <LinkedNumber movement={movement} /> },
    {
      ...{ name: "amount", title: inCurrency("Amount", currency), isFigure: true },
      cell: ({ amount }) => <Money amount={amount} />,
    },
    {
      ...{ name: "balance", title: inCurrency("Balance", currency), isFigure: true },
      cell: (movement) => balance(movement.balance),
      total: balance(closingBalance),
    },
  ];
  return (
    <>
      <p>
        Before {inWords(days.startDate)} it owed{" "}
        <Money amount={openingBalance} currency={currency} />.
      </p>
      {movements.length === 0 ? (
        <p className="ending quiet">Nothing has moved it on these days.</p>
      ) : (
        <DataTable
          caption="Movements of the account"
          columns={columns}
          rows={movements}
          keyOf={({ documentId, type, date, balance: after }) =>
            `${type} ${documentId} ${date} ${after}`
          }
        />
      )}
    </>
  );
}

function LinkedNumber({ movement }: { readonly movement: Movement }) {
  const { type, documentNumber } = movement;
  if (documentNumber === null) return "Deleted";
  if (type === "Payment") return <PaymentLink paymentKey={documentNumber} />;
  if (type === "Refund") return <RefundLink refundKey={documentNumber} />;
  return <DocumentLink kind={type} documentKey={documentNumber} />;
}
