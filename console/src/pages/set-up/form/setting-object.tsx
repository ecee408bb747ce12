import { useQuery } from "@tanstack/react-query";
import type { Question } from "../../../api/exactly.ts";
import { useMay } from "../../../shell/session.ts";
import { Answered } from "../../../ui/states.tsx";
import type { Draft, Field } from "./field.ts";
import { SettingForm } from "./setting-form.tsx";

type SettingObjectProps<Data extends object> = {
  readonly title: string;
  readonly ask: Question<Data>;
  /** The permission to change it. */
  readonly write: string;
  readonly fields: readonly Field[];
  /** @param seen  what the form began from: sent as `ifUnchanged` where the API takes it */
  readonly save: (body: Draft, seen: Data) => Promise<unknown>;
};

/** Settings of which there is one set: a form that shows them as they are. */
export function SettingObject<Data extends object>(props: SettingObjectProps<Data>) {
  const { title, ask, write, fields, save } = props;
  const query = useQuery(ask);
  const mayWrite = useMay(write);
  return (
    <Answered query={query} what={title.toLowerCase()}>
      {(data) => (
        <SettingForm
          // What others have changed is what it starts from.
          key={JSON.stringify(data)}
          title={title}
          fields={fields}
          initial={data as unknown as Draft}
          isNew={false}
          action="Save the changes"
          save={(body) => save(body, data)}
          refusal={mayWrite ? undefined : `Changing it takes the permission ${write}.`}
        />
      )}
    </Answered>
  );
}
