import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { type ProductSearch, productFilter, SOLD } from "./product-search.ts";

const FIELDS = [
  ...["productNumber", "sKU", "name", "category", "description"],
  ...["effectiveStartDate", "effectiveEndDate"],
];

const plansOf = (row: QueryRow): readonly QueryRow[] =>
  (row.productRatePlans ?? []) as readonly QueryRow[];

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "name",
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
    title: "Plans",
    cell: (row) =>
      plansOf(row)
        .map((plan) => textOf(plan, "name"))
        .join(", "),
  },
  {
    name: "category",
    title: "Category",
    sortField: "category",
    cell: (row) => textOf(row, "category"),
  },
  {
    name: "from",
    title: "Sold from",
    sortField: "effectivestartdate",
    cell: (row) => <Day day={textOf(row, "effectiveStartDate")} />,
  },
  {
    name: "to",
    title: "Last day",
    sortField: "effectiveenddate",
    cell: (row) => <Day day={textOf(row, "effectiveEndDate")} />,
  },
];

export function ProductsPage() {
  const search = useSearch({ from: "/shell/catalog" });
  const navigate = useNavigate({ from: "/catalog" });
  const { today } = useSession();
  const { sort = "name.ASC", cursor } = search;
  const asked = { filter: productFilter(search, today), sort: [sort] };
  const query = useQuery(
    askRows("products", {
      ...asked,
      ...{ expand: ["productRatePlans"], pageSize: 25 },
      ...(cursor && { cursor }),
    }),
  );
  const show = (change: Partial<ProductSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Catalog" tabTitle="Catalog">
        <CsvButton objects="products" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
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
        <RowsPanel
          query={query}
          caption="Products"
          columns={COLUMNS}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoProducts
              isFiltered={asked.filter.length > 0}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type NoProductsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoProducts = ({ isFiltered, onAll }: NoProductsProps) =>
  isFiltered ? (
    <Empty title="No product is like that">
      <Button variant="default" onClick={onAll}>
        Show all products
      </Button>
    </Empty>
  ) : (
    <Empty title="There are no products yet">
      <p>
        A product has plans, and a plan has charges with prices. Make the first one by the API:{" "}
        <a href="/docs">Create a product</a>.
      </p>
    </Empty>
  );
