import { type Decimal, isPositive } from "../values/decimal.ts";
import { addDays, type PlainDate } from "../values/plain-date.ts";
import { type Language, MESSAGES } from "./messages.ts";
import { dayIn, type MessageKey, moneyIn, say } from "./say.ts";

/** What a cancel does, as far as a customer needs to know. Amounts are of the currency, none below zero. */
export type CancelOutcome = {
  readonly currency: string;
  readonly today: PlainDate;
  /** First day without service. */
  readonly cancelledDate: PlainDate;
  /** For service until today that was not billed yet: on an invoice that the cancel makes. */
  readonly billed: Decimal;
  /** Of what is given back: what lowers invoices, and what stays with the account. */
  readonly offInvoices: Decimal;
  readonly kept: Decimal;
  readonly writtenOff: Decimal;
  /** By the account after the cancel, less its credit; zero where the credit is more. */
  readonly stillOwed: Decimal;
  /** From tomorrow until its end. */
  readonly stillToCome: Decimal;
};

/**
 * The cancel in a few sentences: when it ends, what comes back, what is owed and what is yet to come.
 *
 * Worked examples: docs/spec/my-account.md.
 */
export function cancelInWords(language: Language, outcome: CancelOutcome): string[] {
  const { cancelledDate, today, currency, stillToCome } = outcome;
  const messages = MESSAGES[language];
  const amounts = amountsOf(outcome).filter(([, amount]) => isPositive(amount));
  const told = amounts.map(([key, amount]) =>
    say(messages, key, { amount: moneyIn(language, amount, currency) }),
  );
  const lastDay = dayIn(language, addDays(cancelledDate, -1));
  const end =
    cancelledDate <= today ? say(messages, "endsToday") : say(messages, "endsOn", { day: lastDay });
  const ahead = isPositive(stillToCome)
    ? say(messages, "stillToCome", {
        day: lastDay,
        amount: moneyIn(language, stillToCome, currency),
      })
    : say(messages, "nothingMore");
  return [end, ...told, ahead];
}

/** In the order of the sentences; an amount of nothing is not worth one. */
const amountsOf = (outcome: CancelOutcome): (readonly [MessageKey, Decimal])[] => [
  ["billedNow", outcome.billed],
  ["offInvoices", outcome.offInvoices],
  [isPositive(outcome.stillOwed) ? "keptTowardsOwed" : "keptAsCredit", outcome.kept],
  ["writtenOff", outcome.writtenOff],
  ["stillOwed", outcome.stillOwed],
];
