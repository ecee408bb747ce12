import type { ReactNode } from "react";

export type Fact = readonly [title: string, content: ReactNode];

type FactsProps = {
  /** Read out before them: "Head of the payment". */
  readonly label: string;
  /** What counts most. */
  readonly large: Fact;
  /** What has no content is left out. */
  readonly facts: readonly Fact[];
  readonly comment?: string | null;
};

/** What a page is about, in short. */
export const Facts = ({ label, large: [what, amount], facts, comment }: FactsProps) => (
  <section className="panel stack" aria-label={label}>
    <dl className="facts">
      <div>
        <dt>{what}</dt>
        <dd className="large">{amount}</dd>
      </div>
      {facts
        .filter(([, content]) => Boolean(content))
        .map(([title, content]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{content}</dd>
          </div>
        ))}
    </dl>
    {comment && <p className="ending">{comment}</p>}
  </section>
);
