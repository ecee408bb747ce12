import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

let names = 0;

const aProduct = (product: object = {}) => ({
  Name: `Product ${++names}`,
  EffectiveStartDate: "2020-01-01",
  EffectiveEndDate: "2066-10-20",
  ...product,
});

const aPlan = (ProductId: string, plan: object = {}) => ({ Name: "Monthly", ProductId, ...plan });

/** As the vendor's tutorials write it. */
const aCharge = (ProductRatePlanId: string, charge: object = {}) => ({
  Name: "Silver",
  ProductRatePlanId,
  ChargeModel: "Flat Fee Pricing",
  ChargeType: "Recurring",
  BillCycleType: "DefaultFromCustomer",
  BillingPeriod: "Month",
  TriggerEvent: "ContractEffective",
  UseDiscountSpecificAccountingCode: false,
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: [
      { Currency: "USD", Price: 30 },
      { Currency: "EUR", Price: 27.5 },
    ],
  },
  ...charge,
});

const post = (object: string, body: object, query = "") =>
  server.call("POST", `/v1/object/${object}${query}`, body);

async function create(object: string, body: object): Promise<string> {
  const { json, text } = await post(object, body);
  assert.equal(json.Success, true, text);
  assert.deepEqual(Object.keys(json), ["Success", "Id"]);
  return json.Id;
}

/** What the object is refused for: HTTP 400 or 404, whatever the version. */
async function refused(object: string, body: object, query = "") {
  const { status, json, text } = await post(object, body, query);
  assert.equal(json.Success, false, text);
  assert(status === 400 || status === 404, text);
  return json.Errors[0];
}

async function newPlan(plan: object = {}): Promise<{ productId: string; planId: string }> {
  const productId = await create("product", aProduct());
  return { productId, planId: await create("product-rate-plan", aPlan(productId, plan)) };
}

async function newCharge(charge: object) {
  const { planId } = await newPlan();
  const id = await create("product-rate-plan-charge", aCharge(planId, charge));
  return (await server.call("GET", `/v1/product-rate-plan-charges/${id}`)).json;
}

