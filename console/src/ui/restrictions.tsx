/** What else a list is limited to, where no field of its own says it: each can be dropped. */
import { Button } from "@mantine/core";

export type Restriction = { readonly text: string; readonly onDrop: () => void };

export const Restrictions = ({ all }: { readonly all: readonly Restriction[] }) =>
  all.map(({ text, onDrop }) => (
    <Button
      key={text}
      size="compact-sm"
      variant="default"
      aria-label={`${text}, drop it`}
      onClick={onDrop}
    >
      {text}&nbsp;×
    </Button>
  ));
