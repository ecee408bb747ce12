/** "Why is this not zero?": each document that keeps the account from zero, and the step that settles it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sendAsItIs } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useSession } from "../../shell/session.ts";
import { isBelowZero, Money } from "../../ui/money.tsx";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";
import classes from "./account-residues.module.css";
import { stepsOf } from "./settling-steps.ts";

type Residue = AnswerOf<"listResidues">["residues"][number];

export function AccountResidues({ accountNumber }: { readonly accountNumber: string }) {
  const query = useQuery(ask.listResidues({ params: { accountKey: accountNumber } }));
  return (
    <section className="panel" aria-labelledby="residues">
      <h2 id="residues">Why is this not zero?</h2>
      <Answered query={query} what="what keeps it from zero">
        {({ residues }) =>
          residues.length === 0 ? (
            <Empty title="It is zero: nothing is owed, and no credit is left" />
          ) : (
            <ResidueList residues={residues} />
          )
        }
      </Answered>
    </section>
  );
}

const SHOWN_AT_FIRST = 5;

function ResidueList({ residues }: { readonly residues: readonly Residue[] }) {
  const [showsAll, setShowsAll] = useState(residues.length <= SHOWN_AT_FIRST + 1);
  const shown = showsAll ? residues : residues.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className={classes.list}>
        {shown.map((residue) => (
          <OneResidue key={residue.documentNumber + residue.reason} residue={residue} />
        ))}
      </ul>
      {!showsAll && (
        <Button variant="subtle" onClick={() => setShowsAll(true)}>
          Show all {residues.length}
        </Button>
      )}
    </>
  );
}

function OneResidue({ residue }: { readonly residue: Residue }) {
  const { documentType, documentNumber, amount, currency, explanation, settledBy } = residue;
  const showDetails = useShowDetails();
  const showSteps = () =>
    showDetails({
      title: `What settles ${documentNumber}`,
      content: (
        <div className="stack">
          <p>{explanation}</p>
          <Json value={settledBy} />
        </div>
      ),
    });
  return (
    <li className={classes.one}>
      <div>
        <div className="row">
          <strong>
            {documentType === "Payment" ? (
              <PaymentLink paymentKey={documentNumber} />
            ) : (
              <DocumentLink kind={documentType} documentKey={documentNumber} />
            )}
          </strong>
          <Money
            amount={amount}
            currency={currency}
            tone={isBelowZero(amount) ? "credit" : "owed"}
          />
        </div>
        <div className="quiet">{explanation}</div>
      </div>
      {settledBy.length > 0 && (
        <div className="row">
          <Button variant="subtle" onClick={showSteps}>
            Show the step
          </Button>
          <SettleButton residue={residue} />
        </div>
      )}
    </li>
  );
}

/** Asks once more before it sends what the API has proposed, in its order. */
function SettleButton({ residue }: { readonly residue: Residue }) {
  const { settledBy, documentNumber } = residue;
  const [isAsking, setAsking] = useState(false);
  const { permissions } = useSession();
  const settle = useMutation({
    mutationFn: async () => {
      for (const step of settledBy) await sendAsItIs(step);
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  const { inWords, needs } = stepsOf(settledBy);
  if (!needs.every((permission) => permissions.includes(permission))) return null;
  if (!isAsking) {
    return (
      <Button variant="default" onClick={() => setAsking(true)}>
        {inWords} <span className="visually-hidden">{documentNumber}</span> …
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" onClick={() => setAsking(false)}>
        Leave it
      </Button>
      <Button loading={settle.isPending} onClick={() => settle.mutate()}>
        {inWords}: {documentNumber}
      </Button>
      {settle.error && <Failed error={settle.error} what={documentNumber} />}
    </>
  );
}
