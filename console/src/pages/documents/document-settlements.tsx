import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../shell/session.ts";
import { Answered } from "../../ui/states.tsx";
import { KINDS } from "./document-kinds.ts";
import { Settled } from "./settled.tsx";
import { askSettlements } from "./settlements.ts";
import type { ShownDocument } from "./shown-document.ts";
import { askItems, grossOf } from "./shown-items.ts";

/** What was applied: drawn from the items on the left to what settled them, and as a table. */
export function DocumentSettlements({ document }: { readonly document: ShownDocument }) {
  const { kind, id, number, left, currency } = document;
  const settlements = useQuery({ ...askSettlements(kind, id), enabled: useMay("queries.read") });
  const items = useQuery(askItems(kind, id));
  if (settlements.fetchStatus === "idle" && settlements.isPending) return null;
  const from = (items.data?.items ?? []).map((item) => ({
    ...{ key: item.id, name: item.name, amount: grossOf(item) },
    tone: kind === "CreditMemo" ? ("credit" as const) : ("plain" as const),
  }));
  const name = kind === "CreditMemo" ? "Unapplied" : "Still owed";
  return (
    <section className="panel" aria-labelledby="settled">
      <h2 id="settled">{kind === "CreditMemo" ? "Used for" : "Settled by"}</h2>
      <Answered query={settlements} what="what was applied">
        {(settled) => (
          <Settled
            of={number}
            from={from}
            settled={settled}
            left={{ name, amount: left, tone: KINDS[kind].tone }}
            currency={currency}
          />
        )}
      </Answered>
    </section>
  );
}
