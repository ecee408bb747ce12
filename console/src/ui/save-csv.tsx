import { Button } from "@mantine/core";
import { useState } from "react";
import type { QueryRow } from "../api/queries.ts";
import { CSV, csvOf, saveFile } from "./csv.ts";

type SaveCsvProps = {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly load: () => Promise<readonly QueryRow[]>;
};

/** Of what is no list of Object Query: all rows that `load` finds, as a file. */
export function SaveCsv({ fileName, columns, load }: SaveCsvProps) {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const save = async () => {
    setState("busy");
    try {
      saveFile(`${fileName}.csv`, csvOf(columns, await load()), CSV);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <Button variant="default" loading={state === "busy"} onClick={() => void save()}>
      {state === "failed" ? "CSV failed: try again" : "Save as CSV"}
    </Button>
  );
}
