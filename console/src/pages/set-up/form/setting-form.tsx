import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { queryClient } from "../../../api/queries.ts";
import { Failed } from "../../../ui/states.tsx";
import { bodyOf, type Draft, type Field } from "./field.ts";
import { fieldErrors } from "./field-errors.ts";
import { FieldInput } from "./field-input.tsx";

type SettingFormProps<Saved> = {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly initial: Draft;
  /** Whether it is there already, so that what is emptied is taken away. */
  readonly isNew: boolean;
  /** "Create the user" */
  readonly action: string;
  readonly save: (body: Draft) => Promise<Saved>;
  readonly onSaved?: (saved: Saved) => void;
  /** Whether the page says already what it is. */
  readonly isTitled?: true;
  /** Why nobody, or not he, may change it. */
  readonly refusal?: string | undefined;
  readonly children?: ReactNode;
};

/** Fields, and a button that saves them; what the API refuses is said beside the field. */
export function SettingForm<Saved>(props: SettingFormProps<Saved>) {
  const { title, fields, initial, isNew, action, refusal } = props;
  const [draft, setDraft] = useState(initial);
  const save = useMutation({
    mutationFn: () => props.save(bodyOf(fields, draft, isNew ? undefined : initial)),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries();
      props.onSaved?.(saved);
    },
  });
  const shown = fields.filter(({ when }) => when?.(draft) ?? true);
  const errors = fieldErrors(
    save.error,
    shown.map(({ name }) => name),
  );
  const isChanged = isNew || JSON.stringify(draft) !== JSON.stringify(initial);
  return (
    <form
      className="panel stack"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {!props.isTitled && <h2 className="ending">{title}</h2>}
      {refusal && <p className="quiet flush">{refusal}</p>}
      <fieldset className="plain-fieldset stack" disabled={refusal !== undefined}>
        <legend className="visually-hidden">{title}</legend>
        {shown.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={draft[field.name]}
            draft={draft}
            error={errors.byField.get(field.name)}
            onChange={(value) => setDraft((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
      </fieldset>
      {props.children}
      {save.error && errors.isElsewhere && (
        <Failed error={save.error} what="it" title="Could not save it" />
      )}
      {refusal === undefined && (
        <div className="row">
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            {action}
          </Button>
          {save.isSuccess && !isNew && !isChanged && <span role="status">Saved.</span>}
        </div>
      )}
    </form>
  );
}
