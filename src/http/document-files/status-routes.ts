import type { PrintedType } from "#engine/model/printed-document.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import { listNewestFiles, type NewestFile } from "#store/printed-documents.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./status-contract.ts";

export const pdfStatusRoutes: readonly Route[] = [
  route(contract.getInvoicePdfStatus, async (context, { query: { invoiceKeys } }) => ({
    invoiceFiles: (await files(context, "Invoice", invoiceKeys)).map((file) => ({
      invoiceId: file.documentId,
      invoiceNumber: file.documentNumber,
      ...toStatus(file, context.timeZone),
    })),
  })),
  route(contract.getCreditMemoPdfStatus, async (context, { query: { creditMemoKeys } }) => ({
    creditMemoFiles: (await files(context, "CreditMemo", creditMemoKeys)).map((file) => ({
      creditMemoId: file.documentId,
      creditMemoNumber: file.documentNumber,
      ...toStatus(file, context.timeZone),
    })),
  })),
  route(contract.getDebitMemoPdfStatus, async (context, { query: { debitMemoKeys } }) => ({
    debitMemoFiles: (await files(context, "DebitMemo", debitMemoKeys)).map((file) => ({
      debitMemoId: file.documentId,
      debitMemoNumber: file.documentNumber,
      ...toStatus(file, context.timeZone),
    })),
  })),
];

const files = (
  { database, entityId }: Context,
  documentType: PrintedType,
  keys: readonly string[] = [],
): Promise<NewestFile[]> =>
  inTransaction(database, entityId, (tx) => listNewestFiles(tx, documentType, keys));

function toStatus({ fileId, createdAt }: NewestFile, timeZone: string) {
  if (fileId === null || createdAt === null) return { pdfGenerationStatus: "N/A" as const };
  const createdOn = timestamp(createdAt, timeZone);
  return {
    pdfGenerationStatus: "Generated" as const,
    createdOn,
    updatedOn: createdOn,
    pdfFileUrl: `/v1/files/${fileId}`,
  };
}
