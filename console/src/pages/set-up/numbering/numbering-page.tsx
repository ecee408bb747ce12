import { Link } from "@tanstack/react-router";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import type { Column } from "../../../ui/data-table.tsx";
import { pageAfter } from "../../../ui/page-after.ts";
import { type BodyOf, type Draft, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { SequenceInput } from "./sequence-input.tsx";

type Listed = Answered<"listSequenceSets">;
type SequenceSet = Listed["sequenceSets"][number];
type Kind = Exclude<keyof SequenceSet, "id" | "name">;

const KINDS = [
  ["invoice", "Invoices"],
  ["creditMemo", "Credit memos"],
  ["debitMemo", "Debit memos"],
  ["payment", "Payments"],
  ["refund", "Refunds"],
] as const satisfies readonly (readonly [Kind, string])[];

const fields = fieldsOf<"updateSequenceSet">([
  {
    ...{ name: "name", label: "Name", kind: "text", isRequired: true },
    help: "At most 15 letters, digits and dashes.",
  },
  ...KINDS.map(
    ([name, title]) => ({ name, label: title, kind: "own", Input: SequenceInput }) as const,
  ),
]);

/** Prefix and next number: INV and 29462 are INV00029462. */
const columnOf = ([name, title]: (typeof KINDS)[number]): Column<SequenceSet> => ({
  name,
  title,
  cell: (set) => {
    const sequence = set[name];
    return sequence ? (
      <span className="figure">
        {sequence.prefix} {sequence.startNumber}
      </span>
    ) : (
      <span className="quiet">by DEFAULT</span>
    );
  },
});

/** A kind that says neither prefix nor number is not one of the set's own. */
const toBody = (body: Draft) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

const NUMBERING: Setting<SequenceSet, Listed> = {
  title: "Numbering",
  one: "sequence set",
  about: (
    <>
      Prefixes and the next number of documents; accounts and bill runs name a set. Whether there
      may be gaps is one of the{" "}
      <Link className="link" to="/set-up/billing-rules">
        billing rules
      </Link>
      .
    </>
  ),
  write: "settings.write",
  list: {
    ask: (page) => ask.listSequenceSets({ query: { page, pageSize: "40" } }),
    rowsOf: ({ sequenceSets }) => sequenceSets,
    nextPageOf: ({ nextPage }) => pageAfter(nextPage),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: KINDS.map(columnOf),
  },
  empty: "DEFAULT is there from the beginning.",
  form: {
    fields,
    initial: { name: "", invoice: {}, creditMemo: {}, debitMemo: {} },
    draftOf: ({ id: _, ...set }) => set,
    create: (body) =>
      api.createSequenceSets({
        body: { sequenceSets: [toBody(body)] } as unknown as BodyOf<"createSequenceSets">,
      }),
    update: ({ id }, body) =>
      api.updateSequenceSet({
        params: { id },
        body: toBody(body) as BodyOf<"updateSequenceSet">,
      }),
  },
  remove: {
    run: ({ id }) => api.deleteSequenceSet({ params: { id } }),
    warning: "A set that nothing is assigned to can be deleted; its prefixes stay its own.",
    isOffered: ({ name }) => name !== "DEFAULT",
  },
};

export const NumberingPage = () => <SettingPage setting={NUMBERING} />;
