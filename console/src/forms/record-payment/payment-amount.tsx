import { TextInput } from "@mantine/core";
import { readAmount } from "../../ui/amounts.ts";

type PaymentAmountProps = {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly currency: string;
};

export const PaymentAmount = ({ text, onText, currency }: PaymentAmountProps) => (
  <section className="panel" aria-label="How much">
    <TextInput
      className="field"
      label={`Amount, ${currency}`}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      error={readAmount(text, currency) === undefined ? "Not an amount such as 12.50" : undefined}
      onChange={({ currentTarget: { value } }) => onText(value)}
    />
  </section>
);
