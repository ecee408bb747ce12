import { type FieldProps, PeriodFields, valueAt, withValue } from "../fields.tsx";
import type { Fields } from "../order-form.ts";

type RenewalTermProps = FieldProps & { readonly path: string };

/** The wire has a list of one. */
export function RenewalTerm({ fields, change, errorOf, path }: RenewalTermProps) {
  const [term = {}] = (valueAt(fields, path) ?? []) as readonly Fields[];
  const put = ({ period, periodType = "Month" }: Fields) =>
    change(withValue(fields, path, period ? [{ period, periodType }] : undefined));
  return (
    <PeriodFields
      fields={term}
      change={put}
      errorOf={(name) => errorOf(`${path}[0].${name}`)}
      period="period"
      type="periodType"
      label="Renewal term"
    />
  );
}
