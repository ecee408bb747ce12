import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { inWords } from "../../ui/days.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import { ClockRestore } from "./clock-restore.tsx";
import { type Clock, isMoving } from "./clock-state.ts";

export type Snapshot = AnswerOf<"listClockSnapshots">["snapshots"][number];

/** All that the entity has, kept to go back to: before one tries what cannot be undone. */
export function ClockSnapshots({ clock }: { readonly clock: Clock }) {
  const query = useQuery(ask.listClockSnapshots({}));
  const mayWrite = useMay("settings.write");
  return (
    <section className="panel stack" aria-labelledby="snapshots">
      <h2 id="snapshots" className="ending">
        Snapshots
      </h2>
      {mayWrite && <TakeSnapshot isBusy={isMoving(clock)} />}
      <Answered query={query} what="the snapshots">
        {({ snapshots }) =>
          snapshots.length === 0 ? (
            <Empty title="There are no snapshots">
              <p>
                One keeps all that this entity has, with its clock, so that you can go back to it.
              </p>
            </Empty>
          ) : (
            <SnapshotTable snapshots={snapshots} clock={clock} />
          )
        }
      </Answered>
    </section>
  );
}

function TakeSnapshot({ isBusy }: { readonly isBusy: boolean }) {
  const [name, setName] = useState("");
  const take = useMutation({
    mutationFn: () => api.takeClockSnapshot({ body: { name: name.trim() } }),
    onSuccess: () => {
      setName("");
      return queryClient.invalidateQueries({ queryKey: ["listClockSnapshots"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      {take.error && <Failed error={take.error} what="it" title="No snapshot was taken" />}
      <div className="row">
        <TextInput
          aria-label="Name of the snapshot"
          placeholder="Before the renewals"
          maxLength={100}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={take.isPending}
          disabled={isBusy || name.trim() === ""}
        >
          Take a snapshot
        </Button>
      </div>
    </form>
  );
}

const COLUMNS: readonly Column<Snapshot>[] = [
  { name: "name", title: "Name", cell: ({ name }) => name },
  {
    name: "day",
    title: "Day of the clock",
    cell: ({ clockDate }) => (clockDate === null ? "the real one" : inWords(clockDate)),
  },
  { name: "taken", title: "Taken", cell: ({ takenDate }) => <Moment at={takenDate} /> },
  { name: "rows", title: "Rows", isFigure: true, cell: ({ rows }) => rows },
  { name: "restored", title: "Put back", isFigure: true, cell: ({ restored }) => restored },
];

type SnapshotTableProps = { readonly snapshots: readonly Snapshot[]; readonly clock: Clock };

function SnapshotTable({ snapshots, clock }: SnapshotTableProps) {
  const mayWrite = useMay("settings.write");
  const [restoring, setRestoring] = useState<Snapshot>();
  const [deleting, setDeleting] = useState<Snapshot>();
  const buttons: Column<Snapshot> = {
    name: "buttons",
    title: "What to do",
    cell: (snapshot) => (
      <span className="row">
        <Button
          size="xs"
          variant="default"
          disabled={!snapshot.isOfThisVersion || isMoving(clock)}
          title={snapshot.isOfThisVersion ? "" : "Of another version of Quittance"}
          aria-label={`Go back to ${snapshot.name} …`}
          onClick={() => setRestoring(snapshot)}
        >
          Go back …
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`Delete ${snapshot.name} …`}
          onClick={() => setDeleting(snapshot)}
        >
          Delete …
        </Button>
      </span>
    ),
  };
  return (
    <>
      <DataTable
        caption="Snapshots that were taken"
        columns={mayWrite ? [...COLUMNS, buttons] : COLUMNS}
        rows={snapshots}
        keyOf={({ id }) => id}
      />
      <Asking title={`Go back to ${restoring?.name ?? ""}?`} of={restoring} onClose={setRestoring}>
        {(snapshot, close) => <ClockRestore snapshot={snapshot} clock={clock} onClose={close} />}
      </Asking>
      <Asking title={`Delete ${deleting?.name ?? ""}?`} of={deleting} onClose={setDeleting}>
        {(snapshot, close) => <DeleteSnapshot snapshot={snapshot} onClose={close} />}
      </Asking>
    </>
  );
}

type AskingProps = {
  readonly title: string;
  readonly of: Snapshot | undefined;
  readonly onClose: (none: undefined) => void;
  readonly children: (snapshot: Snapshot, close: () => void) => React.ReactNode;
};

function Asking({ title, of, onClose, children }: AskingProps) {
  const close = () => onClose(undefined);
  return (
    <Modal
      opened={of !== undefined}
      onClose={close}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {of && children(of, close)}
    </Modal>
  );
}

type OfSnapshotProps = { readonly snapshot: Snapshot; readonly onClose: () => void };

function DeleteSnapshot({ snapshot, onClose }: OfSnapshotProps) {
  const remove = useMutation({
    mutationFn: () => api.deleteClockSnapshot({ params: { id: snapshot.id } }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["listClockSnapshots"] });
    },
  });
  return (
    <div className="stack">
      <p className="ending">Nobody can go back to it any more. The entity stays as it is.</p>
      {remove.error && <Failed error={remove.error} what="it" title="Nothing was deleted" />}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Delete the snapshot
        </Button>
      </div>
    </div>
  );
}
