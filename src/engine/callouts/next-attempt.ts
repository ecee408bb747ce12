import { type Callout, type CalloutAnswer, NO_ANSWER } from "../model/callout.ts";

/** The field takes nothing but 200 for a success. */
export const hasSucceeded = ({ responseCode }: CalloutAnswer): boolean => responseCode === 200;

/**
 * How many minutes after an attempt the next one is; undefined when there is none: it has succeeded,
 * has been tried often enough, or its answer is one that another attempt would get again.
 *
 * @param attempts  made so far
 */
export function minutesToNextAttempt(
  callout: Pick<Callout, "calloutRetry" | "calloutAttempts" | "calloutInterval">,
  attempts: number,
  answer: CalloutAnswer,
): number | undefined {
  if (hasSucceeded(answer) || !callout.calloutRetry || !isTriedAgain(answer)) return undefined;
  return attempts < callout.calloutAttempts ? callout.calloutInterval : undefined;
}

const isTriedAgain = ({ responseCode }: CalloutAnswer): boolean =>
  (responseCode < 200 && responseCode !== NO_ANSWER.refusedAddress) ||
  [403, 408, 429].includes(responseCode) ||
  responseCode >= 500;
