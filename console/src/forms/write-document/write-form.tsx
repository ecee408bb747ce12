import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type DocumentKind, KINDS } from "../../pages/documents/document-kinds.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { readAmount } from "../../ui/amounts.ts";
import { type Answers, type Ask, Asked, givenOf } from "../../ui/asked.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney, isNothing, sumOf } from "../../ui/money.tsx";
import { LineFields } from "./line-fields.tsx";
import { type Line, writeDocument } from "./write-request.ts";

type WriteFormProps = {
  readonly kind: DocumentKind;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly currency: string;
};

const asksOf = (kind: DocumentKind): readonly Ask[] => [
  { ...{ name: "date", kind: "day", label: "Dated" }, description: "Left empty: today." },
  ...(kind === "Invoice"
    ? []
    : ([{ name: "reasonCode", kind: "reason", label: "Reason", of: kind }] as const)),
  { name: "comment", kind: "text", label: "Comment" },
];

export function WriteForm({ kind, accountId, accountNumber, currency }: WriteFormProps) {
  const { today } = useSession();
  const mayPost = useMay("billing.post");
  const own = useLines();
  const { lines } = own;
  const [answers, setAnswers] = useState<Answers>({});
  const [isPosted, setPosted] = useState(mayPost);
  const { written, leave } = useWriting(kind, accountNumber);
  const asks = asksOf(kind);
  const { date = today, reasonCode, comment } = givenOf(asks, answers);
  const read = lines.map((line) => ({ ...line, amount: readAmount(line.amount, currency) ?? "0" }));
  const total = sumOf(read.map(({ amount }) => amount));
  const verb = `${isPosted ? "Post" : "Draft"} the ${KINDS[kind].name.toLowerCase()}`;
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <Lines own={own} currency={currency} />
      <section className="panel stack" aria-label="Of the document">
        <div className="fields">
          <Asked
            asks={asks}
            answers={answers}
            onAnswer={(field, text) => setAnswers({ ...answers, [field]: text })}
          />
        </div>
        <Checkbox
          label="Post it at once"
          description={mayPost ? undefined : "Takes the permission billing.post."}
          disabled={!mayPost}
          checked={isPosted}
          onChange={({ currentTarget: { checked } }) => setPosted(checked)}
        />
      </section>
      <FormEnd
        verb={`${verb} of ${formatMoney(total, currency)} ${currency}`}
        what="the document"
        isReady={read.every(({ chargeId, amount }) => chargeId !== null && !isNothing(amount))}
        isPending={written.isPending}
        error={written.error}
        onLeave={leave}
        onSend={() =>
          written.mutate({ kind, accountId, date, reasonCode, comment, isPosted, lines: read })
        }
      />
    </form>
  );
}

type LinesProps = { readonly own: ReturnType<typeof useLines>; readonly currency: string };

const Lines = ({ own: { lines, add, change, remove }, currency }: LinesProps) => (
  <section className="panel stack" aria-labelledby="lines">
    <h2 id="lines" className="ending">
      Lines
    </h2>
    {lines.map((line, index) => (
      <LineFields
        key={line.key}
        line={line}
        number={index + 1}
        currency={currency}
        onLine={change}
        onRemove={lines.length > 1 ? () => remove(line.key) : undefined}
      />
    ))}
    <div>
      <Button variant="default" onClick={add}>
        Add a line
      </Button>
    </div>
    <p className="ending quiet">Amounts are without taxes, which follow from the charge.</p>
  </section>
);

const aLine = (key: number): Line => ({ key, chargeId: null, amount: "", description: "" });

function useLines() {
  const [lines, setLines] = useState<readonly Line[]>([aLine(1)]);
  const add = () => setLines([...lines, aLine(1 + Math.max(...lines.map(({ key }) => key)))]);
  const change = (changed: Line) =>
    setLines(lines.map((line) => (line.key === changed.key ? changed : line)));
  const remove = (key: number) => setLines(lines.filter((line) => line.key !== key));
  return { lines, add, change, remove };
}

function useWriting(kind: DocumentKind, accountKey: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const written = useMutation({
    mutationFn: writeDocument,
    onSuccess: (documentKey) => navigate({ to: KINDS[kind].page, params: { documentKey } }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const leave = () => void navigate({ to: "/accounts/$accountKey", params: { accountKey } });
  return { written, leave };
}
