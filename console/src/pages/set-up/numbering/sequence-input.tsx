import { TextInput } from "@mantine/core";
import type { InputProps } from "../form/field.ts";

type Sequence = { readonly prefix?: string; readonly startNumber?: string };

/** Prefix and next number of one kind of documents. */
export function SequenceInput({ label, value, onChange, error }: InputProps) {
  const sequence: Sequence = (value as Sequence | undefined) ?? {};
  const change = (next: Sequence) => {
    const { prefix = "", startNumber = "" } = { ...sequence, ...next };
    const isSaid = prefix !== "" || startNumber !== "";
    onChange(
      isSaid ? { ...(prefix && { prefix }), ...(startNumber && { startNumber }) } : undefined,
    );
  };
  return (
    <fieldset className="plain-fieldset">
      <legend className="visually-hidden">{label}</legend>
      <div className="row">
        <TextInput
          label={`${label}: prefix`}
          maxLength={16}
          value={sequence.prefix ?? ""}
          error={error}
          onChange={(event) => change({ prefix: event.currentTarget.value })}
        />
        <TextInput
          label={`${label}: next number`}
          inputMode="numeric"
          value={sequence.startNumber ?? ""}
          onChange={(event) => change({ startNumber: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
