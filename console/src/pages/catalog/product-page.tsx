import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { inWords } from "../../ui/days.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty, Failed, Loading } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PlanCharges } from "./plan-charges.tsx";

type Product = AnswerOf<"getProduct">;
type Plan = AnswerOf<"listProductRatePlans">["productRatePlans"][number];

/** A product, its plans, and what they charge. */
export function ProductPage() {
  const { productKey } = useParams({ from: "/shell/catalog/$productKey" });
  const query = useQuery(ask.getProduct({ params: { productKey } }));
  return (
    <Answered query={query} what={`product ${productKey}`} lines={8}>
      {(product) => <ShownProduct product={product} />}
    </Answered>
  );
}

function ShownProduct({ product }: { readonly product: Product }) {
  const { id, name, sku, productNumber, category, description } = product;
  const showDetails = useShowDetails();
  return (
    <>
      <PageHead
        title={name}
        tabTitle={name}
        beneath={
          <>
            <span>{productNumber}</span>
            <span>{sku}</span>
            {category && <span>{category}</span>}
            <span>
              Sold from {inWords(product.effectiveStartDate)} to {inWords(product.effectiveEndDate)}
            </span>
          </>
        }
      >
        <Button
          variant="default"
          onClick={() => showDetails({ title: name, content: <Json value={product} /> })}
        >
          Show as JSON
        </Button>
      </PageHead>
      <div className="stack">
        {description && <p className="ending">{description}</p>}
        <Plans productKey={id} />
      </div>
    </>
  );
}

/** Ten at a time. */
function Plans({ productKey }: { readonly productKey: string }) {
  const query = useInfiniteQuery({
    queryKey: ["listProductRatePlans", productKey],
    queryFn: ({ pageParam }) =>
      api.listProductRatePlans({
        params: { productKey },
        query: { page: pageParam, pageSize: 10 },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ nextPage }, pages) => (nextPage ? pages.length + 1 : undefined),
  });
  if (query.error) {
    return <Failed error={query.error} what="the plans" onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loading what="the plans" lines={6} />;
  const plans = query.data.pages.flatMap(({ productRatePlans }) => productRatePlans);
  if (plans.length === 0) return <Empty title="It has no plans yet" />;
  return (
    <>
      {plans.map((plan) => (
        <ShownPlan key={plan.id} plan={plan} />
      ))}
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more plans
        </Button>
      )}
    </>
  );
}

function ShownPlan({ plan }: { readonly plan: Plan }) {
  const { id, name, status, description, productRatePlanNumber, productRatePlanCharges } = plan;
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="row row-apart panel-head">
        <h2 id={id}>{name}</h2>
        <span className="row quiet">
          <span>{productRatePlanNumber}</span>
          <Status status={status === "NotStarted" ? "Not started" : status} />
        </span>
      </div>
      {description && <p>{description}</p>}
      {productRatePlanCharges.length === 0 ? (
        <Empty title="It charges nothing yet" />
      ) : (
        <PlanCharges planName={name} charges={productRatePlanCharges} />
      )}
    </section>
  );
}

export type Charge = Plan["productRatePlanCharges"][number];
