/** Why operations of a family are not there; of those that are, docs/COVERAGE.md names the fields. */
const REASONS: Readonly<Record<string, string>> = {
  "configuration-templates":
    "Copies settings between the vendor's own tenants; here they are rows of one database.",
  "custom-object-jobs": "Not built yet: records are written up to a thousand at a time.",
  "custom-payment-method-types":
    "Describes gateways to the vendor's hosted connectors; here a gateway is code (src/gateways).",
  "delivery-adjustments": "Not built yet.",
  "e-invoicing": "Goes through a provider of electronic invoices; none is connected.",
  "electronic-payments-health": "Figures of the vendor's own operation.",
  fulfillments: "Not built yet: returns and deliveries of order line items are.",
  "hosted-pages": "Pages that the vendor hosts.",
  imports: "Older than usage files and the import command, which are there.",
  "journal-runs": "The journal is written with each document; there is no run that sums it up.",
  "mass-updater": "Older than bulk operations.",
  offers: "The offer catalogue is another model of the catalogue beside products and rate plans.",
  "payment-gateway-reconciliation": "No gateway here reports settlement.",
  "payment-method-updater": "Goes through the vendor's contract with card networks.",
  "price-book-items": "Part of the offer catalogue.",
  "product-charge-definitions": "Part of the newer catalogue with definitions by effective date.",
  "product-rate-plan-definitions":
    "Part of the newer catalogue with definitions by effective date.",
  regenerate: "Makes revenue data anew for the vendor's revenue product.",
  "rsa-signatures": "Signs the vendor's hosted pages.",
  "summary-journal-entries":
    "The journal has an entry per movement; it is not summed up into others.",
  workflows: "Another product of the vendor's.",
  "zuora-revenue-integration": "Another product of the vendor's.",
};

export const reasonFor = (family: string): string => REASONS[family] ?? "Not built yet.";
