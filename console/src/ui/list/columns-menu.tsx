import { Button, Checkbox, Popover } from "@mantine/core";
import { type ListColumn, labelOf } from "./list-column.ts";
import type { ListSearch } from "./list-search.ts";

type ColumnsMenuProps = {
  readonly all: readonly ListColumn[];
  readonly shown: readonly ListColumn[];
  readonly dense: boolean;
  readonly show: (change: Partial<ListSearch>) => void;
};

/** Which columns there are, and how close the rows stand. */
export function ColumnsMenu({ all, shown, dense, show }: ColumnsMenuProps) {
  const names = shown.map(({ name }) => name);
  const choose = (name: string, isOn: boolean) => {
    const chosen = all.filter((each) => (each.name === name ? isOn : names.includes(each.name)));
    const isUsual = all.every((each) => chosen.includes(each) === !each.isExtra);
    show({ columns: isUsual ? undefined : chosen.map((each) => each.name).join(",") });
  };
  return (
    <Popover position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default">Columns</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <fieldset className="choices choices-below">
          <legend className="visually-hidden">Columns shown</legend>
          {all.map((column) => (
            <Checkbox
              key={column.name}
              label={labelOf(column)}
              checked={names.includes(column.name)}
              // One stays: a table without columns shows nothing.
              disabled={names.length === 1 && names.includes(column.name)}
              onChange={(event) => choose(column.name, event.currentTarget.checked)}
            />
          ))}
          <hr className="rule" />
          <Checkbox
            label="Rows close together"
            checked={dense}
            onChange={(event) => show({ dense: event.currentTarget.checked || undefined })}
          />
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}
