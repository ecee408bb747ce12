import type { CancelChoice } from "./api.ts";
import { useWords } from "./language.tsx";

type Told = Pick<CancelChoice, "invoices" | "balance" | "currency">;

type CancelAmountsProps = {
  readonly told: Told;
  /** What was agreed to before something has moved. */
  readonly was?: Told | undefined;
};

/** Before and after, invoice by invoice; what has moved meanwhile shows what it was. */
export function CancelAmounts({ told, was }: CancelAmountsProps) {
  const { say, money } = useWords();
  const { currency = "", invoices = [], balance } = told;
  const cell = (is: string, before: string | undefined) => {
    const text = money(is, currency);
    if (before === undefined || before === is) return text;
    return <mark>{say("wasIs", { was: money(before, currency), is: text })}</mark>;
  };
  const wasOf = (number: string | null) =>
    was?.invoices?.find(({ invoiceNumber }) => invoiceNumber === number);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say("invoice")}</th>
          <th scope="col">{say("before")}</th>
          <th scope="col">{say("after")}</th>
        </tr>
      </thead>
      <tbody>
        {invoices.map(({ invoiceNumber, before, after }) => (
          <tr key={invoiceNumber ?? "new"}>
            <th scope="row">{invoiceNumber ?? say("newInvoice")}</th>
            <td>{cell(before, wasOf(invoiceNumber)?.before)}</td>
            <td>{cell(after, wasOf(invoiceNumber)?.after)}</td>
          </tr>
        ))}
      </tbody>
      {balance && (
        <tfoot>
          <tr>
            <th scope="row">{say("account")}</th>
            <td>{cell(balance.before, was?.balance?.before)}</td>
            <td>{cell(balance.after, was?.balance?.after)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
