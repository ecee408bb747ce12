/** Filters of a list, as chips that read as a sentence: "Active · owing · USD". */
import { Chip, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

type ChoicesProps<Value extends string> = {
  readonly label: string;
  readonly values: readonly Value[];
  readonly chosen: Value | undefined;
  readonly onChoose: (value: Value | undefined) => void;
};

/** One of a few, or none. */
export const Choices = <Value extends string>(props: ChoicesProps<Value>) => (
  <fieldset className="choices">
    <legend className="visually-hidden">{props.label}</legend>
    {props.values.map((value) => (
      <Chip
        key={value}
        size="sm"
        variant="outline"
        checked={props.chosen === value}
        onChange={(isOn) => props.onChoose(isOn ? value : undefined)}
      >
        {value}
      </Chip>
    ))}
  </fieldset>
);

type BeginsWithProps = {
  readonly label: string;
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
};

/** Asked for a moment after the last letter. */
export function BeginsWith({ label, text = "", onText }: BeginsWithProps) {
  const [written, setWritten] = useState(text);
  const tell = useDebouncedCallback((next: string) => onText(next || undefined), 250);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={written}
      onChange={(event) => {
        setWritten(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

type DayFilterProps = {
  readonly label: string;
  readonly day: string | undefined;
  readonly onDay: (day: string | undefined) => void;
};

/** A first or a last day of what is shown. */
export const DayFilter = ({ label, day = "", onDay }: DayFilterProps) => (
  <span className="row">
    <span className="quiet" aria-hidden="true">
      {label}
    </span>
    <TextInput
      type="date"
      aria-label={label}
      value={day}
      onChange={(event) => onDay(event.currentTarget.value || undefined)}
    />
  </span>
);
