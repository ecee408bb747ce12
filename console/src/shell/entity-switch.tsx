import { Button, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { entrance, rememberSession } from "../api/client.ts";
import { queryClient, sessionQuery } from "../api/queries.ts";
import { Failed } from "../ui/states.tsx";
import { useSession } from "./session.ts";
import classes from "./shell.module.css";

/** In which entity one is, and the others that one may go on to. */
export function EntitySwitch() {
  const className = classes.entity ?? "";
  const { entityId, entityName, entities } = useSession();
  const navigate = useNavigate();
  const go = useMutation({
    mutationFn: (to: string) => entrance.switchEntity({ body: { entityId: to } }),
    onSuccess: async (session) => {
      // Whatever was shown is of the other entity.
      queryClient.clear();
      rememberSession(session);
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: "/" });
    },
  });
  if (entities.length < 2) return <div className={className}>{entityName}</div>;
  return (
    <div>
      <Menu position="bottom-start" width="target">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            fullWidth
            justify="space-between"
            className={className}
            aria-label={`Entity: ${entityName}`}
            loading={go.isPending}
            rightSection={<span aria-hidden="true">▾</span>}
          >
            {entityName}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {entities.map((each) => (
            <Menu.Item
              key={each.entityId}
              className={classes.entityChoice ?? ""}
              disabled={each.entityId === entityId}
              onClick={() => go.mutate(each.entityId)}
            >
              {each.entityName}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {go.error && <Failed error={go.error} what="the entity" title="You are still here" />}
    </div>
  );
}
