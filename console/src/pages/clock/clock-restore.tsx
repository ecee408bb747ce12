import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { inWords } from "../../ui/days.tsx";
import { Answered, Failed } from "../../ui/states.tsx";
import type { Snapshot } from "./clock-snapshots.tsx";
import type { Clock } from "./clock-state.ts";

type ClockRestoreProps = {
  readonly snapshot: Snapshot;
  readonly clock: Clock;
  readonly onClose: () => void;
};

/** What going back does, what is lost by it, and one more question. */
export function ClockRestore({ snapshot, clock, onClose }: ClockRestoreProps) {
  const [isSure, setSure] = useState(false);
  const mayQuery = useMay("queries.read");
  const restore = useMutation({
    mutationFn: () => api.restoreClockSnapshot({ params: { id: snapshot.id } }),
    onSuccess: () => {
      onClose();
      // Nothing that was shown before is sure to be there.
      return queryClient.resetQueries();
    },
  });
  const { name } = snapshot;
  return (
    <div className="stack">
      <p className="ending">
        This entity becomes what it was when {name} was taken, and its clock{" "}
        {clockGoes(clock, snapshot)}.
      </p>
      {mayQuery && <Lost snapshot={snapshot} />}
      <p className="ending">
        Whatever was made or changed since then is gone, and cannot be brought back unless you take
        a snapshot first. Users, roles, clients and the audit trail stay; nobody is signed out.
      </p>
      <Checkbox
        label="What came since may be lost"
        checked={isSure}
        onChange={({ currentTarget: { checked } }) => setSure(checked)}
      />
      {restore.error && <Failed error={restore.error} what="it" title="Nothing was put back" />}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          Leave it as it is
        </Button>
        <Button
          color="red"
          disabled={!isSure}
          loading={restore.isPending}
          onClick={() => restore.mutate()}
        >
          Go back
        </Button>
      </div>
    </div>
  );
}

function clockGoes({ date }: Clock, { clockDate }: Snapshot): string {
  if (date === clockDate) return `stays at ${inWords(date)}`;
  return `goes from ${inWords(date)} to ${clockDate === null ? "the real day" : inWords(clockDate)}`;
}

/** Each by what it is called, and the field that says so. */
const KINDS = [
  ["Accounts", "accounts", "accountNumber"],
  ["Orders", "orders", "orderNumber"],
  ["Invoices", "invoices", "invoiceNumber"],
  ["Credit memos", "credit-memos", "memoNumber"],
  ["Debit memos", "debit-memos", "memoNumber"],
  ["Payments", "payments", "paymentNumber"],
  ["Refunds", "refunds", "refundNumber"],
] as const;

const MOST_NAMED = 4;

/** What has come since, by its numbers: the latest of each kind. */
function Lost({ snapshot: { id, takenDate } }: Pick<ClockRestoreProps, "snapshot">) {
  const query = useQuery({
    queryKey: ["lost-since", id],
    queryFn: () => Promise.all(KINDS.map((kind) => lostOf(kind, takenDate))),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Answered query={query} what="what would be lost">
      {(kinds) => {
        const lost = kinds.filter(({ numbers }) => numbers.length > 0);
        if (lost.length === 0) return <p className="quiet ending">No document has come since.</p>;
        return (
          <dl className="facts" aria-label="What would be lost">
            {lost.map(({ title, numbers }) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>
                  {numbers.slice(0, MOST_NAMED).join(", ")}
                  {numbers.length > MOST_NAMED && " and more"}
                </dd>
              </div>
            ))}
          </dl>
        );
      }}
    </Answered>
  );
}

async function lostOf([title, objects, field]: (typeof KINDS)[number], since: string) {
  const { data } = await api.query(objects, {
    filter: [`createddate.GT:${since}`],
    fields: [field.toLowerCase()],
    sort: ["createddate.DESC"],
    pageSize: MOST_NAMED + 1,
  });
  return { title, numbers: data.map((row) => textOf(row, field)) };
}
