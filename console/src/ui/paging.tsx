import { Button } from "@mantine/core";

type PagingProps = {
  readonly count: number;
  readonly nextPage: string | null | undefined;
  readonly isFirst: boolean;
  /** Undefined: the first page. */
  readonly onPage: (cursor: string | undefined) => void;
};

/** Cursors know the next page; the one before is the browser's Back. */
export const Paging = ({ count, nextPage, isFirst, onPage }: PagingProps) => (
  <div className="row row-apart">
    <span className="quiet">
      {nextPage || !isFirst ? `${count} on this page` : `${count} in all`}
    </span>
    <span className="row">
      {!isFirst && (
        <Button variant="default" onClick={() => onPage(undefined)}>
          First page
        </Button>
      )}
      {nextPage && (
        <Button variant="default" onClick={() => onPage(nextPage)}>
          Next page
        </Button>
      )}
    </span>
  </div>
);
