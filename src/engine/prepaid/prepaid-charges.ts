import type { BillableCharge, BillableSubscription } from "../billing/billable.ts";
import type { Drawdown, Prepayment } from "../model/prepaid.ts";

export type PrepaymentCharge = { readonly charge: BillableCharge; readonly terms: Prepayment };
export type DrawdownCharge = { readonly charge: BillableCharge; readonly terms: Drawdown };

type WithCharges = Pick<BillableSubscription, "ratePlans">;

/** Segments of the charges that sell units. */
export const prepaymentsOf = ({ ratePlans }: WithCharges): PrepaymentCharge[] =>
  ratePlans.flatMap(({ charges }) =>
    charges.flatMap((charge) => {
      const terms = charge.modelTerms.prepaid;
      return terms?.operation === "topup" ? [{ charge, terms }] : [];
    }),
  );

/** Segments of the charges that are paid with units. */
export const drawdownsOf = ({ ratePlans }: WithCharges): DrawdownCharge[] =>
  ratePlans.flatMap(({ charges }) =>
    charges.flatMap((charge) => {
      const terms = charge.modelTerms.prepaid;
      return terms?.operation === "drawdown" ? [{ charge, terms }] : [];
    }),
  );

/** Most have none: then there is nothing to read. */
export const hasPrepaid = ({ ratePlans }: WithCharges): boolean =>
  ratePlans.some(({ charges }) => charges.some(({ modelTerms }) => modelTerms.prepaid !== null));

export const isPrepayment = ({ modelTerms }: Pick<BillableCharge, "modelTerms">): boolean =>
  modelTerms.prepaid?.operation === "topup";

export const isDrawdown = ({ modelTerms }: Pick<BillableCharge, "modelTerms">): boolean =>
  modelTerms.prepaid?.operation === "drawdown";
