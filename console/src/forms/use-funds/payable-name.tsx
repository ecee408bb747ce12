import { DocumentLink } from "../../pages/documents/document-link.tsx";
import { useSession } from "../../shell/session.ts";
import { daysBetween } from "../../ui/days.tsx";
import { isNothing } from "../../ui/money.tsx";
import type { Payable } from "./funds.ts";

/** Its number, and since when it is due. */
export function PayableName({ payable }: { readonly payable: Payable }) {
  const { kind, label, dueDate, before } = payable;
  const days = daysBetween(dueDate, useSession().today);
  const overdue = `, ${days} ${days === 1 ? "day" : "days"} overdue`;
  return (
    <>
      <DocumentLink kind={kind} documentKey={label} />
      <div className="quiet">
        due {dueDate}
        {days > 0 && !isNothing(before) && overdue}
      </div>
    </>
  );
}
