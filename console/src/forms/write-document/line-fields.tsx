import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { allRows } from "../../api/all-rows.ts";
import { textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { readAmount } from "../../ui/amounts.ts";
import type { Line } from "./write-request.ts";

type LineFieldsProps = {
  readonly line: Line;
  /** From 1. */
  readonly number: number;
  readonly currency: string;
  readonly onLine: (line: Line) => void;
  /** Where there are others. */
  readonly onRemove: (() => void) | undefined;
};

/** One charge of the catalog, and how much. */
export function LineFields({ line, number, currency, onLine, onRemove }: LineFieldsProps) {
  const charges = useCharges();
  const isWrong = readAmount(line.amount, currency) === undefined;
  return (
    <fieldset className="fields plain-fieldset">
      <legend className="visually-hidden">Line {number}</legend>
      <Select
        label="Charge"
        placeholder="Choose or type a name"
        searchable
        data={charges}
        value={line.chargeId}
        onChange={(chargeId) => onLine({ ...line, chargeId })}
      />
      <TextInput
        label={`Amount, ${currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={line.amount}
        error={isWrong ? "Not an amount such as 12.50" : undefined}
        onChange={({ currentTarget: { value } }) => onLine({ ...line, amount: value })}
      />
      <TextInput
        label="Description"
        maxLength={255}
        value={line.description}
        onChange={({ currentTarget: { value } }) => onLine({ ...line, description: value })}
      />
      {onRemove && (
        <Button variant="default" onClick={onRemove}>
          Remove line {number}
        </Button>
      )}
    </fieldset>
  );
}

/** Discounts lower others, and stand on no document by themselves. */
function useCharges() {
  const query = useQuery({
    queryKey: ["charges-of-catalog"],
    queryFn: () => allRows("product-rate-plan-charges", { sort: ["name.ASC"] }),
    enabled: useMay("queries.read"),
  });
  return (query.data ?? [])
    .filter((row) => !textOf(row, "chargeModel").startsWith("Discount"))
    .map((row) => ({
      value: textOf(row, "id"),
      label: `${textOf(row, "name")} (${textOf(row, "productRatePlanChargeNumber")})`,
    }));
}
