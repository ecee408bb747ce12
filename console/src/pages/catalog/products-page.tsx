import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Empty } from "../../ui/states.tsx";
import { type ProductSearch, productFilter, productWords, SOLD } from "./product-search.ts";

const plansOf = (row: QueryRow): readonly QueryRow[] =>
  (row.productRatePlans ?? []) as readonly QueryRow[];

const COLUMNS: readonly ListColumn[] = [
  {
    name: "name",
    fields: ["productNumber", "sKU", "name"],
    title: "Product",
    sortField: "name",
    cell: (row) => (
      <>
        <Link
          className="link"
          to="/catalog/$productKey"
          params={{ productKey: textOf(row, "productNumber") }}
        >
          {textOf(row, "name")}
        </Link>
        <div className="quiet">{textOf(row, "sKU")}</div>
      </>
    ),
  },
  {
    name: "plans",
    fields: ["description"],
    title: "Plans",
    cell: (row) =>
      plansOf(row)
        .map((plan) => textOf(plan, "name"))
        .join(", "),
  },
  {
    name: "category",
    fields: ["category"],
    title: "Category",
    sortField: "category",
    cell: (row) => textOf(row, "category"),
  },
  {
    name: "from",
    fields: ["effectiveStartDate"],
    title: "Sold from",
    sortField: "effectivestartdate",
    cell: (row) => <Day day={textOf(row, "effectiveStartDate")} />,
  },
  {
    name: "to",
    fields: ["effectiveEndDate"],
    title: "Last day",
    sortField: "effectiveenddate",
    cell: (row) => <Day day={textOf(row, "effectiveEndDate")} />,
  },
];

export function ProductsPage() {
  const search = useSearch({ from: "/shell/catalog" });
  const navigate = useNavigate({ from: "/catalog" });
  const { today } = useSession();
  const go = (next: ProductSearch) => navigate({ search: next });
  const show = (change: Partial<ProductSearch>) =>
    void go({ ...search, cursor: undefined, ...change });
  return (
    <ListPage
      title="Catalog"
      objects="products"
      search={search}
      go={go}
      defaultSort="name.ASC"
      filter={productFilter(search, today)}
      words={productWords(search)}
      expand={["productRatePlans"]}
      columns={COLUMNS}
      filters={
        <div className="row">
          <BeginsWith
            key={search.name ?? ""}
            label="Name begins with"
            text={search.name}
            onText={(name) => show({ name })}
          />
          <Choices
            label="Sold"
            values={SOLD}
            chosen={search.sold}
            onChoose={(sold) => show({ sold })}
          />
        </div>
      }
      first={<NoProducts />}
    />
  );
}

const NoProducts = () => (
  <Empty title="There are no products yet">
    <p>
      A product has plans, and a plan has charges with prices. Make the first one by the API:{" "}
      <a href="/docs">Create a product</a>.
    </p>
  </Empty>
);
