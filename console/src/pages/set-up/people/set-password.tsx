import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useMay } from "../../../shell/session.ts";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import { SettingForm } from "../form/setting-form.tsx";

const fields = fieldsOf<"setUserPassword">([
  {
    ...{ name: "password", label: "New password", kind: "secret", isRequired: true },
    help: "At least 12 characters. Tell it to him by another way than e-mail.",
  },
]);

type SetPasswordProps = { readonly user: { readonly id: string; readonly userName: string } };

/** With which he signs in from then on; wherever he is signed in, that ends. */
export function SetPassword({ user: { id, userName } }: SetPasswordProps) {
  const mayWrite = useMay("users.write");
  const [times, setTimes] = useState(0);
  if (!mayWrite) return null;
  return (
    <>
      {times > 0 && (
        <p role="status" className="flush">
          The password of {userName} is set.
        </p>
      )}
      <SettingForm
        key={times}
        title="Set a password"
        fields={fields}
        initial={{}}
        isNew
        action="Set the password"
        save={(body) =>
          api.setUserPassword({ params: { userKey: id }, body: body as BodyOf<"setUserPassword"> })
        }
        onSaved={() => setTimes(times + 1)}
      />
    </>
  );
}
