import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { documentSearch } from "./document-search.ts";

const documentsPage = () => import("./documents-page.tsx");
const documentPage = () => import("./document-page.tsx");
const useFundsPage = () => import("../../forms/use-funds/use-funds-page.tsx");

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

export const documentRoutes = [
  invoices,
  invoice,
  creditMemos,
  creditMemo,
  applyCreditMemo,
  unapplyCreditMemo,
  refundCreditMemo,
  debitMemos,
  debitMemo,
] as const;
