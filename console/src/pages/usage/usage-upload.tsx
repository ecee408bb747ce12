import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../../api/client.ts";
import { CSV, saveFile } from "../../ui/csv.ts";
import { Failed } from "../../ui/states.tsx";

const COLUMNS = [
  ...["ACCOUNT_ID", "UOM", "QTY", "STARTDATE", "ENDDATE"],
  ...["SUBSCRIPTION_ID", "CHARGE_ID", "DESCRIPTION", "UNIQUE_KEY"],
];

type UsageUploadProps = { readonly onUploaded: (importId: string) => void };

/** A CSV file; the server imports it after it has answered. */
export function UsageUpload({ onUploaded }: UsageUploadProps) {
  const [file, setFile] = useState<File>();
  const id = useId();
  const upload = useMutation({
    mutationFn: async (chosen: File) => {
      // The contract says what a server reads of it; a browser sends a Blob.
      const { checkImportStatus } = await api.uploadUsage({ body: { file: chosen as never } });
      return /\/usage\/([^/]+)\/status/.exec(checkImportStatus)?.[1] ?? "";
    },
    onSuccess: onUploaded,
  });
  return (
    <section className="panel stack" aria-labelledby={`${id}-title`}>
      <div className="row row-apart">
        <h2 id={`${id}-title`} className="flush">
          Upload a file
        </h2>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => saveFile("usage.csv", `${COLUMNS.join(",")}\r\n`, CSV)}
        >
          Save an empty file
        </Button>
      </div>
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
          Upload the usage
        </Button>
      </div>
      <p className="quiet flush">
        Columns ACCOUNT_ID, UOM, QTY and STARTDATE; the others are optional. A row with a UNIQUE_KEY
        that was sent before is not counted again.
      </p>
      {upload.error && <Failed error={upload.error} what="the file" />}
    </section>
  );
}
