/** What a page shows while there is nothing to show: each state says what comes next. */
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { QuittanceError } from "#client/index.ts";

type AnsweredProps<Data> = {
  readonly query: UseQueryResult<Data>;
  /** "the account": what could not be loaded. */
  readonly what: string;
  /** Lines of the skeleton. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
};

/** An answer of the API, or what there is instead of it. */
export function Answered<Data>({ query, what, lines = 4, children }: AnsweredProps<Data>) {
  const failed = query.error && (
    <Failed error={query.error} what={what} onRetry={() => void query.refetch()} />
  );
  if (query.data === undefined) return failed ?? <Loading what={what} lines={lines} />;
  return (
    <>
      {failed}
      {children(query.data)}
    </>
  );
}

type LoadingProps = { readonly what: string; readonly lines: number };

export const Loading = ({ what, lines }: LoadingProps) => (
  <div className="stack" role="status" aria-label={`Loading ${what}`}>
    {Array.from({ length: lines }, (_, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of a skeleton have nothing else
      <Skeleton key={line} height={20} radius="sm" />
    ))}
  </div>
);

type FailedProps = {
  readonly error: unknown;
  readonly what: string;
  /** Where something was done rather than asked: "Could not post it". */
  readonly title?: string;
  readonly onRetry?: () => void;
};

/** What failed, why, by which request, and the way on. */
export function Failed({ error, what, title: ownTitle, onRetry }: FailedProps) {
  const { title, isFinal } = titleOf(error, what);
  const requestId = error instanceof QuittanceError ? error.requestId : undefined;
  const message = error instanceof QuittanceError ? error.message : "The server does not answer.";
  return (
    <div className="notice notice-failed" role="alert">
      <strong>{ownTitle ?? title}</strong>
      <p>{message}</p>
      {requestId && (
        <p className="quiet">
          Request <code>{requestId}</code>
        </p>
      )}
      {onRetry && !isFinal && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function titleOf(error: unknown, what: string) {
  const status = error instanceof QuittanceError ? error.status : undefined;
  if (status === 403) return { title: `You may not see ${what}`, isFinal: true };
  if (status === 404) return { title: `There is no such thing as ${what}`, isFinal: true };
  return { title: `Could not load ${what}`, isFinal: false };
}

type EmptyProps = { readonly title: string; readonly children?: ReactNode };

/** Nothing here yet, or nothing found: `children` offer the next step. */
export const Empty = ({ title, children }: EmptyProps) => (
  <div className="notice">
    <strong>{title}</strong>
    {children}
  </div>
);

/** Where a page itself is at fault. */
export const PageFailed = ({ error, reset }: ErrorComponentProps) => (
  <Failed error={error} what="this page" onRetry={() => reset()} />
);
