import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { Draft } from "./draft.ts";
import classes from "./edit-account.module.css";

export type TextField = readonly [name: string, label: string, type?: "email" | "number"];

type FieldsProps = { readonly draft: Draft; readonly fields: readonly TextField[] };

/** Texts, side by side where there is room. */
export const TextFields = ({ draft, fields }: FieldsProps) => (
  <div className={classes.fields}>
    {fields.map(([name, label, type]) => (
      <TextInput
        key={name}
        label={label}
        type={type ?? "text"}
        value={String(draft.values[name] ?? "")}
        onChange={(event) => draft.set(name, event.currentTarget.value)}
      />
    ))}
  </div>
);

type ChoiceFieldProps = {
  readonly draft: Draft;
  readonly name: string;
  readonly label: string;
  /** What is chosen already stays among them. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

export function ChoiceField({ draft, name, label, options }: ChoiceFieldProps) {
  const value = String(draft.values[name] ?? "");
  const isKnown = options.some((option) => option.value === value);
  return (
    <NativeSelect
      label={label}
      value={value}
      data={[...(isKnown ? [] : [{ value, label: value || "–" }]), ...options]}
      onChange={(event) => draft.set(name, event.currentTarget.value)}
    />
  );
}

type SwitchFieldProps = { readonly draft: Draft; readonly name: string; readonly label: string };

export const SwitchField = ({ draft, name, label }: SwitchFieldProps) => (
  <Checkbox
    label={label}
    checked={draft.values[name] === true}
    onChange={(event) => draft.set(name, event.currentTarget.checked)}
  />
);
