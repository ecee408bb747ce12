import type { Client } from "#client/index.ts";
import type { Report } from "./report.ts";

/** Previews that the other system makes at the same time. */
const AT_ONCE = 4;

type Account = Report["accounts"][number];
type Difference = Account["differences"][number];

/**
 * Asks the other system for its own preview of the same bill, account by account, and names each charge
 * of which it would bill another amount.
 *
 * Errors: QuittanceError; whatever `fetch` throws.
 */
export async function withNextBills(
  source: Client,
  report: Report,
  targetDate: string,
  onCompared: (accounts: number) => void = () => undefined,
): Promise<Report> {
  const accounts = [...report.accounts];
  const left = [...accounts.keys()].filter((at) => accounts[at]?.subscriptions.length);
  let compared = 0;
  const worker = async () => {
    for (let at = left.shift(); at !== undefined; at = left.shift()) {
      const account = accounts[at];
      if (!account) continue;
      const found = await compareAccount(source, account, targetDate);
      accounts[at] = { ...account, differences: [...account.differences, ...found] };
      compared += 1;
      onCompared(compared);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const isEqual = report.isEqual && accounts.every(({ differences }) => differences.length === 0);
  return { ...report, accounts, isEqual };
}

async function compareAccount(
  source: Client,
  { accountNumber, subscriptions }: Account,
  targetDate: string,
): Promise<Difference[]> {
  const { invoiceItems, creditMemoItems } = await source.generateBillingPreview({
    body: { accountNumber, targetDate, includingEvergreenSubscription: true },
  });
  const imported = new Set(subscriptions.map(({ subscriptionNumber }) => subscriptionNumber));
  const isImported = ({ subscriptionNumber }: { subscriptionNumber: string | null }) =>
    imported.has(subscriptionNumber ?? "");
  const there = amountsOf([
    ...invoiceItems.filter(isImported).map((item) => ({ ...item, amount: item.chargeAmount })),
    ...creditMemoItems
      .filter(isImported)
      .map((item) => ({ ...item, amount: -item.amountWithoutTax })),
  ]);
  const here = amountsOf(subscriptions.flatMap(({ nextBill }) => nextBill.items));
  const services = new Set([...there.keys(), ...here.keys()]);
  return [...services].sort().flatMap((service) => {
    const [theirs, ours] = [there.get(service) ?? 0, here.get(service) ?? 0];
    return theirs === ours ? [] : [differenceOf(service, theirs / MILLIONTHS, ours / MILLIONTHS)];
  });
}

const differenceOf = (service: string, source: number, ours: number): Difference => ({
  kind: "NextBill",
  of: `Charge '${service.split(" ")[0]}'`,
  source,
  ours,
  message: `Charge ${service}: the source's next bill has ${source}, and ours ${ours}.`,
});

/** No currency has smaller units; whole numbers add up exactly. */
const MILLIONTHS = 1_000_000;

type Item = {
  readonly chargeNumber: string | null;
  readonly serviceStartDate: string;
  readonly serviceEndDate: string;
  readonly amount: number;
};

/** In millionths, by charge and days. */
function amountsOf(items: readonly Item[]): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const { chargeNumber, serviceStartDate, serviceEndDate, amount } of items) {
    const key = `${chargeNumber} ${serviceStartDate}..${serviceEndDate}`;
    amounts.set(key, (amounts.get(key) ?? 0) + Math.round(amount * MILLIONTHS));
  }
  return amounts;
}
