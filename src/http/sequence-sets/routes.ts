import type { SequenceSet } from "#engine/accounts/sequence-set.ts";
import { BillingError } from "#engine/errors.ts";
import {
  createSequenceSets,
  deleteSequenceSet,
  type GivenSequences,
  updateSequenceSet,
} from "#operations/save-sequence-sets.ts";
import { inTransaction } from "#store/database.ts";
import { findSequenceSet, listSequenceSets } from "#store/sequence-sets.ts";
import { nextPage, pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const sequenceSetRoutes: readonly Route[] = [
  route(contract.listSequenceSets, async ({ database, entityId }, call) => {
    const { name } = call.query;
    const sets = await inTransaction(database, entityId, (tx) => listSequenceSets(tx, name));
    const { shown, hasMore } = pageOf(sets, call.query);
    return { sequenceSets: shown.map(toWire), nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.createSequenceSets, async (context, { body }) => {
    const wanted = body.sequenceSets.map((each) => ({
      name: each.name,
      sequences: sequencesOf(each),
    }));
    return { sequenceSets: (await createSequenceSets(context, wanted)).map(toWire) };
  }),
  route(contract.getSequenceSet, async ({ database, entityId }, { params: { id: key } }) => {
    const set = await inTransaction(database, entityId, (tx) => findSequenceSet(tx, key));
    if (!set) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return toWire(set);
  }),
  route(contract.updateSequenceSet, async (context, { params, body }) => {
    await updateSequenceSet(context, params.id, { name: body.name, sequences: sequencesOf(body) });
    return {};
  }),
  route(contract.deleteSequenceSet, async (context, { params }) => {
    await deleteSequenceSet(context, params.id);
    return {};
  }),
];

const sequencesOf = ({
  invoice,
  creditMemo,
  debitMemo,
  payment,
  refund,
}: GivenSequences): GivenSequences => ({ invoice, creditMemo, debitMemo, payment, refund });

const toWire = ({ sequenceSetId: id, name, sequences }: SequenceSet) => ({
  id,
  name,
  ...sequences,
});
