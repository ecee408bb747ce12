import { api } from "../../../api/client.ts";
import { ask } from "../../../api/queries.ts";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import { SettingObject } from "../form/setting-object.tsx";

/** What becomes of fields that nobody has defined. */
export const UndefinedFields = () => (
  <SettingObject
    title="Fields that were never defined"
    ask={ask.getCustomFieldRules({})}
    write="settings.write"
    fields={fieldsOf<"updateCustomFieldRules">([
      {
        ...{ name: "undefinedFields", label: "A field like region__c is", kind: "choice" },
        options: [
          { value: "Accepted", label: "taken, whatever it says" },
          { value: "Refused", label: "refused" },
        ],
      },
    ])}
    save={(body) => api.updateCustomFieldRules({ body: body as BodyOf<"updateCustomFieldRules"> })}
  />
);