describe("creating a catalog", () => {
  test("a product gets the next SKU and number, or those that were chosen", async () => {
    const first = await create("product", aProduct());
    const chosen = { SKU: "SKU-00000002", ProductNumber: "PC-1" };
    const second = await create("product", aProduct(chosen));
    const third = await create("product", aProduct({ SKU: null, ProductNumber: null }));
    const numbers = await Promise.all(
      [first, second, third].map(async (id) => {
        const { json } = await server.call("GET", `/v1/object/product/${id}`);
        return [json.SKU, json.ProductNumber];
      }),
    );
    assert.deepEqual(numbers, [
      ["SKU-00000001", "P-00000001"],
      ["SKU-00000002", "PC-1"],
      ["SKU-00000003", "P-00000002"],
    ]);
  });

  test("NUMBER_IN_USE: names, SKUs and numbers of products are taken once", async () => {
    const product = aProduct({ SKU: "Once", ProductNumber: "Once" });
    await create("product", product);
    for (const [field, value] of [
      ["Name", product.Name],
      ["SKU", "Once"],
      ["ProductNumber", "Once"],
    ]) {
      const { Code, Message } = await refused("product", aProduct({ [field as string]: value }));
      assert.deepEqual(
        [Code, Message],
        ["INVALID_VALUE", `${field} '${value}' is already in use.`],
      );
    }
  });

  test("NUMBER_IN_USE: a product's rate plans have names and numbers of their own", async () => {
    const { productId } = await newPlan({ Name: "Gold", ProductRatePlanNumber: "PRP-Gold" });
    for (const plan of [{ Name: "Gold" }, { ProductRatePlanNumber: "PRP-Gold" }]) {
      const { Message } = await refused("product-rate-plan", aPlan(productId, plan));
      assert.match(Message, /is already in use\.$/);
    }
    await newPlan({ Name: "Gold" });
  });

  test("NUMBER_IN_USE: so have charges a number", async () => {
    const { planId } = await newPlan();
    const charge = aCharge(planId, { ProductRatePlanChargeNumber: "PRPC-Gold" });
    await create("product-rate-plan-charge", charge);
    const { Message } = await refused("product-rate-plan-charge", charge);
    assert.equal(Message, "ProductRatePlanChargeNumber 'PRPC-Gold' is already in use.");
  });

  test("ENTITY_NOT_FOUND: plans belong to products, charges to plans", async () => {
    const plan = await refused("product-rate-plan", aPlan("nothing"));
    assert.deepEqual(plan, {
      Code: "INVALID_ID",
      Message: "Cannot find entity by key: 'nothing'.",
    });
    const charge = await refused("product-rate-plan-charge", aCharge("0".repeat(32)));
    assert.equal(charge.Code, "INVALID_ID");
  });

  test("INVALID_VALUE: a product is not on sale backwards, nor sold in no currency", async () => {
    const product = await refused("product", aProduct({ EffectiveEndDate: "2019-12-31" }));
    assert.match(product.Message, /'EffectiveEndDate' should not be before/);
    const productId = await create("product", aProduct());
    const plan = await refused(
      "product-rate-plan",
      aPlan(productId, { ActiveCurrencies: ["XXZ"] }),
    );
    assert.match(plan.Message, /'XXZ' is not a valid currency code/);
  });

  test("unknown fields are dropped, or refused where the caller asks for that", async () => {
    await create("product", aProduct({ Colour: "red" }));
    await create("product", aProduct({ Colour__c: "red" }));
    const path = "/v1/object/product?rejectUnknownFields=true";
    const { status, json } = await server.call("POST", path, aProduct({ Colour: "red" }));
    assert.deepEqual([status, json], [400, { message: "Error - unrecognised fields" }]);
  });

  test("a missing field is named", async () => {
    const { Name, ...withoutName } = aProduct();
    assert(Name);
    const { Code, Message } = await refused("product", withoutName);
    assert.deepEqual([Code, Message], ["MISSING_REQUIRED_VALUE", "'Name' may not be null"]);
  });
});

