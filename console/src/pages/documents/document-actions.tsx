import { Actions } from "../../ui/actions.tsx";
import { CREDIT_MEMO_CHANGES } from "./credit-memo-changes.ts";
import { DEBIT_MEMO_CHANGES } from "./debit-memo-changes.ts";
import { INVOICE_CHANGES } from "./invoice-changes.ts";
import type { ShownDocument } from "./shown-document.ts";

const CHANGES = {
  Invoice: INVOICE_CHANGES,
  CreditMemo: CREDIT_MEMO_CHANGES,
  DebitMemo: DEBIT_MEMO_CHANGES,
} as const;

/** What the document's status and the rights of who has signed in allow. */
export const DocumentActions = ({ document }: { readonly document: ShownDocument }) => (
  <Actions actions={CHANGES[document.kind]} thing={document} number={document.number} />
);
