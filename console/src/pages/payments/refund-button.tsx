import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { inWords } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";

/** What was given back, beside the page. */
export function RefundButton({ refundKey }: { readonly refundKey: string }) {
  const showDetails = useShowDetails();
  const show = () =>
    showDetails({ title: `Refund ${refundKey}`, content: <Refund refundKey={refundKey} /> });
  return (
    <UnstyledButton className="link" fz="inherit" onClick={show}>
      {refundKey}
    </UnstyledButton>
  );
}

function Refund({ refundKey }: { readonly refundKey: string }) {
  const query = useQuery(ask.getRefund({ params: { refundKey } }));
  return (
    <Answered query={query} what={`refund ${refundKey}`}>
      {(refund) => (
        <div className="stack">
          <p>
            <Money amount={refund.amount} /> given back on {inWords(refund.refundDate)}{" "}
            <Status status={refund.status} />
          </p>
          <Json value={refund} />
        </div>
      )}
    </Answered>
  );
}
