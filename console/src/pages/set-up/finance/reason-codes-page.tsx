import { api } from "../../../api/client.ts";
import type { Answered, Given } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { choicesOf } from "../form/choices-of.ts";
import type { Draft } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listReasonCodes">;
type Code = Listed["reasonCodes"][number];

/** The codes of one type of transactions. */
type Row = { readonly transactionType: Code["transactionType"]; readonly codes: readonly Code[] };

const rowsOf = ({ reasonCodes }: Listed): Row[] =>
  [...Map.groupBy(reasonCodes, ({ transactionType }) => transactionType)].map(
    ([transactionType, codes]) => ({ transactionType, codes }),
  );

const inWords = (type: string): string => choicesOf([type])[0]?.label ?? type;

const activeOf = ({ codes }: Row): string[] =>
  codes.filter(({ active }) => active).map(({ name }) => name);

/** What is not in the list any more is named as not active: otherwise it would stay. */
function bodyOf({ codes }: Row, draft: Draft) {
  const lines = Array.isArray(draft.names) ? (draft.names as string[]) : [];
  const names = [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
  const left = codes.filter(({ name }) => !names.includes(name));
  return {
    reasonCodes: [
      ...names.map((name) => ({ name, active: true })),
      ...left.map(({ name }) => ({ name, active: false })),
    ],
  };
}

const REASON_CODES: Setting<Row, Listed> = {
  title: "Reason codes",
  one: "type of transactions",
  about: "Why a memo, a write-off, a refund is made: what one may choose from.",
  write: "settings.write",
  list: {
    ask: () => ask.listReasonCodes({}),
    rowsOf,
    keyOf: ({ transactionType }) => transactionType,
    nameOf: ({ transactionType }) => inWords(transactionType),
    columns: [
      { name: "codes", title: "Reasons", cell: (row) => activeOf(row).join(", ") },
      {
        name: "default",
        title: "Where nobody gives one",
        cell: ({ codes }) => codes.find(({ isDefault }) => isDefault)?.name ?? "–",
      },
    ],
  },
  empty: "Each type of transactions has some from the beginning.",
  form: {
    fields: [
      {
        ...{ name: "names", label: "Reasons, one a line", kind: "lines" },
        help: "Without one that is there, nothing new gets it. The default one has to stay.",
      },
    ],
    initial: {},
    draftOf: (row) => ({ names: activeOf(row) }),
    update: (row, draft) =>
      api.updateReasonCodes({
        params: { transactionType: row.transactionType },
        body: bodyOf(row, draft),
      } as Given<"updateReasonCodes">),
  },
};

export const ReasonCodesPage = () => <SettingPage setting={REASON_CODES} />;
