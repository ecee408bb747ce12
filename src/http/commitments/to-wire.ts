import type { z } from "zod";
import type { CommitmentBalance } from "#engine/commitments/commitments-of.ts";
import { MONTHS_OF_VALIDITY } from "#engine/prepaid/validity-periods.ts";
import { type DateRange, serviceEndDate } from "#engine/values/date-range.ts";
import { sum } from "#engine/values/decimal.ts";
import type { FoundCommitment } from "#operations/read-commitments.ts";
import type * as contract from "./contract.ts";
import { commitmentPeriodId, idFrom } from "./ids.ts";

type Answer<Contract extends { response: z.ZodType }> = z.input<Contract["response"]>;

const daysToWire = (days: DateRange) => ({ startDate: days.start, endDate: serviceEndDate(days) });

export function toCommitment(found: FoundCommitment): Answer<typeof contract.getCommitmentByKey> {
  const { charge, subscription, accountId, accountNumber, order } = found;
  return {
    id: charge.originalChargeId,
    status: found.status,
    version: subscription.version,
    currency: subscription.currency,
    ...daysToWire(found.days),
    totalAmount: found.totalAmount,
    orderNumber: order?.orderNumber ?? null,
    orderId: order?.orderId ?? null,
    accountId,
    accountNumber,
    commitmentNumber: charge.chargeNumber,
    name: charge.name,
    type: "MinCommitment",
    description: charge.description,
    priority: found.priority,
    eligibleAccountConditions: {
      field: "Account.AccountNumber",
      operator: "eq",
      value: accountNumber,
    },
    eligibleChargeConditions: {
      field: "RatePlanCharge.ChargeNumber",
      operator: "in",
      value: found.eligibleChargeNumbers.join(","),
    },
    periodAlignmentOption: "SpecificDate",
    specificPeriodAlignmentDate: found.days.start,
    customFields: { ...charge.customFields },
    taxable: Boolean(charge.taxTerms),
    taxCode: charge.taxTerms?.taxCode ?? null,
    taxMode: charge.taxTerms?.taxMode ?? null,
    subscriptionNumber: subscription.subscriptionNumber,
  };
}

const periodId = ({ charge }: FoundCommitment, { period }: CommitmentBalance): string =>
  commitmentPeriodId(charge.originalChargeId, period.start);

export const toPeriod = (
  found: FoundCommitment,
  each: CommitmentBalance,
): Answer<typeof contract.getCommitmentPeriods>["periods"][number] => ({
  id: periodId(found, each),
  commitmentId: found.charge.originalChargeId,
  commitmentNumber: found.charge.chargeNumber,
  currency: found.subscription.currency,
  priority: found.priority,
  version: found.subscription.version,
  type: "MinCommitment",
  ...daysToWire(each.service),
  isProrated: false,
  amount: each.committed,
  status: each.status,
});

export const toBalance = (
  found: FoundCommitment,
  each: CommitmentBalance,
): Answer<typeof contract.getCommitmentBalance>["periods"][number] => ({
  id: periodId(found, each),
  status: each.status,
  ...daysToWire(each.service),
  balance: each.balance,
  committedAmount: each.committed,
  totalSpend: each.totalSpend,
});

/** One for each segment that has periods. */
export function toSchedules(
  found: FoundCommitment,
): Answer<typeof contract.listCommitmentSchedules>["schedules"] {
  const { charge, segments, periods } = found;
  const terms = charge.modelTerms.commitment;
  const isTrueUp = terms?.chargeFunction === "CommitmentTrueUp";
  const months = isTrueUp ? MONTHS_OF_VALIDITY[terms.validityPeriodType] : null;
  return segments.flatMap(({ segment, version }) => {
    const own = periods.filter((each) => each.segment === segment);
    const [first] = own;
    const last = own.at(-1);
    if (!first || !last) return [];
    return {
      id: idFrom("schedule", charge.originalChargeId, segment),
      commitmentId: charge.originalChargeId,
      commitmentNumber: charge.chargeNumber,
      version,
      ...daysToWire({ start: first.service.start, end: last.service.end }),
      totalAmount: sum(own.map(({ committed }) => committed)),
      amount: first.committed,
      amountBase: "CommitmentPeriod" as const,
      periodType: months === null ? ("SubscriptionTerm" as const) : ("SpecificMonths" as const),
      specificPeriodLength: months,
      status: last.status,
    };
  });
}
