import { NativeSelect, Switch, TextInput } from "@mantine/core";
import type { InputProps } from "../form/field.ts";

type Callout = {
  readonly name?: string;
  readonly calloutBaseurl?: string;
  readonly httpMethod?: string;
  readonly calloutRetry?: boolean;
  readonly signingSecret?: string;
};

/** What is asked of whose server; the secret that it is signed with is made here, and shown. */
export function CalloutInput({ value, onChange, error }: InputProps) {
  const callout: Callout = (value as Callout | undefined) ?? {};
  const { name = "", calloutBaseurl = "", httpMethod = "POST", calloutRetry = true } = callout;
  const change = (next: Callout) => {
    const all = { name: name || "Callout", calloutBaseurl, httpMethod, calloutRetry, ...next };
    onChange({ ...all, active: true });
  };
  return (
    <fieldset className="plain-fieldset stack">
      <legend className="visually-hidden">Callout</legend>
      <TextInput
        label="Address"
        description="https; merge fields such as <Account.Number> after the host."
        required
        withAsterisk
        value={calloutBaseurl}
        error={error}
        onChange={(event) => change({ calloutBaseurl: event.currentTarget.value })}
      />
      <NativeSelect
        label="Method"
        data={["POST", "PUT", "GET", "PATCH", "DELETE"]}
        value={httpMethod}
        onChange={(event) => change({ httpMethod: event.currentTarget.value })}
      />
      <Switch
        label="Try again where it fails"
        checked={calloutRetry}
        onChange={(event) => change({ calloutRetry: event.currentTarget.checked })}
      />
      {callout.signingSecret && (
        <details>
          <summary>Secret that callouts are signed with</summary>
          <code className="wraps">{callout.signingSecret}</code>
        </details>
      )}
    </fieldset>
  );
}
