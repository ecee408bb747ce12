import classes from "./create-order-page.module.css";
import { AmountField, type FieldProps } from "./fields.tsx";
import { type Fields, withoutNothing } from "./order-form.ts";
import { priceKindOf } from "./price-kinds.ts";

export type PricedCharge = {
  /** As the wire names it in this action. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly model: string;
  /** "USD30", as it is otherwise. */
  readonly summary: string;
};

type ChargePricesProps = Pick<FieldProps, "errorOf"> & {
  readonly charges: readonly PricedCharge[];
  /** The field that names a charge: "productRatePlanChargeId". */
  readonly idField: string;
  /** One for each charge of which something is said. */
  readonly overrides: readonly Fields[];
  readonly change: (next: readonly Fields[] | undefined) => void;
};

/** Price and quantity of each charge; what stays empty stays as it is. */
export function ChargePrices(props: ChargePricesProps) {
  const { charges, idField, overrides, change, errorOf } = props;
  const put = (id: string, next: Fields) => {
    const others = overrides.filter((each) => each[idField] !== id);
    const { [idField]: _, ...said } = next;
    const isEmpty = withoutNothing(said) === undefined;
    const all = isEmpty ? others : [...others, { ...next, [idField]: id }];
    change(all.length > 0 ? all : undefined);
  };
  return charges.map((charge) => {
    const index = overrides.findIndex((each) => each[idField] === charge.id);
    return (
      <ChargePrice
        key={charge.id}
        charge={charge}
        fields={overrides[index] ?? {}}
        change={(next) => put(charge.id, next)}
        errorOf={(path) => errorOf(`[${index}].${path}`)}
      />
    );
  });
}

type ChargePriceProps = FieldProps & { readonly charge: PricedCharge };

function ChargePrice({ charge, ...props }: ChargePriceProps) {
  const kind = priceKindOf(charge);
  const { name, summary } = charge;
  return (
    <fieldset className={classes.charge}>
      <legend>
        {name} <span className="quiet">{summary}</span>
      </legend>
      {kind?.hasPrice && (
        <AmountField
          {...props}
          path={`pricing.${kind.name}.listPrice`}
          label={`Price of ${name}`}
        />
      )}
      {kind?.hasQuantity && (
        <AmountField
          {...props}
          path={`pricing.${kind.name}.quantity`}
          label={`Quantity of ${name}`}
        />
      )}
      {!kind && <span className="quiet">Its price is the catalog's.</span>}
    </fieldset>
  );
}
