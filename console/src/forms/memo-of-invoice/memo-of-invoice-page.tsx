/** A credit memo or a debit memo of an invoice: which items, and how much of each. */
import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { KINDS } from "../../pages/documents/document-kinds.ts";
import { ofInvoice, type ShownDocument } from "../../pages/documents/shown-document.ts";
import { useMay } from "../../shell/session.ts";
import { AmountTable } from "../../ui/amount-table.tsx";
import { type Amounts, chosenOf, useAmounts } from "../../ui/amounts.ts";
import { type Answers, type Ask, Asked, givenOf } from "../../ui/asked.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { askCreditable, type Creditable, type MemoKind, makeMemo } from "./memo-request.ts";

export function CreditInvoicePage() {
  const { documentKey } = useParams({ from: "/shell/invoices/$documentKey/credit-memo" });
  return <OfInvoice invoiceKey={documentKey} kind="CreditMemo" />;
}

export function ChargeInvoicePage() {
  const { documentKey } = useParams({ from: "/shell/invoices/$documentKey/debit-memo" });
  return <OfInvoice invoiceKey={documentKey} kind="DebitMemo" />;
}

type OfInvoiceProps = { readonly invoiceKey: string; readonly kind: MemoKind };

function OfInvoice({ invoiceKey, kind }: OfInvoiceProps) {
  const question = ask.getInvoice({ params: { invoiceKey } });
  const invoice = useQuery({ ...question, select: ofInvoice });
  const items = useQuery(askCreditable(invoiceKey, kind));
  const title = `${KINDS[kind].name} from invoice ${invoiceKey}`;
  return (
    <Answered query={invoice} what={`invoice ${invoiceKey}`} lines={8}>
      {(shown) => (
        <>
          <PageHead
            title={title}
            tabTitle={title}
            beneath={<AccountName accountKey={shown.accountId} />}
          />
          <Answered query={items} what="its items" lines={6}>
            {(found) =>
              found.length === 0 ? (
                <Empty title="All that it billed is credited already" />
              ) : (
                <MemoForm invoice={shown} kind={kind} items={found} />
              )
            }
          </Answered>
        </>
      )}
    </Answered>
  );
}

const ASKS: Readonly<Record<MemoKind, readonly Ask[]>> = {
  CreditMemo: asksWith("CreditMemo"),
  DebitMemo: asksWith("DebitMemo"),
};

function asksWith(of: MemoKind): readonly Ask[] {
  return [
    { name: "reasonCode", kind: "reason", label: "Reason", of },
    {
      ...{ name: "effectiveDate", kind: "day", label: "Dated" },
      description: "Left empty: today.",
    },
    { name: "comment", kind: "text", label: "Comment" },
  ];
}

type MemoFormProps = {
  readonly invoice: ShownDocument;
  readonly kind: MemoKind;
  readonly items: readonly Creditable[];
};

function MemoForm({ invoice, kind, items }: MemoFormProps) {
  const { currency, number } = invoice;
  const rows = items.map((item) => ({ ...item, name: <Item item={item} /> }));
  const amounts = useAmounts(rows, currency, {});
  const [answers, setAnswers] = useState<Answers>({});
  const mayPost = useMay("billing.post");
  const [isPosted, setPosted] = useState(mayPost);
  const [isApplied, setApplied] = useState(true);
  const { made, leave } = useMaking(kind, number);
  const asks = ASKS[kind];
  const verb = `${isPosted ? "Post" : "Draft"} a ${KINDS[kind].name.toLowerCase()}`;
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <ItemsPanel kind={kind} rows={rows} currency={currency} amounts={amounts} />
      <section className="panel stack" aria-label="Of the memo">
        <div className="fields">
          <Asked
            asks={asks}
            answers={answers}
            onAnswer={(field, text) => setAnswers({ ...answers, [field]: text })}
          />
        </div>
        <Checkbox
          label="Post it at once"
          description={mayPost ? undefined : "Takes the permission billing.post."}
          disabled={!mayPost}
          checked={isPosted}
          onChange={({ currentTarget: { checked } }) => setPosted(checked)}
        />
        {kind === "CreditMemo" && (
          <Checkbox
            label="Once posted, it pays what the invoice still owes"
            checked={isApplied}
            onChange={({ currentTarget: { checked } }) => setApplied(checked)}
          />
        )}
      </section>
      <FormEnd
        verb={`${verb} of ${formatMoney(amounts.total, currency)} ${currency}`}
        what="the memo"
        isReady={amounts.isFit}
        isPending={made.isPending}
        error={made.error}
        onLeave={leave}
        onSend={() =>
          made.mutate({
            ...{ kind, invoiceKey: invoice.id, isPosted, isApplied },
            items: chosenOf(rows, amounts).map(({ row, amount }) => ({
              ...{ invoiceItemId: row.key, amount },
            })),
            given: givenOf(asks, answers),
          })
        }
      />
    </form>
  );
}

type ItemsPanelProps = {
  readonly kind: MemoKind;
  readonly rows: readonly (Creditable & { readonly name: ReactNode })[];
  readonly currency: string;
  readonly amounts: Amounts;
};

const ItemsPanel = ({ kind, rows, currency, amounts }: ItemsPanelProps) => (
  <section className="panel" aria-labelledby="items">
    <h2 id="items">Items</h2>
    <AmountTable
      caption={kind === "CreditMemo" ? "What is credited" : "What is charged more"}
      rows={rows}
      currency={currency}
      amounts={amounts}
      titles={
        kind === "CreditMemo"
          ? { what: "Item", before: "Not credited", amount: "Credit", after: "Not credited then" }
          : { what: "Item", before: "Billed", amount: "Charge more", after: "Billed then" }
      }
      direction={kind === "CreditMemo" ? "lowers" : "raises"}
      tone="plain"
    />
    <p className="quiet">Without taxes, which are reckoned as they were on the invoice.</p>
  </section>
);

const Item = ({ item: { label, service } }: { readonly item: Creditable }) => (
  <>
    {label}
    <div className="quiet figure">{service}</div>
  </>
);

function useMaking(kind: MemoKind, invoiceNumber: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const made = useMutation({
    mutationFn: makeMemo,
    onSuccess: (documentKey) => navigate({ to: KINDS[kind].page, params: { documentKey } }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const leave = () =>
    void navigate({ to: "/invoices/$documentKey", params: { documentKey: invoiceNumber } });
  return { made, leave };
}
