import { Button } from "@mantine/core";
import classes from "./create-order-page.module.css";
import { errorsWithin, type FieldErrors } from "./field-errors.ts";
import {
  AmountField,
  ChoiceField,
  DayField,
  type FieldProps,
  TextField,
  textAt,
} from "./fields.tsx";
import { type FormItem, newKey } from "./order-form.ts";

type LineItemsProps = {
  readonly items: readonly FormItem[];
  readonly today: string;
  readonly errors: FieldErrors;
  readonly change: (next: readonly FormItem[]) => void;
};

/** What is sold without a subscription, or comes back. */
export function LineItems({ items, today, errors, change }: LineItemsProps) {
  const put = (key: string, next: FormItem | undefined) =>
    change(items.flatMap((item) => (item.key !== key ? item : (next ?? []))));
  if (items.length === 0) return null;
  return (
    <section className="panel stack" aria-labelledby="items">
      <h2 id="items">Line items</h2>
      {items.map((item, index) => (
        <fieldset key={item.key} className={classes.action}>
          <legend>{textAt(item.fields, "itemName") || "An item"}</legend>
          <div className={classes.fields}>
            <ItemFields
              fields={item.fields}
              change={(fields) => put(item.key, { ...item, fields })}
              errorOf={errorsWithin(errors, `orderLineItems[${index}].`)}
            />
          </div>
          <Button variant="subtle" onClick={() => put(item.key, undefined)}>
            Leave the item out
          </Button>
        </fieldset>
      ))}
      <Button variant="default" onClick={() => change([...items, aNewItem(today)])}>
        One more item
      </Button>
    </section>
  );
}

/** Billed with the order. */
export const aNewItem = (today: string): FormItem => ({
  key: newKey(),
  fields: { itemName: "", quantity: "1", itemState: "SentToBilling", billTargetDate: today },
});

function ItemFields(props: FieldProps) {
  const isReturn = textAt(props.fields, "itemCategory") === "Return";
  return (
    <>
      <TextField {...props} path="itemName" label="Name" />
      <AmountField {...props} path="quantity" label="Quantity" />
      <AmountField {...props} path="amountPerUnit" label="Price per unit" />
      <ChoiceField
        {...props}
        path="itemCategory"
        label="It is"
        choices={{ "": "sold", Return: "a return" }}
      />
      {isReturn && (
        <>
          <TextField {...props} path="originalOrderNumber" label="Sold by the order" />
          <TextField {...props} path="originalOrderLineItemNumber" label="As its item" />
        </>
      )}
      <ChoiceField
        {...props}
        path="itemState"
        label="State"
        choices={{ SentToBilling: "To be billed", Executing: "Not to be billed yet" }}
      />
      {textAt(props.fields, "itemState") === "SentToBilling" && (
        <DayField {...props} path="billTargetDate" label="Billed from" />
      )}
      <DayField {...props} path="transactionStartDate" label="Sold on" />
    </>
  );
}
