import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { writeSearch } from "../../forms/write-document/write-search.ts";
import { shell } from "../../shell-route.ts";
import { documentSearch } from "./document-search.ts";

const documentsPage = () => import("./documents-page.tsx");
const documentPage = () => import("./document-page.tsx");
const useFundsPage = () => import("../../forms/use-funds/use-funds-page.tsx");

const memoOfInvoicePage = () => import("../../forms/memo-of-invoice/memo-of-invoice-page.tsx");
const writePage = () => import("../../forms/write-document/write-document-page.tsx");
const splitPage = () => import("../../forms/split-invoice/split-invoice-page.tsx");

const invoices = createRoute({
  getParentRoute: () => shell,
  path: "/invoices",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "InvoicesPage"),
});

const invoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/$documentKey",
  component: lazyRouteComponent(documentPage, "InvoicePage"),
});

const creditMemos = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "CreditMemosPage"),
});

const creditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/$documentKey",
  component: lazyRouteComponent(documentPage, "CreditMemoPage"),
});

const applyCreditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/$documentKey/apply",
  component: lazyRouteComponent(useFundsPage, "ApplyCreditMemoPage"),
});

const unapplyCreditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/$documentKey/unapply",
  component: lazyRouteComponent(useFundsPage, "UnapplyCreditMemoPage"),
});

const refundCreditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/$documentKey/refund",
  component: lazyRouteComponent(
    () => import("../../forms/refund/refund-page.tsx"),
    "RefundCreditMemoPage",
  ),
});

const debitMemos = createRoute({
  getParentRoute: () => shell,
  path: "/debit-memos",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "DebitMemosPage"),
});

const debitMemo = createRoute({
  getParentRoute: () => shell,
  path: "/debit-memos/$documentKey",
  component: lazyRouteComponent(documentPage, "DebitMemoPage"),
});

const newInvoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/new",
  validateSearch: writeSearch,
  component: lazyRouteComponent(writePage, "WriteInvoicePage"),
});

const creditInvoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/$documentKey/credit-memo",
  component: lazyRouteComponent(memoOfInvoicePage, "CreditInvoicePage"),
});

const chargeInvoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/$documentKey/debit-memo",
  component: lazyRouteComponent(memoOfInvoicePage, "ChargeInvoicePage"),
});

const splitInvoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/$documentKey/split",
  component: lazyRouteComponent(splitPage, "SplitInvoicePage"),
});

const newCreditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/new",
  validateSearch: writeSearch,
  component: lazyRouteComponent(writePage, "WriteCreditMemoPage"),
});

const newDebitMemo = createRoute({
  getParentRoute: () => shell,
  path: "/debit-memos/new",
  validateSearch: writeSearch,
  component: lazyRouteComponent(writePage, "WriteDebitMemoPage"),
});

export const documentRoutes = [
  ...([invoices, newInvoice, invoice, creditInvoice, chargeInvoice, splitInvoice] as const),
  ...([creditMemos, newCreditMemo, creditMemo] as const),
  ...([applyCreditMemo, unapplyCreditMemo, refundCreditMemo] as const),
  ...([debitMemos, newDebitMemo, debitMemo] as const),
] as const;
