import type { BillableCharge, BillableSubscription } from "../billing/billable.ts";
import type { TrueUp } from "../model/commitment.ts";

export type TrueUpCharge<Charge extends BillableCharge = BillableCharge> = {
  readonly charge: Charge;
  readonly terms: TrueUp;
};

type WithCharges<Charge extends BillableCharge> = {
  readonly ratePlans: readonly { readonly charges: readonly Charge[] }[];
};

/** Segments of the charges that say what is committed, in the order in which spending counts for them. */
export const trueUpsOf = <Charge extends BillableCharge>({
  ratePlans,
}: WithCharges<Charge>): TrueUpCharge<Charge>[] =>
  ratePlans
    .flatMap(({ charges }) =>
      charges.flatMap((charge) => {
        const terms = charge.modelTerms.commitment;
        return terms?.chargeFunction === "CommitmentTrueUp" ? [{ charge, terms }] : [];
      }),
    )
    .sort((a, b) => (a.charge.chargeNumber < b.charge.chargeNumber ? -1 : 1));

/** Segments of the usage charges that count towards it. */
export const eligibleCharges = <Charge extends BillableCharge>({
  ratePlans,
}: WithCharges<Charge>): Charge[] =>
  ratePlans.flatMap(({ charges }) =>
    charges.filter(
      ({ modelTerms }) => modelTerms.commitment?.chargeFunction === "CreditCommitment",
    ),
  );

export const isTrueUp = ({ modelTerms }: Pick<BillableCharge, "modelTerms">): boolean =>
  modelTerms.commitment?.chargeFunction === "CommitmentTrueUp";

/** Most have none: then there is nothing to reckon. */
export const hasTrueUp = ({ ratePlans }: Pick<BillableSubscription, "ratePlans">): boolean =>
  ratePlans.some(({ charges }) => charges.some(isTrueUp));
