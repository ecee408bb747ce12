import { TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf, Given } from "../../api/exactly.ts";
import { useSession } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day, dayAfter } from "../../ui/days.tsx";
import { Money, negated, sumOf } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import type { Subscription } from "./subscription-page.tsx";

type Row = {
  readonly key: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Below zero where it is given back. */
  readonly amount: string;
  readonly tax: string;
};

const QUARTER = 92;

/** What a bill run would bill of the subscription, through a day to come. */
export function BilledAhead({ subscription }: { readonly subscription: Subscription }) {
  const { invoiceOwnerAccountNumber: accountNumber, subscriptionNumber, currency } = subscription;
  const { today } = useSession();
  const search = useSearch({ from: "/shell/subscriptions/$subscriptionKey" });
  const navigate = useNavigate({ from: "/subscriptions/$subscriptionKey" });
  const targetDate = search.through ?? dayAfter(today, QUARTER);
  const query = useQuery({
    queryKey: ["generateBillingPreview", accountNumber, targetDate],
    queryFn: () =>
      api.generateBillingPreview({
        body: { accountNumber, targetDate },
      } as Given<"generateBillingPreview">),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="panel stack" aria-labelledby="ahead">
      <div className="row row-apart">
        <h2 id="ahead">Still to bill, in {currency}</h2>
        <TextInput
          type="date"
          size="sm"
          label="Through"
          value={targetDate}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              search: { ...search, through: value || undefined },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </div>
      <Answered query={query} what="the billing preview">
        {(preview) => <Rows rows={rowsOf(preview, subscriptionNumber)} />}
      </Answered>
    </section>
  );
}

function rowsOf(
  { invoiceItems, creditMemoItems }: AnswerOf<"generateBillingPreview">,
  number: string,
): Row[] {
  const isOwn = (item: { readonly subscriptionNumber: string | null }) =>
    item.subscriptionNumber === number;
  return [
    ...(invoiceItems ?? []).filter(isOwn).map((item) => ({
      ...{ key: item.id, name: item.chargeName },
      ...{ from: item.serviceStartDate, to: item.serviceEndDate },
      ...{ amount: item.chargeAmount, tax: item.taxAmount },
    })),
    ...(creditMemoItems ?? []).filter(isOwn).map((item) => ({
      ...{ key: item.id, name: item.comment || (item.chargeNumber ?? "") },
      ...{ from: item.serviceStartDate, to: item.serviceEndDate },
      ...{ amount: negated(item.amountWithoutTax), tax: "0" },
    })),
  ];
}

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  if (rows.length === 0) return <Empty title="Nothing would be billed of it" />;
  const columns: readonly Column<Row>[] = [
    { name: "charge", title: "Charge", cell: ({ name }) => name, total: "Together" },
    { name: "from", title: "From", cell: ({ from }) => <Day day={from} /> },
    { name: "to", title: "Last day", cell: ({ to }) => <Day day={to} /> },
    {
      ...{ name: "amount", title: "Amount", isFigure: true },
      cell: ({ amount }) => <Money amount={amount} />,
      total: <Money amount={sumOf(rows.map(({ amount }) => amount))} />,
    },
    {
      ...{ name: "tax", title: "Tax", isFigure: true },
      cell: ({ tax }) => <Money amount={tax} />,
      total: <Money amount={sumOf(rows.map(({ tax }) => tax))} />,
    },
  ];
  return (
    <DataTable caption="Still to bill" columns={columns} rows={rows} keyOf={({ key }) => key} />
  );
}
