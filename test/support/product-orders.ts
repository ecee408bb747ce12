/** Orders that change the products of a subscription, as a caller writes them. */

type Fields = Readonly<Record<string, unknown>>;

export type ProductOrder = {
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
  /** Order date, and contract effective date of each action. */
  readonly on: string;
  readonly actions: readonly Fields[];
  readonly processingOptions?: Fields;
};

/** Documents are of the same day as the order, and bill through it, unless the options say else. */
export function productOrder(order: ProductOrder): Fields {
  const { accountNumber, subscriptionNumber, on, actions, processingOptions } = order;
  const triggerDates = [{ name: "ContractEffective", triggerDate: on }];
  return {
    orderDate: on,
    existingAccountNumber: accountNumber,
    status: "Completed",
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: actions.map((action) => ({ triggerDates, ...action })),
      },
    ],
    processingOptions: {
      billingOptions: { targetDate: on, documentDate: on },
      ...processingOptions,
    },
  };
}

export const adding = (productRatePlanId: string, chargeOverrides: readonly Fields[] = []) => ({
  type: "AddProduct",
  addProduct: { productRatePlanId, chargeOverrides },
});

/** By whatever names the rate plan: { ratePlanId }, { subscriptionRatePlanNumber }, … */
export const removing = (ratePlan: Fields) => ({ type: "RemoveProduct", removeProduct: ratePlan });

export const updating = (ratePlan: Fields, ...chargeUpdates: readonly Fields[]) => ({
  type: "UpdateProduct",
  updateProduct: { ...ratePlan, chargeUpdates },
});

export const changingPlan = (ratePlan: Fields, productRatePlanId: string, fields: Fields) => ({
  type: "ChangePlan",
  changePlan: { ...ratePlan, newProductRatePlan: { productRatePlanId }, ...fields },
});

export const cancelling = (on: string) => ({
  type: "CancelSubscription",
  cancelSubscription: { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: on },
});
