/** Reckoned three times over, from items, from what was applied and from the journal: all equal, or not. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";

type Proof = AnswerOf<"proveAccount">;
type Totals = Proof["totals"][number];

const figure = (
  name: Exclude<keyof Totals, "currency">,
  title: string,
  tone?: "owed" | "credit" | "lost",
): Column<Totals> => ({
  name,
  title,
  isFigure: true,
  cell: (totals) => <Money amount={totals[name]} {...(tone && { tone })} />,
});

const COLUMNS: readonly Column<Totals>[] = [
  { name: "currency", title: "Currency", cell: ({ currency }) => currency },
  figure("billed", "Billed"),
  figure("paid", "Paid"),
  figure("credited", "Credited", "credit"),
  figure("writtenOff", "Written off", "lost"),
  figure("open", "Open", "owed"),
  figure("unappliedCredit", "Unapplied credit", "credit"),
  figure("received", "Received"),
  figure("refunded", "Refunded"),
];

export function AccountProof({ accountNumber }: { readonly accountNumber: string }) {
  const query = useQuery({
    ...ask.proveAccount({ params: { accountKey: accountNumber } }),
    enabled: useMay("finance.read"),
  });
  const showDetails = useShowDetails();
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="proof">
      <div className="row row-apart panel-head">
        <h2 id="proof">Proof</h2>
        <ButtonLink to="/journal" search={{ account: accountNumber }} variant="subtle">
          Its journal
        </ButtonLink>
        {query.data && (
          <Button
            variant="subtle"
            onClick={() =>
              showDetails({ title: "Proof", content: <Json value={query.data.documents} /> })
            }
          >
            Show each document
          </Button>
        )}
      </div>
      <Answered query={query} what="the proof">
        {(proof) => <ShownProof proof={proof} />}
      </Answered>
    </section>
  );
}

function ShownProof({ proof: { isEqual, firstDifference, totals } }: { readonly proof: Proof }) {
  return (
    <>
      {isEqual ? (
        <p>Items, applications and the journal agree to the cent.</p>
      ) : (
        <p className="lost">
          {firstDifference?.documentNumber}: {firstDifference?.law} It is {firstDifference?.is} and
          should be {firstDifference?.shouldBe}.
        </p>
      )}
      <DataTable
        caption="Totals of the account"
        columns={COLUMNS}
        rows={totals}
        keyOf={({ currency }) => currency}
      />
    </>
  );
}
