import { type Column, DataTable } from "../../ui/data-table.tsx";
import { NotApplicable } from "../../ui/money.tsx";
import type { Change } from "./audit-trail-page.tsx";

type Field = { readonly name: string; readonly before: unknown; readonly after: unknown };

const COLUMNS: readonly Column<Field>[] = [
  { name: "field", title: "Field", cell: ({ name }) => name },
  { name: "before", title: "Before", cell: ({ before }) => <Value value={before} /> },
  { name: "after", title: "After", cell: ({ after }) => <Value value={after} /> },
];

const Value = ({ value }: { readonly value: unknown }) =>
  value === undefined || value === null ? (
    <NotApplicable />
  ) : (
    <span className="wraps">{typeof value === "object" ? JSON.stringify(value) : `${value}`}</span>
  );

/** Each field of what was changed; of what is secret only that it was. */
export function BeforeAndAfter({ change }: { readonly change: Change }) {
  const { before, after, requestId, hash } = change;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const fields = names
    .toSorted()
    .map((name) => ({ name, before: before?.[name], after: after?.[name] }));
  return (
    <div className="stack">
      <DataTable
        caption="Before and after"
        columns={COLUMNS}
        rows={fields}
        keyOf={({ name }) => name}
      />
      <dl className="facts">
        {requestId && (
          <div>
            <dt>Request</dt>
            <dd>{requestId}</dd>
          </div>
        )}
        <div>
          <dt>Hash, SHA-256</dt>
          <dd>{hash}</dd>
        </div>
      </dl>
    </div>
  );
}
