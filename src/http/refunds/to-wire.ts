import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import type { RefundPage } from "#store/refund-pages.ts";
import type { RefundedItem } from "#store/refunds.ts";
import { stamp, toFinanceInformation, toThroughGateway } from "../payments/to-wire.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

export function toRefund(page: RefundPage, timeZone: string): Result<typeof contract.getRefund> {
  return {
    ...shownFields("Refund", page.customFields),
    id: page.refundId,
    number: page.refundNumber,
    status: page.status,
    type: page.type,
    methodType: page.methodType,
    refundTransactionType: page.refundTransactionType,
    accountId: isUnassigned(page.accountId) ? null : page.accountId,
    amount: page.amount,
    refundDate: page.refundDate,
    comment: page.comment,
    reasonCode: page.reasonCode,
    paymentId: page.paymentId,
    paymentNumber: page.paymentNumber,
    creditMemoId: page.creditMemoId,
    ...toThroughGateway(page, timeZone),
    secondRefundReferenceId: page.secondReferenceId,
    refundTransactionTime: timestamp(page.createdAt, timeZone),
    cancelledOn: stamp(page.cancelledAt, timeZone),
    createdDate: timestamp(page.createdAt, timeZone),
    createdById: page.createdById,
    updatedDate: timestamp(page.updatedAt, timeZone),
    updatedById: page.updatedById,
    financeInformation: toFinanceInformation(page.financeInformation),
  };
}

const written = (page: RefundPage, timeZone: string) => ({
  organizationLabel: page.organizationLabel,
  createdById: page.createdById,
  createdDate: timestamp(page.createdAt, timeZone),
  updatedById: page.updatedById,
  updatedDate: timestamp(page.updatedAt, timeZone),
});

/** Its id is the refund's own: there is one. */
export const toPart = (
  page: RefundPage,
  timeZone: string,
): Result<typeof contract.getRefundPart> => ({
  ...written(page, timeZone),
  amount: page.amount,
  creditMemoId: page.creditMemoId,
  id: page.refundId,
  paymentId: page.paymentId,
});

/** A payment has no items: then it is one, of no item. */
export const itemPartsOf = (
  page: RefundPage,
  timeZone: string,
): Result<typeof contract.getRefundItemPart>[] => {
  const { refundId: itemPartId, amount } = page;
  const whole = { itemPartId, amount, creditMemoItemId: null, creditTaxItemId: null };
  const parts: readonly (Omit<RefundedItem, "creditMemoItemId"> & {
    readonly creditMemoItemId: string | null;
  })[] = page.paymentId === null ? page.items : [whole];
  return parts.map((part) => ({
    ...written(page, timeZone),
    amount: part.amount,
    creditMemoItemId: part.creditTaxItemId === null ? part.creditMemoItemId : null,
    creditTaxItemId: part.creditTaxItemId,
    id: part.itemPartId,
  }));
};
