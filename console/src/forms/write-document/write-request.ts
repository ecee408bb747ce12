/** A document that a person writes: lines of the catalog's charges, which no subscription has. */
import { api } from "../../api/client.ts";
import type { DocumentKind } from "../../pages/documents/document-kinds.ts";

export type Line = {
  /** Of this form alone. */
  readonly key: number;
  readonly chargeId: string | null;
  readonly amount: string;
  readonly description: string;
};

export type DocumentToWrite = {
  readonly kind: DocumentKind;
  readonly accountId: string;
  /** The day of the document, and of its service. */
  readonly date: string;
  readonly reasonCode: string | undefined;
  readonly comment: string | undefined;
  readonly isPosted: boolean;
  readonly lines: readonly Line[];
};

/** @returns its number */
export const writeDocument = (document: DocumentToWrite): Promise<string> =>
  document.kind === "Invoice" ? writeInvoice(document) : writeMemo(document);

async function writeInvoice(document: DocumentToWrite): Promise<string> {
  const { accountId, date, comment: comments, isPosted, lines } = document;
  const { invoiceNumber } = await api.createStandaloneInvoice({
    body: {
      ...{ accountId, comments, invoiceDate: date, status: isPosted ? "Posted" : "Draft" },
      invoiceItems: lines.map(({ chargeId, amount, description }) => ({
        ...{ productRatePlanChargeId: chargeId ?? "", amount, serviceStartDate: date },
        ...(description && { description }),
      })),
    },
  });
  return invoiceNumber;
}

async function writeMemo(document: DocumentToWrite): Promise<string> {
  const { kind, accountId, date, reasonCode, comment, isPosted, lines } = document;
  const body = {
    ...{ accountId, reasonCode, comment, effectiveDate: date, autoPost: isPosted },
    charges: lines.map(({ chargeId, amount, description }) => ({
      ...{ productRatePlanChargeId: chargeId ?? "", amount },
      ...(description && { description }),
    })),
  };
  const memo =
    kind === "CreditMemo"
      ? await api.createCreditMemo({ body })
      : await api.createDebitMemo({ body });
  return memo.number;
}
