import { Checkbox } from "@mantine/core";
import type { InputProps } from "../form/field.ts";
import { useAllPermissions } from "./all-permissions.ts";
import { areasOf } from "./permission-words.ts";
import classes from "./permissions.module.css";

/** Area by area, what one may do there. */
export function PermissionInput({ value, onChange, error }: InputProps) {
  const all = useAllPermissions();
  const chosen = new Set(Array.isArray(value) ? (value as string[]) : []);
  const set = (permission: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(permission);
    else next.delete(permission);
    onChange(all.filter((each) => next.has(each)));
  };
  return (
    <fieldset className="plain-fieldset">
      <legend>Permissions</legend>
      {error && <p className="lost">{error}</p>}
      {areasOf(all).map(({ name, title, deeds }) => (
        <div key={name} className={classes.area}>
          <span>{title}</span>
          <span className="row">
            {deeds.map(([permission, deed]) => (
              <Checkbox
                key={permission}
                size="sm"
                label={deed}
                aria-label={`${title}: ${deed}`}
                checked={chosen.has(permission)}
                onChange={(event) => set(permission, event.currentTarget.checked)}
              />
            ))}
          </span>
        </div>
      ))}
    </fieldset>
  );
}
