/** A refund: how much was given back, of what, by which way, and what became of it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, askRows, textOf } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { type Action, Actions } from "../../ui/actions.tsx";
import { Day, inWords } from "../../ui/days.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { AccountName } from "../accounts/account-name.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { PaymentLink } from "./payment-link.tsx";

type Refund = AnswerOf<"getRefund">;

export function RefundPage() {
  const { refundKey } = useParams({ from: "/shell/refunds/$refundKey" });
  const query = useQuery(ask.getRefund({ params: { refundKey } }));
  return (
    <Answered query={query} what={`refund ${refundKey}`} lines={8}>
      {(refund) => <ShownRefund refund={refund} />}
    </Answered>
  );
}

const ACTIONS: readonly Action<Refund>[] = [
  {
    verb: "Cancel the refund",
    needs: ["payments.write"],
    isOffered: ({ type, status }) => type === "External" && status === "Processed",
    whatItDoes: () => "The money was never given: what it was refunded of has it again.",
    send: ({ id: refundKey }) => api.cancelRefund({ params: { refundKey }, body: {} }),
  },
  {
    verb: "Delete the refund",
    needs: ["payments.write"],
    isOffered: ({ status }) => status === "Canceled" || status === "Error",
    whatItDoes: () => "It is gone for good, and its number is not used again.",
    isLoss: true,
    send: ({ id: refundKey }) => api.deleteRefund({ params: { refundKey } }),
    leavesTo: "/refunds",
  },
];

function ShownRefund({ refund }: { readonly refund: Refund }) {
  const { number, status, refundDate, accountId, amount, comment } = refund;
  const showDetails = useShowDetails();
  const currency = useCurrency(refund);
  return (
    <>
      <PageHead
        title={`Refund ${number}`}
        tabTitle={number}
        beneath={
          <>
            {accountId === null ? (
              <span>Of no account</span>
            ) : (
              <AccountName accountKey={accountId} />
            )}
            <Status status={status} />
            <span>{inWords(refundDate)}</span>
          </>
        }
      >
        <Button
          variant="default"
          onClick={() => showDetails({ title: number, content: <Json value={refund} /> })}
        >
          Show as JSON
        </Button>
        <Actions actions={ACTIONS} thing={refund} number={number} />
      </PageHead>
      <Facts
        label="Head of the refund"
        large={["Given back", <Money key="" amount={amount} currency={currency} />]}
        facts={[
          ["Of", <Source key="" refund={refund} />],
          ["Date", <Day key="" day={refundDate} />],
          ["Kind", refund.type],
          ["Given by", refund.methodType],
          ["Reason", refund.reasonCode],
          ["Reference", refund.referenceId],
          ["Gateway said", refund.gatewayResponse],
        ]}
        comment={comment}
      />
    </>
  );
}

function Source({ refund: { paymentNumber, creditMemoId } }: { readonly refund: Refund }) {
  const mayQuery = useMay("queries.read");
  const query = useQuery({
    ...askRows("credit-memos", { filter: [`id.EQ:${creditMemoId ?? ""}`] }),
    enabled: mayQuery && creditMemoId !== null,
  });
  if (paymentNumber !== null) return <PaymentLink paymentKey={paymentNumber} />;
  if (creditMemoId === null) return null;
  const [row] = query.data?.data ?? [];
  const number = row && textOf(row, "memoNumber");
  return (
    <DocumentLink kind="CreditMemo" documentKey={number ?? creditMemoId}>
      {number ?? "The credit memo"}
    </DocumentLink>
  );
}

/** A refund does not say it; Object Query does. */
function useCurrency({ id }: Refund): string | undefined {
  const query = useQuery({
    ...askRows("refunds", { filter: [`id.EQ:${id}`], fields: ["currency"] }),
    enabled: useMay("queries.read"),
  });
  const [row] = query.data?.data ?? [];
  return row && textOf(row, "currency");
}
