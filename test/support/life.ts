/** One account from its first bill to its last, as docs/spec/life-stories.md tells it. */
import { setTimeout as delay } from "node:timers/promises";
import { type Books, readBooks } from "./books.ts";
import {
  aPlan,
  cancelOrder,
  type PlanCharge,
  type Subscribe,
  subscribe,
  succeed,
} from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

export class Life {
  readonly server: TestServer;
  readonly accountId: string;
  readonly accountNumber: string;
  private readonly told = new Set<string>();

  constructor(server: TestServer, account: { accountId: string; accountNumber: string }) {
    this.server = server;
    this.accountId = account.accountId;
    this.accountNumber = account.accountNumber;
  }

  /** Subscribes to a plan of these charges; bills when it is told how far. Its number. */
  async subscribe(
    charges: readonly PlanCharge[],
    from: string,
    given: Partial<Subscribe> = {},
  ): Promise<string> {
    const { accountNumber } = this;
    const plan = given.plan ?? (await aPlan(this.server, charges));
    const order = await subscribe(this.server, { accountNumber, plan, from, ...given });
    return order.subscriptionNumbers[0];
  }

  /** Cancels with documents of the day of the cancellation, unless told otherwise. */
  cancel(subscriptionNumber: string, on: string, processingOptions: Fields = {}): Promise<Json> {
    const dates = /^\d/.test(on) ? { targetDate: on, documentDate: on } : {};
    return this.order(
      cancelOrder({
        accountNumber: this.accountNumber,
        subscriptionNumber,
        on,
        processingOptions: { billingOptions: dates, ...processingOptions },
      }),
    );
  }

  order = (order: unknown): Promise<Json> => succeed(this.server, "POST", "/v1/orders", order);

  rules = (rules: Fields): Promise<Json> =>
    succeed(this.server, "PUT", "/settings/billing-rules", rules);

  /** A bill run of this account that has ended, posted unless told otherwise. Its id. */
  async billRun(targetDate: string, { autoPost = true } = {}): Promise<string> {
    const billRunFilters = [{ filterType: "Account", accountId: this.accountId }];
    const run = { targetDate, invoiceDate: targetDate, autoPost, billRunFilters };
    const { id } = await succeed(this.server, "POST", "/v1/bill-runs", run);
    await this.untilBillRunIs(autoPost ? "Posted" : "Completed", id);
    return id;
  }

  async postBillRun(id: string, invoiceDate: string): Promise<void> {
    await succeed(this.server, "PUT", `/v1/bill-runs/${id}/post`, { invoiceDate });
    await this.untilBillRunIs("Posted", id);
  }

  private async untilBillRunIs(wanted: string, id: string): Promise<void> {
    for (;;) {
      const { status, errors } = await succeed(this.server, "GET", `/v1/bill-runs/${id}`);
      if (status === "Error" || errors.length > 0) throw new Error(JSON.stringify(errors));
      if (status === wanted) return;
      await delay(10);
    }
  }

  readBooks = (): Promise<Books> => readBooks(this.server, this.accountNumber);

  /** The documents that were not there, or not posted, when it was called before; "-" for none. */
  newDocuments({ invoices, creditMemos }: Books): string {
    const untold = [...invoices, ...creditMemos].filter(({ id, status }) => {
      const key = `${id} ${status}`;
      const isTold = this.told.has(key);
      this.told.add(key);
      return !isTold;
    });
    return untold.map(written).join("; ") || "-";
  }
}

function written(document: Json): string {
  const { status, reasonCode, items, amount } = document;
  const kind = document.invoiceNumber
    ? "invoice"
    : reasonCode === "Write-off"
      ? "write-off"
      : "credit memo";
  const what = status === "Draft" ? `draft ${kind}` : kind;
  return `${what} ${money(amount)} (${items.map(writtenItem).join(", ")})`;
}

function writtenItem(item: Json): string {
  const name = item.chargeName ?? item.skuName;
  const service = `${item.serviceStartDate}..${item.serviceEndDate}`;
  return `${name} ${service} ${money(item.chargeAmount ?? item.amount)}`;
}

/** With two decimals at least, as the tables write it. */
export const money = (amount: number): string =>
  /\.\d{3}/.test(String(amount)) ? String(amount) : amount.toFixed(2);
