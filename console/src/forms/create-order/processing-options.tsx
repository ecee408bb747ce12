import { Checkbox, TextInput } from "@mantine/core";
import { useMay } from "../../shell/session.ts";
import classes from "./create-order-page.module.css";
import type { OrderForm, Processing } from "./order-form.ts";

type ProcessingOptionsProps = {
  readonly form: OrderForm;
  readonly today: string;
  readonly change: (next: Partial<Processing>) => void;
};

type Switch = {
  readonly name: "applyCredit" | "collect" | "refund" | "writeOff" | "asDraft";
  readonly label: string;
  /** Without it the server refuses. */
  readonly needs?: string;
  /** Only where something is billed. */
  readonly ofBill?: boolean;
};

const SWITCHES: readonly Switch[] = [
  { name: "asDraft", label: "Leave the documents drafts", ofBill: true },
  { name: "applyCredit", label: "Pay them with the account's credit", ofBill: true },
  {
    ...{ name: "collect", label: "Collect what they owe", ofBill: true },
    needs: "payments.write",
  },
  {
    ...{ name: "refund", label: "Refund what was paid for unused time" },
    needs: "payments.refund",
  },
  { name: "writeOff", label: "Write off what stays unpaid", needs: "billing.write-off" },
];

/** What is done with the money at the same time. */
export function ProcessingOptions({ form, today, change }: ProcessingOptionsProps) {
  const { bill, billTo = today, documentDate = today } = form.processing;
  return (
    <section className="panel stack" aria-labelledby="money">
      <h2 id="money">And with the money?</h2>
      <div className={classes.fields}>
        <Checkbox
          label="Bill what it orders"
          checked={bill}
          onChange={({ currentTarget: { checked } }) => change({ bill: checked })}
        />
        {bill && (
          <>
            <TextInput
              type="date"
              size="sm"
              label="Bill up to and including"
              value={billTo}
              onChange={({ currentTarget: { value } }) => change({ billTo: value || undefined })}
            />
            <TextInput
              type="date"
              size="sm"
              label="Date of the documents"
              value={documentDate}
              onChange={({ currentTarget: { value } }) =>
                change({ documentDate: value || undefined })
              }
            />
          </>
        )}
      </div>
      {SWITCHES.filter(({ ofBill }) => bill || !ofBill).map((each) => (
        <MoneySwitch key={each.name} {...each} form={form} change={change} />
      ))}
    </section>
  );
}

type MoneySwitchProps = Switch & Pick<ProcessingOptionsProps, "form" | "change">;

function MoneySwitch({ name, label, needs, form, change }: MoneySwitchProps) {
  const may = useMay(needs ?? "orders.write");
  return (
    <Checkbox
      label={label}
      {...(!may && { description: `Takes the permission ${needs}.` })}
      disabled={!may}
      checked={form.processing[name] === true}
      onChange={({ currentTarget: { checked } }) => change({ [name]: checked || undefined })}
    />
  );
}
