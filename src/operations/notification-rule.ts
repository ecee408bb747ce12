import type { Condition } from "#engine/conditions/condition.ts";
import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { type ParameterValues, parameterValues } from "#engine/model/filter-rule.ts";
import { askedDays } from "#engine/model/scheduled-event.ts";
import type { Parameters } from "#store/conditions/joined-objects.ts";
import type { Transaction } from "#store/database.ts";
import { takesDays } from "#store/dated-events/standard-dates.ts";
import type { NotificationDefinition } from "#store/notification-definitions.ts";
import { findScheduledEventNamed } from "#store/scheduled-events.ts";

/** Which events of its type a definition tells of. */
export type NotificationRule = {
  /** How far from the date; null of an event that no date is the cause of. */
  readonly days: number | null;
  /** Undefined: all of them. */
  readonly condition: Condition | undefined;
  readonly parameters: Parameters;
};

/**
 * That of the definition, and of a scheduled event its own where that leaves something open.
 *
 * Errors: INVALID_VALUE for values that are none of the parameters, or conditions that cannot be read;
 * MISSING_FIELD for a parameter without a value.
 */
export async function ruleOf(
  tx: Transaction,
  {
    eventType,
    filterRule,
    filterRuleParams,
  }: Pick<NotificationDefinition, "eventType" | "filterRule" | "filterRuleParams">,
): Promise<NotificationRule> {
  const scheduled = await findScheduledEventNamed(tx, eventType);
  const isDated = scheduled !== undefined || takesDays(eventType);
  const given: ParameterValues = filterRuleParams ?? {};
  const { days, rest } = isDated ? askedDays(given) : { days: null, rest: given };
  const own = scheduled?.parameters ?? {};
  // Without a rule there is nothing that values could be of.
  const parameters =
    filterRule || isDated ? parameterValues({ ...own, ...filterRule?.parameters }, rest) : {};
  const isOpen = Object.keys(own).length > 0;
  const conditions = [
    ...(scheduled?.condition && isOpen ? [parseCondition(scheduled.condition)] : []),
    ...(filterRule ? [parseCondition(filterRule.condition)] : []),
  ];
  const [first] = conditions;
  const condition: Condition | undefined =
    conditions.length > 1 ? { type: "and", of: conditions } : first;
  return { days, condition, parameters };
}
