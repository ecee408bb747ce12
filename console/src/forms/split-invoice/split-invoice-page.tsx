/** A draft invoice becomes several: which share, and dated when. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { decimal } from "#engine/values/decimal.ts";
import { api } from "../../api/client.ts";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { ofInvoice, type ShownDocument } from "../../pages/documents/shown-document.ts";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney, isNothing, negated, sumOf } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";

export function SplitInvoicePage() {
  const { documentKey: invoiceKey } = useParams({ from: "/shell/invoices/$documentKey/split" });
  const query = useQuery({ ...ask.getInvoice({ params: { invoiceKey } }), select: ofInvoice });
  const title = `Split invoice ${invoiceKey}`;
  return (
    <Answered query={query} what={`invoice ${invoiceKey}`} lines={8}>
      {(invoice) => (
        <>
          <PageHead
            title={title}
            tabTitle={title}
            beneath={
              <>
                <AccountName accountKey={invoice.accountId} />
                <span>
                  {formatMoney(invoice.amount, invoice.currency)} {invoice.currency}
                </span>
              </>
            }
          />
          <SplitForm invoice={invoice} />
        </>
      )}
    </Answered>
  );
}

type Part = { readonly key: number; readonly percentage: string; readonly invoiceDate: string };

/** "33.3" as it is written, "0" of what is no share. */
const shareOf = ({ percentage }: Part): string =>
  /^\d{1,3}(\.\d{1,9})?$/.test(percentage.trim()) ? percentage.trim() : "0";

function SplitForm({ invoice }: { readonly invoice: ShownDocument }) {
  const { date } = invoice;
  const [parts, setParts] = useState<readonly Part[]>([
    { key: 1, percentage: "50", invoiceDate: date },
    { key: 2, percentage: "50", invoiceDate: date },
  ]);
  const { split, leave } = useSplit(invoice);
  const missing = sumOf(["100", ...parts.map((part) => negated(shareOf(part)))]);
  const isWhole = isNothing(missing);
  const change = (changed: Part) =>
    setParts(parts.map((part) => (part.key === changed.key ? changed : part)));
  const add = () => {
    const key = 1 + Math.max(...parts.map((part) => part.key));
    setParts([...parts, { key, percentage: "", invoiceDate: date }]);
  };
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <section className="panel stack" aria-labelledby="parts">
        <h2 id="parts" className="ending">
          Parts
        </h2>
        {parts.map((part, index) => (
          <PartFields
            key={part.key}
            part={part}
            number={index + 1}
            invoice={invoice}
            onPart={change}
            onRemove={
              parts.length > 2
                ? () => setParts(parts.filter(({ key }) => key !== part.key))
                : undefined
            }
          />
        ))}
        <div>
          <Button variant="default" onClick={add}>
            Add a part
          </Button>
        </div>
        <p className="ending quiet">
          They are posted, unposted and cancelled together. The entity's billing rules have to allow
          it.
        </p>
      </section>
      <FormEnd
        verb={`Split it into ${parts.length} invoices`}
        what="the invoice"
        isReady={isWhole && parts.every((part) => !isNothing(shareOf(part)))}
        problem={isWhole ? undefined : `All parts together have to be 100%: ${missing}% to go.`}
        isPending={split.isPending}
        error={split.error}
        onLeave={leave}
        onSend={() => split.mutate(parts)}
      />
    </form>
  );
}

type PartFieldsProps = {
  readonly part: Part;
  /** From 1. */
  readonly number: number;
  readonly invoice: ShownDocument;
  readonly onPart: (part: Part) => void;
  readonly onRemove: (() => void) | undefined;
};

function PartFields({ part, number, invoice, onPart, onRemove }: PartFieldsProps) {
  const { amount, currency } = invoice;
  const about = decimal(amount)
    .times(decimal(shareOf(part)))
    .div(decimal("100"))
    .toFixed(2);
  return (
    <fieldset className="fields plain-fieldset">
      <legend className="visually-hidden">Part {number}</legend>
      <TextInput
        label="Share, %"
        description={`About ${formatMoney(about, currency)} ${currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={part.percentage}
        onChange={({ currentTarget: { value } }) => onPart({ ...part, percentage: value })}
      />
      <TextInput
        type="date"
        label="Invoice date"
        value={part.invoiceDate}
        onChange={({ currentTarget: { value } }) =>
          value && onPart({ ...part, invoiceDate: value })
        }
      />
      {onRemove && (
        <Button variant="default" onClick={onRemove}>
          Remove part {number}
        </Button>
      )}
    </fieldset>
  );
}

function useSplit({ id: invoiceKey, number }: ShownDocument) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const split = useMutation({
    mutationFn: (parts: readonly Part[]) =>
      api.splitInvoice({
        params: { invoiceKey },
        body: {
          invoices: parts.map((part) => ({
            ...{ percentage: shareOf(part), invoiceDate: part.invoiceDate },
          })),
        },
      }),
    onSuccess: ({ invoices: [first] }) =>
      navigate({
        to: "/invoices/$documentKey",
        params: { documentKey: first?.invoiceNumber ?? number },
      }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const leave = () =>
    void navigate({ to: "/invoices/$documentKey", params: { documentKey: number } });
  return { split, leave };
}
