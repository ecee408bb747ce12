import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Status } from "../../../ui/status.tsx";
import { type BodyOf, type Draft, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listPaymentTerms">;
type Term = Listed["paymentTerms"][number];

const isNet = ({ type }: Draft): boolean => type === "Net";
const isProx = ({ type }: Draft): boolean => type === "Prox";

const fields = fieldsOf<"createPaymentTerm">([
  { name: "name", label: "Name", kind: "text", isRequired: true, isOnlyForNew: true },
  {
    ...{ name: "type", label: "Due", kind: "choice" },
    options: [
      { value: "Net", label: "So many days after the date of the invoice" },
      { value: "Prox", label: "On a day of a later month" },
    ],
  },
  { name: "days", label: "Days", kind: "amount", isRequired: true, when: isNet },
  {
    ...{ name: "cutoffDay", label: "Counts for the month until its day", kind: "amount" },
    ...{ isRequired: true, when: isProx, help: "31 is the end of the month." },
  },
  { name: "months", label: "Months later", kind: "amount", isRequired: true, when: isProx },
  {
    ...{ name: "dueDay", label: "Due on the day", kind: "amount", isRequired: true, when: isProx },
    help: "31 is the end of the month.",
  },
  { name: "active", label: "In use", kind: "switch", help: "Off: nothing new gets it." },
]);

const dueIn = ({ type, days, cutoffDay, months, dueDay }: Term): string =>
  type === "Net"
    ? `${days} days after the invoice`
    : `on day ${dueDay}, ${months} months later, of what is dated until day ${cutoffDay}`;

const PAYMENT_TERMS: Setting<Term, Listed> = {
  title: "Payment terms",
  one: "payment term",
  about:
    "When an invoice is due. “Due Upon Receipt” and “Net 30”, with any number, need no set-up.",
  write: "settings.write",
  list: {
    ask: () => ask.listPaymentTerms({}),
    rowsOf: ({ paymentTerms }) => paymentTerms,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "due", title: "Due", cell: dueIn },
      {
        name: "status",
        title: "Status",
        cell: ({ active }) => <Status status={active ? "Active" : "Inactive"} />,
      },
    ],
  },
  empty: "“Due Upon Receipt” and “Net” with a number of days are known by their names.",
  form: {
    fields,
    initial: { name: "", type: "Net", days: "", active: true },
    draftOf: ({ id: _, name: __, ...term }) => term,
    create: (body) => api.createPaymentTerm({ body: body as BodyOf<"createPaymentTerm"> }),
    update: ({ id }, body) =>
      api.updatePaymentTerm({
        params: { paymentTermKey: id },
        body: body as BodyOf<"updatePaymentTerm">,
      }),
  },
};

export const PaymentTermsPage = () => <SettingPage setting={PAYMENT_TERMS} />;
