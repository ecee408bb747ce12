/** A company that has something of all that there is, made through the API as a caller would make it. */

import { setTimeout as delay } from "node:timers/promises";
import { adjust } from "./adjustments.ts";
import { planned } from "./bulk-cancels.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type PlanCharge,
  subscribe,
  subscribeOrder,
  succeed,
} from "./company.ts";
import { emptyAccount } from "./empty-account.ts";
import { somethingImported } from "./import-company.ts";
import { Life } from "./life.ts";
import { prepay, TOPUP, used } from "./prepaid-company.ts";
import { exportsOf } from "./queries.ts";
import type { Answer, TestServer } from "./server.ts";
import { FORM_HEADERS, formWith, importUsageFile } from "./usage-files.ts";

/**
 * Something of all that there is, with `name` in every text that can be chosen. The server runs its
 * jobs. `keys` name what no table has a column of its own for.
 */
export async function aFullCompany(server: TestServer, name: string) {
  const at = { country: "United States", state: "California" };
  const contact = { firstName: name, lastName: "Clark", ...at };
  await taxesOf(server, name);
  await succeed(server, "POST", "/v1/organizations", { name });
  await succeed(server, "PUT", "/settings/billing-rules", { takeContactSnapshot: true });
  const account = await anAccount(server, { name, notes: name, billToContact: contact });
  const { accountNumber, accountId } = account;
  await succeed(server, "POST", "/v1/payment-methods", {
    ...aCard(),
    cardHolderInfo: { cardHolderName: name },
    accountKey: accountNumber,
    makeDefault: true,
  });
  await settingsOf(server, name);
  const tax = { Taxable: true, TaxCode: name, TaxMode: "TaxExclusive" };
  const plan = await aPlan(server, [{ price: 30, Name: name, ...tax }]);
  const subscribed = {
    accountNumber,
    plan,
    from: "2023-01-01",
    createSubscription: { notes: name },
  };
  const billed = { ...subscribed, billThrough: "2023-02-01" };
  const intervals = [{ name, startDate: "2023-01-01", endDate: "2023-12-31" }];
  const ramped = withRamp(subscribeOrder(billed), { name, intervals });
  const [cancelled] = (await succeed(server, "POST", "/v1/orders", ramped)).subscriptionNumbers;
  const processingOptions = { runBilling: true, writeOff: true };
  const cancel = cancelOrder({
    accountNumber,
    subscriptionNumber: cancelled,
    on: "2023-02-11",
    processingOptions,
  });
  await succeed(server, "POST", "/v1/orders", cancel);
  const activeOrder = await subscribe(server, billed);
  const active = activeOrder.subscriptionNumbers[0];
  const orderLineItems = [{ itemName: name, amountPerUnit: 7, quantity: 1 }];
  const sale = { orderDate: "2023-01-01", existingAccountNumber: accountNumber, orderLineItems };
  await succeed(server, "POST", "/v1/orders", sale);
  const [invoiceId] = activeOrder.invoiceIds;
  const company = { server, name, accountId, accountNumber };
  await moneyOf(company, String(plan.chargeIds[0]), invoiceId);
  await usageOf(company);
  const billRunId = await runsOf(company);
  const later = await succeed(server, "POST", "/v1/async/orders", subscribeOrder(subscribed));
  while (await isProcessing(server, later.jobId)) await delay(10);
  await filesOf(server, accountId);
  await succeed(server, "POST", "/v1/payment-schedules", {
    accountId,
    description: name,
    items: [{ amount: 10, scheduledDate: "2030-01-01" }],
  });
  await emptyAccount(server, name);
  const named = [await aUser(server, name), ...(await promisesOf(server, name))];
  const keys = [...named, ...(await exportsOf(server, name))];
  return { plan, accountNumber, accountId, active, billRunId, keys };
}

