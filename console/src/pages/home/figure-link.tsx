import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { dayBefore, monthAfter } from "../../ui/days.tsx";
import type { Kind } from "./figures.ts";

type FigureLinkProps = {
  readonly kind: Kind;
  readonly currency: string;
  /** "2023-05" */
  readonly month: string;
  readonly children: ReactNode;
};

/** To the documents that a sum is of. */
export function FigureLink({ kind, currency, month, children }: FigureLinkProps) {
  const days = { from: `${month}-01`, to: dayBefore(`${monthAfter(month, 1)}-01`) };
  const posted = { status: "Posted", currency, ...days } as const;
  switch (kind) {
    case "mrr":
      return (
        <Link className="link" to="/subscriptions" search={{ status: "Active" }}>
          {children}
        </Link>
      );
    case "invoiced":
      return (
        <Link className="link" to="/invoices" search={posted}>
          {children}
        </Link>
      );
    case "collected":
      return (
        <Link className="link" to="/payments" search={{ status: "Processed", currency, ...days }}>
          {children}
        </Link>
      );
    case "credited":
    case "writtenOff":
      return (
        <Link
          className="link"
          to="/credit-memos"
          search={{ ...posted, kind: kind === "credited" ? "Credit" : "Write-off" }}
        >
          {children}
        </Link>
      );
  }
}
