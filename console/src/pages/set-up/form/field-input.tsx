import {
  MultiSelect,
  NativeSelect,
  PasswordInput,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { Field, InputProps, Option } from "./field.ts";

type OwnProps = Omit<InputProps, "label">;

type FieldInputProps = OwnProps & { readonly field: Field };

/** The input of a field, with what is wrong with it beside it. */
export function FieldInput({ field, ...props }: FieldInputProps) {
  const { label, help, isRequired } = field;
  const { value, onChange, error } = props;
  const shared = {
    ...{ label, error, description: help },
    ...(isRequired && { withAsterisk: true, required: true }),
  };
  switch (field.kind) {
    case "own":
      return <field.Input {...props} label={label} />;
    case "choice":
    case "choices":
      return <ChoiceInput field={field} {...props} />;
    case "switch":
      return (
        <Switch
          {...{ label, error, description: help }}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "long text":
    case "lines":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          maxRows={20}
          value={field.kind === "lines" ? linesIn(value) : textIn(value)}
          onChange={({ currentTarget: { value: text } }) =>
            onChange(field.kind === "lines" ? text.split("\n") : text)
          }
        />
      );
    case "secret":
      return (
        <PasswordInput
          {...shared}
          autoComplete="new-password"
          value={textIn(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "text":
    case "amount":
    case "day":
      return (
        <TextInput
          {...shared}
          {...(field.kind === "day" && { type: "date" })}
          {...(field.kind === "amount" && { inputMode: "decimal" })}
          value={textIn(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

type ChoiceField = Extract<Field, { readonly kind: "choice" | "choices" }>;

const ChoiceInput = ({ field, ...props }: OwnProps & { readonly field: ChoiceField }) =>
  "useOptions" in field ? (
    <AskedChoice field={field} {...props} />
  ) : (
    <ShownChoice field={field} options={field.options} {...props} />
  );

type AskedField = Extract<ChoiceField, { readonly useOptions: unknown }>;

const AskedChoice = ({ field, ...props }: OwnProps & { readonly field: AskedField }) => (
  <ShownChoice field={field} options={field.useOptions()} {...props} />
);

type ShownChoiceProps = OwnProps & {
  readonly field: ChoiceField;
  readonly options: readonly Option[];
};

function ShownChoice({ field, options, value, onChange, error }: ShownChoiceProps) {
  const { label, help, isRequired } = field;
  const shared = {
    ...{ label, error, description: help },
    ...(isRequired && { withAsterisk: true, required: true }),
  };
  if (field.kind === "choices") {
    const chosen = Array.isArray(value) ? (value as string[]) : [];
    const known = new Set(options.map((option) => option.value));
    const others = chosen.filter((each) => !known.has(each));
    return (
      <MultiSelect
        {...{ label, error, description: help }}
        searchable
        data={[...options, ...others.map((each) => ({ value: each, label: each }))]}
        value={chosen}
        onChange={onChange}
      />
    );
  }
  const isKnown = options.some((option) => option.value === value);
  return (
    <NativeSelect
      {...shared}
      data={[...(isKnown ? [] : [{ value: textIn(value), label: textIn(value) }]), ...options]}
      value={textIn(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const textIn = (value: unknown): string =>
  typeof value === "string" ? value : value === null || value === undefined ? "" : String(value);

const linesIn = (value: unknown): string => (Array.isArray(value) ? value.join("\n") : "");
