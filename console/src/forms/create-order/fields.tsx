/** Fields of an action, each with what the server has said of it beside it. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { Fields } from "./order-form.ts";

/** Reads and writes what stands under the action's own name. */
export type FieldProps = {
  readonly fields: Fields;
  readonly change: (next: Fields) => void;
  /** What the server says of a field of it, by its path: "terms.initialTerm.period". */
  readonly errorOf: (path: string) => string | undefined;
};

type OwnProps = FieldProps & {
  /** "terms.initialTerm.period" */
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
};

/** The text at a path; "" where there is none. */
export function textAt(fields: Fields, path: string): string {
  const value = valueAt(fields, path);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export const valueAt = (fields: Fields, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => (value as Fields | undefined)?.[name], fields);

/** The same fields with another value there. */
export function withValue(fields: Fields, path: string, value: unknown): Fields {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...fields, [name]: value };
  const inner = (fields[name] ?? {}) as Fields;
  return { ...fields, [name]: withValue(inner, rest.join("."), value) };
}

type TextFieldProps = OwnProps & { readonly type?: "text" | "date"; readonly mode?: "decimal" };

export const TextField = (props: TextFieldProps) => {
  const { fields, change, errorOf, path, label, hint, type = "text", mode } = props;
  return (
    <TextInput
      type={type}
      size="sm"
      label={label}
      {...(mode && { inputMode: mode })}
      {...(hint && { description: hint })}
      error={errorOf(path)}
      value={textAt(fields, path)}
      onChange={({ currentTarget: { value } }) =>
        change(withValue(fields, path, value === "" ? undefined : value))
      }
    />
  );
};

export const DayField = (props: OwnProps) => <TextField {...props} type="date" />;

/** Prices and quantities stay the text that was written. */
export const AmountField = (props: OwnProps) => <TextField {...props} mode="decimal" />;

type ChoiceFieldProps = OwnProps & {
  /** Values with what they are called; "" says nothing of it. */
  readonly choices: Readonly<Record<string, string>>;
};

export const ChoiceField = (props: ChoiceFieldProps) => {
  const { fields, change, errorOf, path, label, hint, choices } = props;
  return (
    <NativeSelect
      size="sm"
      label={label}
      {...(hint && { description: hint })}
      error={errorOf(path)}
      value={textAt(fields, path)}
      data={Object.entries(choices).map(([value, called]) => ({ value, label: called }))}
      onChange={({ currentTarget: { value } }) =>
        change(withValue(fields, path, value === "" ? undefined : value))
      }
    />
  );
};

export const SwitchField = ({ fields, change, errorOf, path, label, hint }: OwnProps) => (
  <Checkbox
    label={label}
    {...(hint && { description: hint })}
    error={errorOf(path)}
    checked={valueAt(fields, path) === true}
    onChange={({ currentTarget: { checked } }) =>
      change(withValue(fields, path, checked || undefined))
    }
  />
);

type PeriodFieldsProps = FieldProps & {
  /** Of the number, and of its unit. */
  readonly period: string;
  readonly type: string;
  readonly label: string;
};

/** "12" and "Month" */
export function PeriodFields({ period, type, label, ...props }: PeriodFieldsProps) {
  /** Months, unless somebody says otherwise. */
  const change = (next: Fields) =>
    props.change(textAt(next, type) === "" ? withValue(next, type, "Month") : next);
  return (
    <>
      <TextField {...props} change={change} path={period} label={label} />
      <ChoiceField
        {...props}
        path={type}
        label={`${label}, in`}
        choices={{ Month: "months", Year: "years", Week: "weeks", Day: "days" }}
      />
    </>
  );
}