describe("defining a charge", () => {
  const perUnit = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 5 };

  test("MISSING_FIELD: what its period, billing day, end and model need is named", async () => {
    const { planId } = await newPlan();
    const cases: [object, string][] = [
      [{ BillCycleType: "SpecificDayofMonth" }, "BillCycleDay"],
      [{ BillCycleType: "SpecificDayofWeek", BillingPeriod: "Week" }, "WeeklyBillCycleDay"],
      [{ BillingPeriod: "Specific Months" }, "SpecificBillingPeriod"],
      [{ BillingPeriod: "Specific Weeks" }, "SpecificBillingPeriod"],
      [{ BillingPeriod: null }, "BillingPeriod"],
      [{ BillCycleType: null }, "BillCycleType"],
      [{ EndDateCondition: "FixedPeriod" }, "UpToPeriods"],
      [{ ListPriceBase: "Per Specific Months" }, "SpecificListPriceBase"],
      [{ ...perUnit, UOM: null }, "UOM"],
      [{ ...perUnit, DefaultQuantity: null }, "DefaultQuantity"],
      [{ Taxable: true, TaxMode: "TaxExclusive" }, "TaxCode"],
      [tiers({ Currency: "USD" }), "Price"],
      [tiers({ Price: 1 }), "Currency"],
      [tiers(), "Price"],
    ];
    for (const [charge, field] of cases) {
      const error = await refused("product-rate-plan-charge", aCharge(planId, charge));
      assert.deepEqual(error, {
        Code: "MISSING_REQUIRED_VALUE",
        Message: `'${field}' may not be null`,
      });
    }
  });

  test("NOT_SUPPORTED: documented values that nothing can bill yet are refused", async () => {
    const { planId } = await newPlan();
    for (const charge of [
      { ChargeModel: "MultiAttributePricing" },
      { OverageUnusedUnitsCreditOption: "CreditBySpecificRate" },
      { BillingPeriod: "Specific Days" },
      { BillCycleType: "TermEndDay" },
      { BillingPeriodAlignment: "AlignToTermEnd" },
      { ChargeFunction: "DrawdownAndCreditCommitment" },
      { ChargeFunction: "Standard", CommitmentType: "CURRENCY" },
    ]) {
      const { Message } = await refused("product-rate-plan-charge", aCharge(planId, charge));
      assert.match(Message, /is not supported yet\.$/);
    }
    const harmless = { IsPrepaid: false, ChargeFunction: "Standard" };
    await create("product-rate-plan-charge", aCharge(planId, harmless));
  });

  test("NOT_ALLOWED: terms that contradict each other are refused", async () => {
    const { planId } = await newPlan();
    for (const charge of [
      { BillCycleType: "SpecificDayofWeek", WeeklyBillCycleDay: "Monday" },
      { BillCycleType: "TermStartDay" },
      { BillingPeriod: "Subscription Term" },
    ]) {
      const { Code } = await refused("product-rate-plan-charge", aCharge(planId, charge));
      assert.equal(Code, "INVALID_VALUE");
    }
  });

  test("INVALID_VALUE: prices and quantities that cannot be are refused", async () => {
    const { planId } = await newPlan();
    const cases: [object, RegExp][] = [
      [tiers({ Currency: "XXZ", Price: 1 }), /'XXZ' is not a valid currency code/],
      [
        tiers({ Currency: "USD", Price: 1 }, { Currency: "USD", Price: 2 }),
        /more than one price in USD/,
      ],
      [{ ...perUnit, MinQuantity: 6 }, /default quantity should be between/],
      [{ ChargeModel: "Flat Fee" }, /'ChargeModel' value should be one of: Flat Fee Pricing/],
      [{ BillCycleDay: 32 }, /'BillCycleDay' should be less than or equal to 31/],
    ];
    for (const [charge, message] of cases) {
      const { Code, Message } = await refused("product-rate-plan-charge", aCharge(planId, charge));
      assert.equal(Code, "INVALID_VALUE");
      assert.match(Message, message);
    }
  });

  test("a charge is answered in the spelling of the CRUD API, without what is empty", async () => {
    const { planId } = await newPlan();
    const charge = aCharge(planId, {
      BillingPeriod: "Semi-Annual",
      BillingTiming: "In Arrears",
      EndDateCondition: "FixedPeriod",
      UpToPeriods: 2,
      AccountingCode: "Beer",
      Tap__c: 7,
    });
    const id = await create("product-rate-plan-charge", charge);
    const { json } = await server.call("GET", `/v1/object/product-rate-plan-charge/${id}`);
    const { CreatedDate, UpdatedDate, ProductRatePlanChargeNumber, ...rest } = json;
    assert.match(CreatedDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.equal(UpdatedDate, CreatedDate);
    assert.match(ProductRatePlanChargeNumber, /^PRPC-\d{8}$/);
    assert.deepEqual(rest, {
      CreatedById: server.userId,
      UpdatedById: server.userId,
      AccountingCode: "Beer",
      BillCycleType: "DefaultFromCustomer",
      BillingPeriod: "Semi-Annual",
      BillingPeriodAlignment: "AlignToCharge",
      BillingTiming: "In Arrears",
      ListPriceBase: "Per Billing Period",
      EndDateCondition: "FixedPeriod",
      UpToPeriods: 2,
      UpToPeriodsType: "Billing Periods",
      ChargeModel: "Flat Fee Pricing",
      ChargeType: "Recurring",
      DefaultQuantity: 1,
      Id: id,
      Name: "Silver",
      ProductRatePlanId: planId,
      Taxable: false,
      TriggerEvent: "ContractEffective",
      Tap__c: 7,
    });
    const path = `/v1/object/product-rate-plan-charge/${id}?fields=Name,ChargeType`;
    assert.deepEqual((await server.call("GET", path)).json, {
      ChargeType: "Recurring",
      Id: id,
      Name: "Silver",
    });
  });
});

