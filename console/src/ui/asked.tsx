/** What somebody is asked for beside a decision: a comment, a day, a reason, how much. */
import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Given } from "../api/exactly.ts";
import { ask } from "../api/queries.ts";
import { useMay } from "../shell/session.ts";
import { asWritten, isMore, readAmount } from "./amounts.ts";
import { formatMoney, isNothing } from "./money.tsx";

type ReasonType = NonNullable<NonNullable<Given<"listReasonCodes">["query"]>["transactionType"]>;

export type Ask = {
  /** Of the field of the request. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
} & (
  | { readonly kind: "text" | "day" }
  | { readonly kind: "reason"; readonly of: ReasonType }
  | { readonly kind: "amount"; readonly most: string; readonly currency: string }
);

/** What was written, by the names of fields. */
export type Answers = Readonly<Record<string, string>>;

/** What is written from the start: all of an amount. */
export const firstAnswers = (asks: readonly Ask[]): Answers =>
  Object.fromEntries(
    asks.flatMap((each) =>
      each.kind === "amount" ? [[each.name, asWritten(each.most, each.currency)]] : [],
    ),
  );

/** As a request has them: what nobody has written is left out. */
export const givenOf = (asks: readonly Ask[], answers: Answers): Answers =>
  Object.fromEntries(
    asks.flatMap((each) => {
      const text = (answers[each.name] ?? "").trim();
      if (text === "") return [];
      return [[each.name, each.kind === "amount" ? (amountIn(each, text) ?? text) : text]];
    }),
  );

type AskedAmount = Extract<Ask, { kind: "amount" }>;

const amountIn = ({ currency }: AskedAmount, text: string) => readAmount(text, currency);

/** Why what is written cannot be sent. */
export function problemIn(each: Ask, answers: Answers): string | undefined {
  if (each.kind !== "amount") return undefined;
  const amount = amountIn(each, answers[each.name] ?? "");
  if (amount === undefined || isNothing(amount)) return "Not an amount such as 12.50";
  if (!isMore(amount, each.most)) return undefined;
  return `No more than ${formatMoney(each.most, each.currency)} ${each.currency}`;
}

type AskedProps = {
  readonly asks: readonly Ask[];
  readonly answers: Answers;
  readonly onAnswer: (name: string, text: string) => void;
};

export const Asked = ({ asks, answers, onAnswer }: AskedProps) => (
  <>
    {asks.map((each) => (
      <Field
        key={each.name}
        ask={each}
        text={answers[each.name] ?? ""}
        problem={problemIn(each, answers)}
        onText={(text) => onAnswer(each.name, text)}
      />
    ))}
  </>
);

type FieldProps = {
  readonly ask: Ask;
  readonly text: string;
  readonly problem: string | undefined;
  readonly onText: (text: string) => void;
};

function Field({ ask: asked, text, problem, onText }: FieldProps) {
  const { label, description, kind } = asked;
  if (kind === "reason") return <Reason of={asked.of} label={label} text={text} onText={onText} />;
  return (
    <TextInput
      label={kind === "amount" ? `${label}, ${asked.currency}` : label}
      description={description}
      type={kind === "day" ? "date" : "text"}
      {...(kind === "amount" && { inputMode: "decimal" as const })}
      maxLength={255}
      value={text}
      error={problem}
      onChange={({ currentTarget: { value } }) => onText(value)}
    />
  );
}

type ReasonProps = {
  readonly of: ReasonType;
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
};

/** One of those that the entity has set up; whoever may not read them writes it. */
function Reason({ of: transactionType, label, text, onText }: ReasonProps) {
  const mayRead = useMay("settings.read");
  const query = useQuery({
    ...ask.listReasonCodes({ query: { transactionType } }),
    enabled: mayRead,
  });
  if (!mayRead) {
    return (
      <TextInput
        label={label}
        maxLength={255}
        value={text}
        onChange={({ currentTarget: { value } }) => onText(value)}
      />
    );
  }
  const active = (query.data?.reasonCodes ?? []).filter((code) => code.active);
  return (
    <Select
      label={label}
      data={active.map(({ name }) => name)}
      placeholder={active.find(({ isDefault }) => isDefault)?.name ?? ""}
      clearable
      value={text === "" ? null : text}
      onChange={(chosen) => onText(chosen ?? "")}
    />
  );
}
