import { createInterface } from "node:readline/promises";
import { type Command, Option } from "commander";
import type { Answer, Arguments, Operations } from "#client/index.ts";
import { type Cell, table } from "./output.ts";
import type { Session, WithSession } from "./session.ts";

const POLICIES = ["SpecificDate", "EndOfCurrentTerm", "EndOfLastInvoicePeriod"] as const;

type Options = {
  policy: (typeof POLICIES)[number];
  date?: string;
  orderDate?: string;
  targetDate?: string;
  writeOff: boolean;
  preview: boolean;
  yes: boolean;
};

/** `quittance cancel A-S00000001 --write-off`: shows the three policies, asks, does what is shown. */
export function addCancel(program: Command, withSession: WithSession): void {
  program
    .command("cancel <subscription>")
    .description("cancel a subscription: three policies side by side, then exactly the one chosen")
    .addOption(new Option("--policy <policy>").choices(POLICIES).default("SpecificDate"))
    .option("--date <day>", "first day without service, for SpecificDate; default: the order's day")
    .option("--order-date <day>", "default: today")
    .option("--target-date <day>", "bill up to here; default: the order's day")
    .option("--write-off", "give up what is still owed", false)
    .option("--preview", "show, and do nothing", false)
    .option("--yes", "do not ask", false)
    .action(withSession(cancel));
}

async function cancel(session: Session, subscriptionKey: string, options: Options): Promise<void> {
  const { client, print, isJson } = session;
  const { subscriptionNumber, accountNumber } = await client.getSubscription({
    params: { subscriptionKey },
  });
  const order = orderFor(options, { subscriptionNumber, accountNumber });
  const { receipt } = await client.previewOrder({ body: order });
  if (!receipt) throw new Error("the server has answered no receipt");
  if (!isJson || options.preview) print(receipt, () => receiptText(receipt, options.policy));
  if (options.preview) return;
  if (!(options.yes || (await isConfirmed(subscriptionNumber)))) {
    console.error("Nothing was done.");
    process.exitCode = 1;
    return;
  }
  const { previewId } = receipt;
  const made = await client.createOrder({ body: { ...order, previewId } });
  print(made, () => madeText(made));
}

type OrderBody = Arguments<Operations["createOrder"]>["body"];

function orderFor(
  { policy, date, writeOff, ...options }: Options,
  of: { readonly subscriptionNumber: string; readonly accountNumber: string },
): OrderBody {
  const orderDate = options.orderDate ?? Temporal.Now.plainDateISO().toString();
  const targetDate = options.targetDate ?? orderDate;
  return {
    orderDate,
    existingAccountNumber: of.accountNumber,
    subscriptions: [
      {
        subscriptionNumber: of.subscriptionNumber,
        orderActions: [
          {
            type: "CancelSubscription",
            triggerDates: [{ name: "ContractEffective", triggerDate: orderDate }],
            cancelSubscription: {
              cancellationPolicy: policy,
              ...(policy === "SpecificDate" && { cancellationEffectiveDate: date ?? orderDate }),
            },
          },
        ],
      },
    ],
    processingOptions: {
      runBilling: true,
      writeOff,
      billingOptions: { targetDate, documentDate: orderDate },
    },
  };
}

type Receipt = NonNullable<Answer<Operations["previewOrder"]>["receipt"]>;

function receiptText({ policies = [], invoices, account }: Receipt, chosen: string): string {
  const side = policies.map(({ cancellationPolicy, cancelledDate, refused, ...of }): Cell[] => [
    `${cancellationPolicy === chosen ? "*" : " "} ${cancellationPolicy}`,
    ...(refused === undefined
      ? [
          cancelledDate,
          total(of.invoices, "credited"),
          total(of.invoices, "writtenOff"),
          of.account?.after.balance,
        ]
      : [refused]),
  ]);
  const changed = invoices.map((invoice): Cell[] => [
    invoice.invoiceNumber ?? "new",
    invoice.before,
    invoice.credited,
    invoice.applied,
    invoice.writtenOff,
    invoice.after,
  ]);
  const { before, after } = account;
  return [
    table([["  policy", "ends on", "credited", "written off", "balance after"], ...side]),
    "",
    table([["invoice", "owed", "credited", "paid by it", "written off", "owes"], ...changed]),
    "",
    `Balance of the account: ${before.balance.toFixed(2)} -> ${after.balance.toFixed(2)}`,
  ].join("\n");
}

type Figures = { readonly credited: number; readonly writtenOff: number };

/** Of amounts that are shown, and nothing else. */
const total = (invoices: readonly Figures[] = [], name: keyof Figures): number =>
  invoices.reduce((sum, invoice) => sum + invoice[name], 0);

async function isConfirmed(subscriptionNumber: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("there is nobody to ask: say --yes or --preview");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`Cancel ${subscriptionNumber} like this? [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

function madeText(made: Answer<Operations["createOrder"]>): string {
  const { orderNumber, creditMemoNumbers = [], writeOff = [] } = made;
  return [
    `Order ${orderNumber}`,
    ...creditMemoNumbers.map((number) => `Credit memo ${number}`),
    ...writeOff.map(
      ({ invoiceNumber, status, writeOffCreditMemoNumber: number }) =>
        `Write-off of ${invoiceNumber}: ${status}${number ? ` by ${number}` : ""}`,
    ),
  ].join("\n");
}
