/** Type and model of a charge, in the words of the Orders API. */
export type PriceKind =
  | "oneTimeFlatFee"
  | "oneTimePerUnit"
  | "oneTimeTiered"
  | "oneTimeVolume"
  | "recurringFlatFee"
  | "recurringPerUnit"
  | "recurringTiered"
  | "recurringVolume"
  | "recurringDelivery"
  | "usageFlatFee"
  | "usagePerUnit"
  | "usageTiered"
  | "usageVolume"
  | "usageOverage"
  | "usageTieredWithOverage"
  | "discount";
