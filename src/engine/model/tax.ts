import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** Whether a price has its taxes added to it or in it. */
export type TaxMode = "TaxExclusive" | "TaxInclusive";

/** Why something is taxed: both, or it is not. */
export type TaxTerms = { readonly taxCode: string; readonly taxMode: TaxMode };

/** Where a tax is booked: codes of the chart of accounts, each null where it is not said. */
export type TaxFinance = {
  readonly accountsReceivableAccountingCode: string | null;
  readonly onAccountAccountingCode: string | null;
  readonly salesTaxPayableAccountingCode: string | null;
};

/** One of at most three taxes of an address. They do not compound. */
export type TaxRate = {
  readonly name: string;
  /** A share such as 0.0625 when the type is Percentage, else an amount. */
  readonly taxRate: Decimal;
  readonly taxRateType: "Percentage" | "FlatFee";
  readonly taxRateDescription: string | null;
  readonly jurisdiction: string | null;
  readonly locationCode: string | null;
};

/** Where a tax is due: the sold-to contact, or what is asked of one. Null asks nothing. */
export type TaxAddress = {
  readonly country: string | null;
  readonly state: string | null;
  readonly county: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly taxRegion: string | null;
};

/** The taxes of an address. */
export type AddressRates = TaxAddress & { readonly rates: readonly TaxRate[] };

/** When these rates hold. */
export type TaxRatePeriod = {
  readonly days: DateRange;
  /** In their order: the first that matches is taken. */
  readonly addresses: readonly AddressRates[];
};

/** A tax code that is in use. */
export type TaxCode = {
  readonly name: string;
  readonly description: string | null;
  /** Periods of one code do not overlap; by their start. */
  readonly periods: readonly TaxRatePeriod[];
  /** Of an outside tax engine, which has the rates. Absent: the server's own. */
  readonly outside?: OutsideCode;
};

/** Whom to ask about a tax code, and what it is called there. */
export type OutsideCode = {
  readonly taxEngineId: string;
  readonly externalTaxCode: string;
  /** Which of one's own companies sells. */
  readonly companyCode: string | null;
};

/** What an outside tax engine is asked of one line. */
export type TaxQuestion = OutsideCode & {
  readonly taxMode: TaxMode;
  readonly currency: string;
  readonly documentDate: PlainDate;
  readonly chargeName: string;
  readonly productRatePlanChargeId: string | null;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** As the price says. */
  readonly amount: Decimal;
  readonly customer: TaxedCustomer;
};

/** What it has answered. */
export type TaxAnswer =
  | {
      readonly taxes: readonly (TaxRate & {
        readonly taxAmount: Decimal;
        readonly exemptAmount: Decimal;
      })[];
    }
  | { readonly error: string };

/** Which day decides about the rate. */
export type TaxDateRule = "DocumentDate" | "ServicePeriodStartDate" | "ServicePeriodEndDate";

/** Since when and until when a customer pays no tax; null: always. */
export type TaxExemption = { readonly days: DateRange | null };

/** Who is taxed, and where. */
export type TaxedCustomer = {
  readonly address: TaxAddress;
  /** Null: not exempt. */
  readonly exemption: TaxExemption | null;
  /** What outside tax engines know of it. */
  readonly taxIds?: TaxIds;
};

export type TaxIds = {
  readonly companyCode: string | null;
  readonly VATId: string | null;
  readonly exemptStatus: string | null;
  readonly exemptCertificateId: string | null;
  readonly exemptEntityUseCode: string | null;
};

/** All that an entity has set about taxes, read once for whatever is billed. */
export type TaxSetup = {
  /** Those in use, by name. */
  readonly codes: ReadonlyMap<string, TaxCode>;
  /** What the catalog says, by the id of the product rate plan charge; only of taxable ones. */
  readonly catalog: ReadonlyMap<string, TaxTerms>;
  /** By country, in full; DocumentDate where there is none. */
  readonly taxDates: ReadonlyMap<string, TaxDateRule>;
};
