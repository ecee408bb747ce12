import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask, askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { BeginsWith } from "../../ui/filters.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { ChargePrices } from "./charge-prices.tsx";
import { type FieldProps, textAt, valueAt, withValue } from "./fields.tsx";
import type { Fields } from "./order-form.ts";

type PlanPickerProps = FieldProps & { readonly currency: string };

const productOf = (row: QueryRow) => (row.product ?? {}) as QueryRow;

/** A rate plan of the catalog, with its charges once it is chosen. */
export function PlanPicker(props: PlanPickerProps) {
  const { fields, change, errorOf } = props;
  const planId = textAt(fields, "productRatePlanId");
  const hasNumber = textAt(fields, "productRatePlanNumber") !== "";
  if (planId === "" && !hasNumber) {
    return <ChoosePlan onChoose={(id) => change({ productRatePlanId: id })} />;
  }
  if (hasNumber) return <p>Plan {textAt(fields, "productRatePlanNumber")}</p>;
  return (
    <ChosenPlan
      {...props}
      planId={planId}
      onOther={() => change(withValue(fields, "productRatePlanId", undefined))}
      errorOf={errorOf}
    />
  );
}

function ChoosePlan({ onChoose }: { readonly onChoose: (id: string) => void }) {
  const [name, setName] = useState<string>();
  const query = usePlans(name);
  return (
    <div className="stack">
      <BeginsWith label="Product or plan begins with" text={name} onText={setName} />
      <Answered query={query} what="the plans" lines={2}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No plan is called like that" />
          ) : (
            <div className="row">
              {data.map((row) => (
                <Button
                  key={textOf(row, "id")}
                  variant="default"
                  onClick={() => onChoose(textOf(row, "id"))}
                >
                  {textOf(productOf(row), "name")} · {textOf(row, "name")}
                </Button>
              ))}
            </div>
          )
        }
      </Answered>
    </div>
  );
}

const MOST = 12;

/** Those of products that are called so, or else those that are called so themselves. */
function usePlans(name: string | undefined) {
  const products = useQuery({
    ...askRows("products", {
      ...{ filter: [`name.SW:${name ?? ""}`], fields: ["id"], sort: ["name.ASC"] },
      pageSize: MOST,
    }),
    enabled: name !== undefined,
  });
  const ids = name === undefined ? [] : (products.data?.data ?? []).map((row) => textOf(row, "id"));
  const isCalledSo = ids.length > 0 ? `productid.IN:[${ids.join(",")}]` : `name.SW:${name ?? ""}`;
  return useQuery({
    ...askRows("product-rate-plans", {
      ...(name && { filter: [isCalledSo] }),
      ...{ sort: ["name.ASC"], expand: ["product"], pageSize: MOST },
    }),
    enabled: name === undefined || products.isSuccess,
  });
}

type ChosenPlanProps = PlanPickerProps & {
  readonly planId: string;
  readonly onOther: () => void;
};

function ChosenPlan({ planId, onOther, ...props }: ChosenPlanProps) {
  const row = useQuery(
    askRows("product-rate-plans", {
      ...{ filter: [`id.EQ:${planId}`], expand: ["product"], pageSize: 1 },
    }),
  );
  const plan = row.data?.data[0];
  const productKey = plan ? textOf(productOf(plan), "id") : "";
  const plans = useQuery({
    ...ask.listProductRatePlans({ params: { productKey }, query: { pageSize: 40 } }),
    enabled: productKey !== "",
  });
  const { fields, change, errorOf, currency } = props;
  return (
    <Answered query={plans} what="the charges of the plan" lines={2}>
      {({ productRatePlans }) => {
        const detailed = productRatePlans.find(({ id }) => id === planId);
        return (
          <>
            <div className="row">
              <strong>
                {textOf(productOf(plan ?? {}), "name")} · {detailed?.name ?? planId}
              </strong>
              <Button variant="subtle" size="compact-sm" onClick={onOther}>
                Choose another plan
              </Button>
            </div>
            <ChargePrices
              charges={(detailed?.productRatePlanCharges ?? []).map((charge) => ({
                ...{ id: charge.id, name: charge.name, type: charge.type, model: charge.model },
                summary:
                  charge.pricingSummary.find((each) => each.startsWith(currency)) ??
                  `no price in ${currency}`,
              }))}
              idField="productRatePlanChargeId"
              overrides={(valueAt(fields, "chargeOverrides") ?? []) as readonly Fields[]}
              change={(next) => change(withValue(fields, "chargeOverrides", next))}
              errorOf={(path) => errorOf(`chargeOverrides${path}`)}
            />
          </>
        );
      }}
    </Answered>
  );
}
