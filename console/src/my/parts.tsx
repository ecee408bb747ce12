import { type ReactNode, useEffect, useRef } from "react";
import type { Refused } from "./api.ts";
import { useWords } from "./language.tsx";
import { addressOf } from "./route.ts";
import type { Answered } from "./use-answer.ts";

/** Who has come to another view reads from its heading on. */
export function Heading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

export const BackLink = () => (
  <p className="back">
    <a href={addressOf()}>{useWords().say("back")}</a>
  </p>
);

/** What a button of several that are called the same is about: read aloud, as everybody else sees it beside. */
export const OfWhat = ({ name }: { readonly name: string }) => (
  <span className="visually-hidden">: {name}</span>
);

/** Loading, failed, or there. */
export function Shown<Answer>({
  of,
  children,
}: {
  readonly of: Answered<Answer>;
  readonly children: (answer: Answer) => ReactNode;
}) {
  const { say } = useWords();
  if (of.error) return <Failed error={of.error} onRetry={of.again} />;
  if (of.answer === undefined) {
    return (
      <p role="status" className="quiet">
        {say("loading")}
      </p>
    );
  }
  return children(of.answer);
}

export function Failed({
  error,
  onRetry,
}: {
  readonly error: Refused;
  readonly onRetry?: () => void;
}) {
  const { say } = useWords();
  return (
    <div className="notice failed" role="alert">
      <p>{say(error.status === 0 ? "noConnection" : "failed")}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {say("retry")}
        </button>
      )}
    </div>
  );
}
