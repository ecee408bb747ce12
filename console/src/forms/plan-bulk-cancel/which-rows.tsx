import { MultiSelect, Radio, TextInput } from "@mantine/core";
import classes from "./plan-bulk-cancel.module.css";
import type { ChangeProps } from "./plan-bulk-cancel-page.tsx";
import type { PlanSearch } from "./plan-search.ts";

const BATCHES = Array.from({ length: 50 }, (_, index) => `Batch${index + 1}`);

const WAYS = [
  ["Filter", "All that is like this"],
  ["File", "What a file names"],
] as const;

/** By a filter of which all has to match, or by a file that is uploaded next. */
export const WhichRows = ({ choice, change }: ChangeProps) => (
  <fieldset className={classes.group}>
    <legend>Which?</legend>
    <div className="row">
      {WAYS.map(([from, label]) => (
        <Radio
          key={from}
          name="from"
          label={label}
          checked={choice.from === from}
          onChange={() => change({ from: from === "File" ? from : undefined })}
        />
      ))}
    </div>
    {choice.from === "Filter" && <FilterFields choice={choice} change={change} />}
  </fieldset>
);

const FilterFields = ({ choice, change }: ChangeProps) => (
  <div className={classes.fields}>
    <MultiSelect
      label="Batches"
      searchable
      placeholder={choice.batches.length === 0 ? "Any" : ""}
      data={BATCHES}
      value={choice.batches}
      onChange={(batches) => change({ batches: batches.join(",") || undefined })}
    />
    <Field name="overdue" label="Days overdue, from" choice={choice} change={change} />
    <Field name="overdueTo" label="Days overdue, to" choice={choice} change={change} />
    <Field name="currency" label="Currency" choice={choice} change={change} />
    <Field name="accounts" label="Account numbers" choice={choice} change={change} />
    {choice.kind === "Cancel" ? (
      <>
        <Field name="product" label="Product number or SKU" choice={choice} change={change} />
        <Field name="plan" label="Product rate plan number" choice={choice} change={change} />
      </>
    ) : (
      <>
        <Field name="upTo" label="Owing at most" choice={choice} change={change} />
        <TextInput
          type="date"
          label="Dated before"
          value={choice.before ?? ""}
          onChange={({ currentTarget: { value } }) => change({ before: value || undefined })}
        />
      </>
    )}
  </div>
);

type FieldProps = ChangeProps & {
  readonly name: "overdue" | "overdueTo" | "currency" | "accounts" | "product" | "plan" | "upTo";
  readonly label: string;
};

const WHOLE = ["overdue", "overdueTo"];

/** Taken when it is left: what does not fit it is not taken. */
function Field({ name, label, choice, change }: FieldProps) {
  const value = choice[name];
  const text = Array.isArray(value) ? value.join(",") : (value ?? "");
  return (
    <TextInput
      key={String(text)}
      label={label}
      placeholder="Any"
      maxLength={2000}
      inputMode={WHOLE.includes(name) ? "numeric" : name === "upTo" ? "decimal" : "text"}
      defaultValue={String(text)}
      onBlur={({ currentTarget }) =>
        change({
          [name]: currentTarget.value.replaceAll(/\s/g, "") || undefined,
        } as Partial<PlanSearch>)
      }
    />
  );
}
