import { NativeSelect, Switch, Textarea } from "@mantine/core";
import { useId } from "react";
import classes from "./billing-rules-page.module.css";
import type { Rule, RuleValue } from "./rule.ts";
import { inWords } from "./rule-groups.ts";

type Value = RuleValue | readonly string[];

type RuleRowProps = {
  readonly rule: Rule;
  readonly saved: RuleValue;
  readonly value: Value;
  readonly onChange: (value: boolean | string | readonly string[]) => void;
};

/** A rule in words, what it is set to, and what it was where that is different. */
export function RuleRow({ rule, saved, value, onChange }: RuleRowProps) {
  const id = useId();
  const isChanged = JSON.stringify(saved) !== JSON.stringify(value);
  const about = { id, "aria-describedby": `${id}-help` };
  return (
    <div className={isChanged ? `${classes.rule} ${classes.changed}` : classes.rule}>
      <div>
        <label htmlFor={id}>{rule.label}</label>
        <p className="quiet" id={`${id}-help`}>
          {rule.help} {isChanged && <strong>Was: {inWords(rule.name, saved)}.</strong>}
        </p>
      </div>
      {rule.options ? (
        <NativeSelect
          {...about}
          data={rule.options.map(([option, label]) => ({ value: option, label }))}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : Array.isArray(value) ? (
        <Textarea
          {...about}
          autosize
          minRows={2}
          defaultValue={value.join("\n")}
          onBlur={(event) => onChange(linesOf(event.currentTarget.value))}
        />
      ) : (
        <Switch
          {...about}
          checked={value === true}
          label={value === true ? "on" : "off"}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
