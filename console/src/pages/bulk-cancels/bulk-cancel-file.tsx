import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { Failed } from "../../ui/states.tsx";
import type { BulkCancel } from "./bulk-cancel.ts";

/** Sends the file that says which rows there are. */
export function BulkCancelFile({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const [file, setFile] = useState<File>();
  const id = useId();
  const upload = useMutation({
    mutationFn: (chosen: File) =>
      api.uploadBulkCancelFile({
        params: { bulkCancelKey: bulkCancel.id },
        // The contract says what a server reads of it; a browser sends a Blob.
        body: { file: chosen as never },
      }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <section className="panel stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="flush">
        Upload its file
      </h2>
      <div className="row">
        <label htmlFor={id}>CSV file</label>
        <input
          id={id}
          type="file"
          accept=".csv,.gz,text/csv"
          onChange={(event) => setFile(event.currentTarget.files?.[0])}
        />
        <Button
          disabled={!file}
          loading={upload.isPending}
          onClick={() => file && upload.mutate(file)}
        >
          Upload the file
        </Button>
      </div>
      <p className="quiet flush">{COLUMNS[bulkCancel.kind]}</p>
      {upload.error && (
        <Failed error={upload.error} what="the file" title="The file was not taken" />
      )}
    </section>
  );
}

const COLUMNS = {
  Cancel:
    "A column subscriptionNumber or accountNumber, with a head. An account stands for all of its active subscriptions.",
  WriteOff:
    "A column documentNumber or accountNumber, with a head. An account stands for all that it owes.",
} as const;