/** What is set up once, without a customer, and what was brought along. */
async function settingsOf(server: TestServer, name: string): Promise<void> {
  await somethingImported(server, name);
  await succeed(server, "POST", "/v1/saved-views", { list: "accounts", name, search: { name } });
  const told = { name, eventTypeName: "Invoice Posted", active: false };
  await succeed(server, "POST", "/notifications/notification-definitions", told);
  const template = { ...aTemplate(), name, eventTypeName: "Invoice Posted", emailBody: name };
  await succeed(server, "POST", "/notifications/email-templates", template);
  const url = "https://example.com/";
  const callout = { ...told, httpMethod: "POST", calloutBaseurl: url };
  await succeed(server, "POST", "/notifications/callout-templates", callout);
  const tokens = { name, tokenUrl: url, clientId: name, clientSecret: name };
  await succeed(server, "POST", "/notifications/oauth2-providers", tokens);
  await succeed(server, "POST", "/settings/communication-profiles", { name });
  await succeed(server, "POST", "/events/event-triggers", {
    active: true,
    baseObject: "Account",
    condition: `Account.Name == '${name}'`,
    eventType: { name: `Told-${name.replace(/\W/g, "")}`, displayName: name },
  });
  await succeed(server, "POST", "/events/scheduled-events", {
    ...{ name: `Due-${name.replace(/\W/g, "")}`, displayName: name, hours: 10, minutes: 30 },
    ...{ apiObject: "Invoice", apiField: "DueDate" },
  });
  const term = { name, type: "Net", days: 7 };
  await succeed(server, "POST", "/settings/payment-terms", term);
  const prefixes = ["invoice", "creditMemo", "debitMemo", "payment", "refund"].map((kind) => [
    kind,
    { prefix: `${kind}-` },
  ]);
  const sequenceSets = [{ name, ...Object.fromEntries(prefixes) }];
  await succeed(server, "POST", "/v1/sequence-sets", { sequenceSets });
  const code = { name, type: "SalesRevenue" };
  await succeed(server, "POST", "/v1/accounting-codes", code);
  const year = { name, fiscalYear: 2001, startDate: "2001-01-01", endDate: "2001-12-31" };
  await succeed(server, "POST", "/v1/accounting-periods", year);
  const product = { Name: name, EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
  await succeed(server, "POST", "/v1/object/product", product);
}

type Company = {
  readonly server: TestServer;
  readonly name: string;
  readonly accountId: string;
  readonly accountNumber: string;
};

/** Memos, a payment and what becomes of them. */
async function moneyOf(company: Company, chargeId: string, invoiceId: string): Promise<void> {
  const { server, name, accountId, accountNumber } = company;
  const charges = [{ productRatePlanChargeId: chargeId, amount: 5, comment: name }];
  const memo = { accountNumber, charges, effectiveDate: "2023-02-11", autoPost: true };
  const debit = await succeed(server, "POST", "/v1/debit-memos", memo);
  const credit = await succeed(server, "POST", "/v1/credit-memos", memo);
  const debitMemos = [{ debitMemoId: debit.id, amount: 2 }];
  await succeed(server, "PUT", `/v1/credit-memos/${credit.id}/apply`, { debitMemos });
  await succeed(server, "POST", "/v1/object/credit-balance-adjustment", {
    Type: "Decrease",
    SourceTransactionId: invoiceId,
    Amount: 1,
    Comment: name,
  });
  await adjust(company, invoiceId);
  const payment = { accountId, amount: 3, currency: "USD", type: "Electronic", comment: name };
  const paid = await succeed(server, "POST", "/v1/payments", payment);
  await succeed(server, "POST", `/v1/payments/${paid.id}/refunds`, {
    type: "Electronic",
    totalAmount: 1,
    comment: name,
  });
}

/** One record of it by hand, one of a file. */
async function usageOf({ server, name, accountNumber }: Company): Promise<void> {
  const usage = { UOM: name, Quantity: 3, StartDateTime: "2023-01-05", Description: name };
  await succeed(server, "POST", "/v1/object/usage", { AccountNumber: accountNumber, ...usage });
  const rows = `ACCOUNT_ID,UOM,QTY,STARTDATE\n${accountNumber},${name},1,01/05/2023\n`;
  await importUsageFile(server, rows, `${name}.csv`);
}

/** A bulk cancel that is planned; a payment run, a bill run and a preview run that have ended. The bill run's id. */
async function runsOf({ server, name, accountId, accountNumber }: Company): Promise<string> {
  await planned(server, { comment: name, filter: { accountNumbers: [accountNumber] } });
  const collected = { data: [{ accountId, comment: name, amount: 1 }] };
  const { id: paymentRunId } = await succeed(server, "POST", "/v1/payment-runs", collected);
  while ((await succeed(server, "GET", `/v1/payment-runs/${paymentRunId}`)).status !== "Completed")
    await delay(10);
  const billRunFilters = [{ filterType: "Account", accountId }];
  const bill = { name, targetDate: "2023-03-01", billRunFilters };
  const run = await succeed(server, "POST", "/v1/bill-runs", bill);
  while (await isRunning(server, run.id)) await delay(10);
  const preview = await succeed(server, "POST", "/v1/billing-preview-runs", {
    targetDate: "2023-06-01",
    filters: billRunFilters,
  });
  while (await isPreviewing(server, preview.billingPreviewRunId)) await delay(10);
  return run.id;
}

/** A user who may do nothing. */
async function aUser(server: TestServer, name: string) {
  const userName = `${name.replace(/\W/g, "")}@example.com`;
  const { id } = await succeed(server, "POST", "/v1/users", { userName, roles: [] });
  return { key: String(id), of: ["users"] };
}

const TRUE_UP = {
  ChargeFunction: "CommitmentTrueUp",
  CommitmentType: "CURRENCY",
  BillingPeriod: "Quarter",
  ValidityPeriodType: "QUARTER",
  BillCycleType: "TermStartDay",
  BillingPeriodAlignment: "AlignToTermStart",
  BillingTiming: "In Arrears",
  price: 300,
} satisfies PlanCharge;

/** On an account of their own: prepaid units, a commitment, an invoice in parts and one by schedule. */
async function promisesOf(server: TestServer, name: string) {
  const life = new Life(server, await anAccount(server, { name }));
  const { accountId, accountNumber } = life;
  const number = await prepay(life, TOPUP, "2023-01-01");
  await used(life, "2023-01-05", 3, { SubscriptionNumber: number });
  await life.subscribe([{ ...TRUE_UP, Name: name }], "2023-01-01");
  await life.billRun("2023-02-01");
  const commitmentsOf = `/v1/commitments?accountNumber=${accountNumber}`;
  const { commitments } = await succeed(server, "GET", commitmentsOf);
  await life.rules({ invoiceSplit: true });
  await life.billRun("2023-03-01", { autoPost: false });
  const invoicesOf = `/v1/transactions/invoices/accounts/${accountId}`;
  const { invoices } = await succeed(server, "GET", invoicesOf);
  const draft = invoices.find(({ status }: { status: string }) => status === "Draft");
  await succeed(server, "PUT", `/v1/invoices/${draft.id}/split`, {
    invoices: [60, 40].map((percentage) => ({ percentage, invoiceDate: "2023-03-01" })),
  });
  const plan = await aPlan(server, [{ price: 120, Name: name, BillingPeriod: "Annual" }]);
  const { orderNumber } = await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
  await succeed(server, "POST", "/v1/invoice-schedules", {
    accountKey: accountNumber,
    orders: [orderNumber],
    notes: name,
    scheduleItems: [{ amount: 120, runDate: "2099-01-01" }],
  });
  return [{ key: String(commitments[0].id), of: ["commitments"] }];
}

export const aCard = () => ({
  type: "CreditCard",
  cardType: "Visa",
  cardNumber: "4111111111111111",
  expirationMonth: 12,
  expirationYear: 2049,
  cardHolderInfo: { cardHolderName: "Ada Clark" },
});

export const aTemplate = () => ({
  name: "mine now",
  fromEmailType: "TenantEmail",
  toEmailType: "BillToContact",
  emailSubject: "Hello",
  emailBody: "Hello",
});

/** Printed and sent documents. */
async function filesOf(server: TestServer, accountId: string): Promise<void> {
  const path = `/v1/transactions/invoices/accounts/${accountId}`;
  const { invoices } = await succeed(server, "GET", path);
  const posted = invoices.find(({ status }: { status: string }) => status === "Posted");
  const emailAddresses = "a@b.example";
  await succeed(server, "POST", `/v1/invoices/${posted.id}/emails`, { emailAddresses });
  const attached = `associatedObjectType=Invoice&associatedObjectKey=${posted.id}`;
  const form = formWith("Read me.", "secret.txt");
  await succeed(server, "POST", `/v1/attachments?${attached}`, form, FORM_HEADERS);
  const { creditmemos } = await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`);
  for (const { id } of creditmemos) {
    await succeed(server, "POST", `/v1/credit-memos/${id}/pdfs`);
  }
}

async function taxesOf(server: TestServer, name: string): Promise<void> {
  const engine = await succeed(server, "POST", "/settings/tax-engines/connector", {
    name,
    taxEngineType: "ConnectTaxEngine",
    connectUrl: `http://127.0.0.1:1/${name}`,
    password: name,
  });
  const company = await succeed(server, "POST", "/settings/tax-companies", {
    name,
    companyCode: name,
  });
  const outside = { name: `${name} outside`, taxEngineId: engine.id, taxCompanyId: company.id };
  await succeed(server, "POST", "/settings/tax-codes/connector", outside);
  const own = await succeed(server, "POST", "/settings/tax-codes/ztax", { name });
  const path = "/settings/tax-rate-periods";
  const period = await succeed(server, "POST", `${path}/${own.id}`, { startDate: "2000-01-01" });
  const address = { country: "United States", state: "California" };
  const rate = { ...address, taxRate1: 0.2, taxRateType1: "Percentage", taxName1: name };
  await succeed(server, "POST", `${path}/${period.id}/tax-rates`, { taxRates: [rate] });
}

const withRamp = ({ subscriptions, ...order }: Answer["json"], ramp: object) => ({
  ...order,
  subscriptions: [{ ...subscriptions[0], ramp }],
});

const isRunning = async (server: TestServer, id: string): Promise<boolean> =>
  (await succeed(server, "GET", `/v1/bill-runs/${id}`)).status !== "Completed";

const isPreviewing = async (server: TestServer, id: string): Promise<boolean> =>
  (await succeed(server, "GET", `/v1/billing-preview-runs/${id}`)).status !== "Completed";

export const isProcessing = async (server: TestServer, jobId: string): Promise<boolean> =>
  (await succeed(server, "GET", `/v1/async-jobs/${jobId}`)).status === "Processing";
