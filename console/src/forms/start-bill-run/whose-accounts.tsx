import { MultiSelect, Radio } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askRows, textOf } from "../../api/queries.ts";
import classes from "./start-bill-run-page.module.css";
import type { ChangeProps } from "./start-bill-run-page.tsx";

const BATCHES = Array.from({ length: 50 }, (_, index) => `Batch${index + 1}`);

const WAYS = [
  ["all", "All accounts"],
  ["batches", "Accounts of some batches"],
  ["accounts", "Some accounts"],
] as const;

/** Everybody, or who is chosen. */
export const WhoseAccounts = ({ choice, change }: ChangeProps) => (
  <fieldset className={classes.whose}>
    <legend>Whose?</legend>
    <div className="row">
      {WAYS.map(([whose, label]) => (
        <Radio
          key={whose}
          name="whose"
          label={label}
          checked={choice.whose === whose}
          onChange={() => change({ whose: whose === "all" ? undefined : whose })}
        />
      ))}
    </div>
    {choice.whose === "batches" && (
      <MultiSelect
        label="Batches"
        searchable
        data={BATCHES}
        value={choice.batches}
        onChange={(batches) => change({ batches: batches.join(",") || undefined })}
      />
    )}
    {choice.whose === "accounts" && <SomeAccounts choice={choice} change={change} />}
  </fieldset>
);

/** Found by how their name or number begins; what is chosen are numbers. */
function SomeAccounts({ choice, change }: ChangeProps) {
  const [written, setWritten] = useState("");
  const [wanted] = useDebouncedValue(written.trim(), 200);
  const byName = useQuery(askFound("name", wanted));
  const byNumber = useQuery(askFound("accountnumber", wanted));
  const found = [...(byName.data?.data ?? []), ...(byNumber.data?.data ?? [])].map((row) => ({
    value: textOf(row, "accountNumber"),
    label: `${textOf(row, "name")} · ${textOf(row, "accountNumber")}`,
  }));
  const chosen = choice.accounts.map((value) => ({ value, label: value }));
  const options = new Map([...chosen, ...found].map((option) => [option.value, option]));
  return (
    <MultiSelect
      label="Accounts"
      placeholder="Name or number"
      searchable
      searchValue={written}
      onSearchChange={setWritten}
      nothingFoundMessage={wanted === "" ? "What it begins with" : "No account begins so"}
      data={[...options.values()]}
      value={choice.accounts}
      onChange={(accounts) => change({ accounts: accounts.join(",") || undefined })}
    />
  );
}

const MOST_FOUND = 10;

const askFound = (field: string, wanted: string) =>
  askRows("accounts", {
    filter: wanted === "" ? [] : [`${field}.SW:${wanted}`],
    fields: ["accountNumber", "name"],
    sort: [`${field}.ASC`],
    pageSize: MOST_FOUND,
  });
