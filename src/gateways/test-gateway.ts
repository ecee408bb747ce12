/**
 * A gateway that moves no money and keeps nothing: what it answers follows from the token and the key
 * alone, so it answers the same to the same question, also after a restart. docs/test-gateway.md
 * lists the numbers that make it decline, be silent, or see a duplicate.
 */
import { createHash, randomBytes } from "node:crypto";
import type { PaymentTokens } from "#engine/model/payment-method.ts";
import {
  type Gateway,
  type KeptMethod,
  type MethodToKeep,
  type Outcome,
  OutcomeUnknown,
  type Transfer,
} from "./gateway.ts";

const BEHAVIOURS = [
  "approve",
  "decline",
  "decline-charges",
  "decline-refunds",
  "duplicate",
  "timeout",
  "timeout-declined",
] as const;
type Behaviour = (typeof BEHAVIOURS)[number];

/** Numbers of cards and bank accounts that mean something; any other one is good. */
const MAGIC: Readonly<Record<string, Behaviour>> = {
  "4000000000000002": "decline",
  "4000000000000341": "decline-charges",
  "4000000000005126": "decline-refunds",
  "4000000000000259": "duplicate",
  "4000000000000119": "timeout",
  "4000000000000127": "timeout-declined",
  "000111111113": "decline-charges",
  "000111111116": "decline",
};

export const testGateway: Gateway = {
  async keep(method) {
    return { tokenId: `test_${behaviourOfNumber(method)}_${randomHex()}`, secondTokenId: null };
  },
  async verify(method) {
    return behaviourOf(method) === "decline" ? declined("") : approved(randomHex());
  },
  async charge(charge) {
    switch (behaviourOf(charge.method)) {
      case "approve":
      case "decline-refunds":
        return approved(charge.key);
      case "decline":
      case "decline-charges":
        return declined(charge.key);
      case "duplicate":
        return duplicate(charge.key);
      case "timeout":
        return afterSilence(charge, approved(charge.key));
      case "timeout-declined":
        return afterSilence(charge, declined(charge.key));
    }
  },
  async refund(refund) {
    switch (behaviourOf(refund.method)) {
      case "decline-refunds":
        return declined(refund.key);
      case "timeout":
        return afterSilence(refund, approved(refund.key));
      case "timeout-declined":
        return afterSilence(refund, declined(refund.key));
      default:
        return approved(refund.key);
    }
  },
  async forget() {
    // It has kept nothing.
  },
};

function behaviourOfNumber(method: MethodToKeep): Behaviour {
  const { cardNumber, bankAccountNumber, accountNumber, IBAN } = method;
  const number = cardNumber ?? bankAccountNumber ?? accountNumber ?? IBAN ?? "";
  return MAGIC[number.replace(/[\s-]/g, "")] ?? "approve";
}

/** `test_decline_…`: also of tokens that a caller has brought. */
function behaviourOf({ tokenId }: PaymentTokens | KeptMethod): Behaviour {
  const [, name] = /^test_([a-z-]+)_/.exec(tokenId ?? "") ?? [];
  return BEHAVIOURS.find((behaviour) => behaviour === name) ?? "approve";
}

/** The first answer is lost on the way; who asks again by the same key hears it. */
function afterSilence({ attempt }: Transfer, outcome: Outcome): Outcome {
  if (attempt === 1) throw new OutcomeUnknown("The test gateway has not answered in time.");
  return outcome;
}

const SAID = "This transaction has been";

const approved = (key: string): Outcome => ({
  isApproved: true,
  referenceId: referenceOf(key),
  responseCode: "approve",
  response: `${SAID} approved by Test gateway.`,
});

const declined = (key: string): Outcome => ({
  isApproved: false,
  referenceId: key === "" ? null : referenceOf(key),
  responseCode: "decline",
  response: `${SAID} declined by Test gateway.`,
});

const duplicate = (key: string): Outcome => ({
  isApproved: false,
  referenceId: referenceOf(key),
  responseCode: "duplicate",
  response: `${SAID} refused by Test gateway as a duplicate.`,
});

/** Thirteen digits, as recorded answers have. */
const referenceOf = (key: string): string =>
  BigInt(`0x${createHash("sha256").update(key).digest("hex").slice(0, 10)}`)
    .toString()
    .padStart(13, "1");

const randomHex = (): string => randomBytes(12).toString("hex");
