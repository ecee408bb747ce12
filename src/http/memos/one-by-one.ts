import { eachAskingTaxEngines } from "#operations/with-outside-taxes.ts";
import type { Contract } from "../contract.ts";
import { type FailedPart, failedPart } from "../failed-part.ts";
import type { Version } from "../version.ts";

/** Does work for each, one after the other: what fails with one is its answer, and leaves the others. */
export async function oneByOne<Item, Result extends object>(
  items: readonly Item[],
  { contract, version }: { readonly contract: Contract; readonly version: Version },
  work: (item: Item) => Promise<Result>,
): Promise<
  (((Result & { readonly success: true }) | FailedPart) & { readonly objectIndex: number })[]
> {
  return eachAskingTaxEngines(items.entries(), async ([objectIndex, item]) => {
    try {
      return { ...(await work(item)), success: true as const, objectIndex };
    } catch (error) {
      return { ...failedPart(error, contract, version), objectIndex };
    }
  });
}

/** The answer succeeds where one part of it does. */
export const answerOf = <Part extends { readonly success: boolean }>(memos: Part[]) => ({
  memos,
  success: memos.some(({ success }) => success),
});