describe("reading the catalog", () => {
  test("a recurring flat fee has every key in the measured order", async () => {
    const charge = await newCharge({
      BillCycleType: "SpecificDayofMonth",
      BillCycleDay: 15,
      A__c: 1,
    });
    const { id, productRatePlanChargeNumber } = charge;
    const expected = {
      id,
      name: "Silver",
      type: "Recurring",
      model: "FlatFee",
      uom: null,
      pricingSummary: ["USD30", "EUR27.5"],
      pricing: [pricing("USD", 30), pricing("EUR", 27.5)],
      defaultQuantity: null,
      applyDiscountTo: null,
      discountLevel: null,
      discountClass: null,
      applyToBillingPeriodPartially: false,
      productDiscountApplyDetails: [],
      endDateCondition: "Subscription_End",
      upToPeriods: null,
      upToPeriodsType: null,
      billingDay: "SpecificDayofMonth(15)",
      listPriceBase: "Per_Billing_Period",
      specificListPriceBase: null,
      billingTiming: "IN_ADVANCE",
      ratingGroup: null,
      billingPeriod: "Month",
      billingPeriodAlignment: "AlignToCharge",
      specificBillingPeriod: null,
      smoothingModel: null,
      numberOfPeriods: null,
      overageCalculationOption: null,
      overageUnusedUnitsCreditOption: null,
      unusedIncludedUnitPrice: null,
      usageRecordRatingOption: null,
      priceChangeOption: null,
      priceIncreasePercentage: null,
      useTenantDefaultForPriceChange: false,
      taxable: false,
      taxCode: null,
      taxMode: null,
      prorationOption: null,
      A__c: 1,
      triggerEvent: "ContractEffective",
      description: null,
      revRecCode: null,
      revRecTriggerCondition: null,
      revenueRecognitionRuleName: null,
      useDiscountSpecificAccountingCode: null,
      financeInformation: {
        deferredRevenueAccountingCode: "",
        deferredRevenueAccountingCodeType: null,
        recognizedRevenueAccountingCode: "",
        recognizedRevenueAccountingCodeType: null,
        accountsReceivableAccountingCode: null,
        accountsReceivableAccountingCodeType: null,
        contractAssetAccountingCode: null,
        contractAssetAccountingCodeType: null,
        contractLiabilityAccountingCode: null,
        contractLiabilityAccountingCodeType: null,
        adjustmentLiabilityAccountingCode: null,
        adjustmentLiabilityAccountingCodeType: null,
        unbilledReceivablesAccountingCode: null,
        unbilledReceivablesAccountingCodeType: null,
        adjustmentRevenueAccountingCode: null,
        adjustmentRevenueAccountingCodeType: null,
        contractRecognizedRevenueAccountingCode: null,
        contractRecognizedRevenueAccountingCodeType: null,
      },
      deliverySchedule: null,
      reflectDiscountInNetAmount: false,
      isStackedDiscount: false,
      productRatePlanChargeNumber,
      success: true,
    };
    assert.equal(JSON.stringify(charge), JSON.stringify(expected));
  });

  test("a one-time charge per unit has no period, day or timing", async () => {
    const charge = await newCharge({
      ChargeType: "OneTime",
      ChargeModel: "Per Unit Pricing",
      UOM: "Each",
      DefaultQuantity: "2.5",
      ...tiers({ Currency: "USD", Price: "4.00" }),
    });
    assert.deepEqual(
      [charge.uom, charge.defaultQuantity, charge.pricingSummary, charge.endDateCondition],
      ["Each", 2.5, ["USD4/Each"], "One_Time"],
    );
    for (const key of ["billingDay", "billingPeriod", "billingTiming", "listPriceBase"]) {
      assert.equal(charge[key], null, key);
    }
    assert.equal(charge.useTenantDefaultForPriceChange, null);
  });

  test("products come with their plans, what changed last first, page by page", async () => {
    const { productId, planId } = await newPlan({ Description: "By the month", Zone__c: "A" });
    const chargeId = await create("product-rate-plan-charge", aCharge(planId));
    const { json } = await server.call("GET", "/v1/catalog/products?pageSize=1");
    assert.deepEqual(Object.keys(json).sort(), ["nextPage", "products", "success"]);
    const [product] = json.products;
    const [plan] = product.productRatePlans;
    const { productRatePlans, ...rest } = product;
    assert.equal(productRatePlans.length, 1);
    assert.deepEqual(Object.keys(product), [
      "id",
      "sku",
      "name",
      "description",
      "category",
      "effectiveStartDate",
      "effectiveEndDate",
      "productNumber",
      "allowFeatureChanges",
      "productRatePlans",
      "productFeatures",
    ]);
    assert.equal(rest.id, productId);
    assert.equal(plan.productRatePlanCharges[0].id, chargeId);
    const { productRatePlanCharges, productRatePlanNumber, ...ownFields } = plan;
    assert.equal(productRatePlanCharges.length, 1);
    assert.match(productRatePlanNumber, /^PRP-\d{8}$/);
    assert.equal(
      JSON.stringify(ownFields),
      JSON.stringify({
        id: planId,
        status: "Active",
        name: "Monthly",
        description: "By the month",
        effectiveStartDate: "2020-01-01",
        effectiveEndDate: "2066-10-20",
        Zone__c: "A",
        externalIdSourceSystem: null,
        externallyManagedPlanIds: [],
      }),
    );

    const next = new URL(json.nextPage);
    assert.equal(`${next.pathname}${next.search}`, "/v1/catalog/products?pageSize=1&page=2");
    const second = await server.call("GET", `${next.pathname}${next.search}`);
    assert.notEqual(second.json.products[0].id, productId);
    const all = await server.call("GET", "/v1/catalog/products?pageSize=40");
    assert.equal("nextPage" in all.json, false);
  });

  test("from version 230 on a product says where its plans are", async () => {
    const { productId, planId } = await newPlan();
    const version = { "zuora-version": "230" };
    const { json } = await server.call(
      "GET",
      `/v1/catalog/products/${productId}`,
      undefined,
      version,
    );
    const address = new URL(json.productRatePlans);
    assert.equal(address.pathname, `/v1/rateplan/${productId}/productRatePlan`);
    for (const path of [address.pathname, `/v1/products/${productId}/product-rate-plans`]) {
      const plans = await server.call("GET", path);
      assert.equal(plans.json.productRatePlans[0].id, planId);
      assert.equal("nextPage" in plans.json, false);
    }
  });

  test("a product is found by id, number and SKU, a plan by id and number", async () => {
    const productId = await create("product", aProduct({ SKU: "Key", ProductNumber: "PC-Key" }));
    for (const key of [productId, "Key", "PC-Key"]) {
      const { json } = await server.call("GET", `/v1/catalog/products/${key}`);
      assert.deepEqual([json.id, json.success, json.productRatePlans], [productId, true, []]);
    }
    const plan = aPlan(productId, {
      ProductRatePlanNumber: "PRP-Key",
      EffectiveEndDate: "2020-02-01",
    });
    const planId = await create("product-rate-plan", plan);
    for (const key of [planId, "PRP-Key"]) {
      const { json } = await server.call("GET", `/v1/product-rate-plans/${key}`);
      assert.deepEqual([json.id, json.status], [planId, "Expired"]);
      assert.equal("productRatePlanCharges" in json, false);
    }
  });

  test("50000040: an unknown key is not found", async () => {
    for (const path of [
      "catalog/products/nothing",
      "products/nothing/product-rate-plans",
      "product-rate-plans/nothing",
      "product-rate-plan-charges/nothing",
    ]) {
      const { json } = await server.call("GET", `/v1/${path}`);
      assert.equal(json.reasons[0].code, 50000040);
    }
    for (const object of ["product", "product-rate-plan", "product-rate-plan-charge"]) {
      const { json, status } = await server.call("GET", `/v1/object/${object}/nothing`);
      assert.deepEqual([status, json.Errors[0].Code], [404, "INVALID_ID"]);
    }
  });
});

const tiers = (...ProductRatePlanChargeTier: object[]) => ({
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier },
});

const pricing = (currency: string, price: number) => ({
  currency,
  price,
  tiers: null,
  includedUnits: 0,
  overagePrice: null,
  discountPercentage: null,
  discountAmount: null,
});
