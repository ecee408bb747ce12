import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useSession } from "../../shell/session.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { AccountPicker } from "./account-picker.tsx";
import { CommitOrder } from "./commit-order.tsx";
import { beginning, useKeptForm } from "./kept-form.ts";
import { OrderFields } from "./order-fields.tsx";
import { NO_ORDER } from "./order-form.ts";

/** An order of any actions, beside what it would do. */
export function CreateOrderPage() {
  const search = useSearch({ from: "/shell/orders/new" });
  // Another beginning is another order.
  return <CreateOrder key={JSON.stringify(search)} />;
}

function CreateOrder() {
  const search = useSearch({ from: "/shell/orders/new" });
  const { today, userName } = useSession();
  const navigate = useNavigate();
  const { form, change, forget } = useKeptForm(`${userName} ${JSON.stringify(search)}`, () =>
    beginning(search, today),
  );
  const giveUp = () => {
    forget();
    void navigate({ to: "/orders", search: {} });
  };
  if (form.account === undefined) {
    return (
      <>
        <PageHead title="New order" tabTitle="New order" />
        <AccountPicker onChoose={(account) => change({ account })} />
      </>
    );
  }
  return (
    <>
      <PageHead title="New order" tabTitle="New order" beneath={`Account ${form.account}`}>
        <Button variant="subtle" onClick={() => change({ ...NO_ORDER, account: undefined })}>
          Choose another account
        </Button>
        <Button variant="default" onClick={giveUp}>
          Order nothing
        </Button>
      </PageHead>
      <OrderFields form={form} change={change} account={form.account}>
        {(preview) => <CommitOrder form={form} change={change} preview={preview} forget={forget} />}
      </OrderFields>
    </>
  );
}
