import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, askRows, textOf } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { Day, daysBetween } from "../../ui/days.tsx";
import { isBelowZero, isNothing, Money } from "../../ui/money.tsx";
import { KINDS } from "./document-kinds.ts";
import { DocumentLink } from "./document-link.tsx";
import type { ShownDocument } from "./shown-document.ts";

type Fact = readonly [title: string, content: ReactNode];

/** The head of the document, as its PDF has it. */
export function DocumentFacts({ document }: { readonly document: ShownDocument }) {
  const { kind, currency, amount, left, status, comment } = document;
  const isWhatIsLeft = status === "Posted";
  return (
    <section className="panel stack" aria-label="Head of the document">
      <dl className="facts">
        <div>
          <dt>{isWhatIsLeft ? KINDS[kind].left : "Amount"}</dt>
          <dd className="large">
            <Money
              amount={isWhatIsLeft ? left : amount}
              currency={currency}
              tone={isWhatIsLeft ? KINDS[kind].tone : "plain"}
            />
          </dd>
        </div>
        {factsOf(document).map(([title, content]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{content}</dd>
          </div>
        ))}
        <BillTo document={document} />
      </dl>
      {comment && <p className="ending">{comment}</p>}
    </section>
  );
}

function factsOf(document: ShownDocument): Fact[] {
  const { kind, amount, currency, date, dueDate, targetDate, madeFrom } = document;
  const facts: (Fact | false)[] = [
    document.status === "Posted" && [
      "Amount",
      <Money key="" amount={amount} currency={currency} />,
    ],
    [kind === "Invoice" ? "Invoice date" : "Memo date", <Day key="" day={date} />],
    dueDate !== undefined && ["Due", <Due key="" document={document} dueDate={dueDate} />],
    document.paymentTerm !== undefined && ["Payment term", document.paymentTerm],
    targetDate !== null && ["Target date", <Day key="" day={targetDate} />],
    document.reasonCode !== "" && ["Reason", document.reasonCode],
    madeFrom !== undefined && ["Made from", <MadeFrom key="" {...madeFrom} />],
  ];
  return facts.filter((fact) => fact !== false);
}

type MadeFromProps = NonNullable<ShownDocument["madeFrom"]>;

function MadeFrom({ kind, id }: MadeFromProps) {
  const { objects, number, name } = KINDS[kind];
  const query = useQuery({
    ...askRows(objects, { filter: [`id.EQ:${id}`] }),
    enabled: useMay("queries.read"),
  });
  const [row] = query.data?.data ?? [];
  return (
    <DocumentLink kind={kind} documentKey={row ? textOf(row, number) : id}>
      {row ? textOf(row, number) : `The ${name.toLowerCase()}`}
    </DocumentLink>
  );
}

type DueProps = { readonly document: ShownDocument; readonly dueDate: string };

function Due({ document: { status, left }, dueDate }: DueProps) {
  const { today } = useSession();
  const days = daysBetween(dueDate, today);
  const isOverdue = status === "Posted" && days > 0 && !isNothing(left) && !isBelowZero(left);
  return (
    <>
      <Day day={dueDate} />
      {isOverdue && (
        <div className="owed">
          {days} {days === 1 ? "day" : "days"} overdue
        </div>
      )}
    </>
  );
}

type Contact = AnswerOf<"getContactSnapshot"> | AnswerOf<"getAccount">["billToContact"];

/** As it was when the document was posted, where that is kept; else as it is. */
function BillTo({ document }: { readonly document: ShownDocument }) {
  const { accountId: accountKey, billToContactSnapshotId: contactSnapshotId } = document;
  const account = useQuery(ask.getAccount({ params: { accountKey } }));
  const snapshot = useQuery({
    ...ask.getContactSnapshot({ params: { contactSnapshotId: contactSnapshotId ?? "" } }),
    enabled: contactSnapshotId !== null,
  });
  const contact: Contact | undefined = snapshot.data ?? account.data?.billToContact;
  const lines = contact ? linesOf(contact) : [];
  if (lines.length === 0) return null;
  return (
    <div>
      <dt>Bill to</dt>
      {lines.map((line) => (
        <dd key={line}>{line}</dd>
      ))}
    </div>
  );
}

const linesOf = (contact: NonNullable<Contact>): string[] => {
  const place = [contact.postalCode, contact.city, contact.state].filter(Boolean).join(" ");
  const lines = [
    [contact.firstName, contact.lastName].filter(Boolean).join(" "),
    ...[contact.address1, contact.address2, place, contact.country, contact.workEmail],
  ];
  return [...new Set(lines.filter((line): line is string => Boolean(line)))];
};
