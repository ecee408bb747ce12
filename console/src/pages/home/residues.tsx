import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Money } from "../../ui/money.tsx";
import type { Figures } from "./figures.ts";

type Residue = Figures["residues"][number];

/** What does not come to zero by waiting: each account says by itself which step settles it. */
export const Residues = ({ residues }: Pick<Figures, "residues">) => (
  <section className="panel" aria-labelledby="residues">
    <h2 id="residues">What keeps accounts from zero</h2>
    {residues.length === 0 ? (
      <p className="quiet ending">Nothing: no credit is unused, no cancelled subscription owes.</p>
    ) : (
      <ul className="plain-list">
        {residues.map((residue) => (
          <li key={`${residue.reason} ${residue.currency}`} className="row row-apart">
            <ResidueLink residue={residue}>{inWords(residue)}</ResidueLink>
            <Money
              amount={residue.amount}
              currency={residue.currency}
              tone={residue.reason === "CancelledWithBalance" ? "owed" : "credit"}
            />
          </li>
        ))}
      </ul>
    )}
  </section>
);

const NAMES: Readonly<Record<Residue["reason"], readonly [one: string, many: string]>> = {
  CancelledWithBalance: ["open invoice of a cancelled one", "open invoices of cancelled ones"],
  NegativeInvoice: ["invoice below zero", "invoices below zero"],
  UnappliedCredit: ["credit memo with credit left", "credit memos with credit left"],
  UnappliedPayment: ["payment with money left", "payments with money left"],
};

function inWords({ reason, documents, accounts }: Residue): string {
  const [one, many] = NAMES[reason];
  const whose = accounts === "1" ? "one account" : `${accounts} accounts`;
  return `${documents} ${documents === "1" ? one : many}, ${whose}`;
}

type ResidueLinkProps = { readonly residue: Residue; readonly children: ReactNode };

function ResidueLink({ residue: { reason, currency }, children }: ResidueLinkProps) {
  switch (reason) {
    case "UnappliedCredit":
      return (
        <Link className="link" to="/credit-memos" search={{ left: "Open", currency }}>
          {children}
        </Link>
      );
    case "UnappliedPayment":
      return (
        <Link
          className="link"
          to="/payments"
          search={{ status: "Processed", unapplied: true, currency }}
        >
          {children}
        </Link>
      );
    case "NegativeInvoice":
      return (
        <Link className="link" to="/invoices" search={{ left: "Below zero", currency }}>
          {children}
        </Link>
      );
    case "CancelledWithBalance":
      return (
        <Link className="link" to="/invoices" search={{ left: "Of cancelled", currency }}>
          {children}
        </Link>
      );
  }
}
