/** The customers of the demo company: who they are and what they have subscribed to. */

export type DemoCustomer = {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly city: string;
  readonly country: string;
  readonly currency: "USD" | "EUR";
  readonly billCycleDay: number;
  readonly paymentTerm: string;
  readonly subscriptions: readonly DemoSubscription[];
};

export type DemoSubscription = {
  readonly plan: string;
  readonly from: string;
  readonly months: number;
  readonly seats?: string;
  /** First day without service; asked for a week before. */
  readonly cancelledOn?: string;
};

type Place = readonly [city: string, country: string, currency: "USD" | "EUR"];

const PLACES = {
  boston: ["Boston", "United States", "USD"],
  denver: ["Denver", "United States", "USD"],
  austin: ["Austin", "United States", "USD"],
  oakland: ["Oakland", "United States", "USD"],
  ghent: ["Ghent", "Belgium", "EUR"],
  lyon: ["Lyon", "France", "EUR"],
  graz: ["Graz", "Austria", "EUR"],
  porto: ["Porto", "Portugal", "EUR"],
} as const satisfies Record<string, Place>;

type Row = readonly [
  name: string,
  person: string,
  place: keyof typeof PLACES,
  billCycleDay: number,
  paymentTerm: string,
  ...subscriptions: DemoSubscription[],
];

const silver = (from: string): DemoSubscription => ({ plan: "Silver", from, months: 24 });
const gold = (from: string): DemoSubscription => ({ plan: "Gold", from, months: 24 });
const team = (from: string, seats: string): DemoSubscription => ({
  plan: "Team",
  from,
  months: 24,
  seats,
});
const support = (from: string): DemoSubscription => ({
  plan: "Business hours",
  from,
  months: 24,
});
const platinum = (from: string): DemoSubscription => ({
  plan: "Platinum, yearly",
  from,
  months: 24,
});

const ROWS: readonly Row[] = [
  ["Abbott Surveying", "Ines Abbott", "boston", 1, "Net 30", silver("2025-01-01")],
  ["Bramble Books", "Tom Bramble", "boston", 1, "Net 30", gold("2025-01-01")],
  ["Calder Foods", "Mina Calder", "denver", 15, "Net 30", team("2025-01-10", "14")],
  ["Dune Analytics", "Omar Dune", "austin", 1, "Net 60", platinum("2025-02-01")],
  ["Elm Street Dental", "Ruth Elm", "oakland", 31, "Due Upon Receipt", silver("2025-01-31")],
  [
    "Fjord Logistics",
    "Kari Fjord",
    "ghent",
    1,
    "Net 30",
    gold("2025-01-01"),
    support("2025-01-01"),
  ],
  ["Garnier et Fils", "Luc Garnier", "lyon", 1, "Net 30", team("2025-03-01", "32")],
  // Names are text: whoever shows this one as anything else, shows it.
  ["Huber & <img src=x onerror=alert(1)>", "Eva Huber", "graz", 10, "Net 30", silver("2025-02-10")],
  ["Ibis Travel", "Rosa Ibis", "porto", 1, "Due Upon Receipt", gold("2025-04-01")],
  ["Juniper Labs", "Sam Juniper", "oakland", 1, "Net 60", team("2025-01-01", "120")],
  ["Keel Marine", "Nora Keel", "boston", 20, "Net 30", silver("2025-05-20")],
  ["Larch Partners", "Ben Larch", "denver", 1, "Net 30", platinum("2025-01-01")],
  [
    "Mistral Design",
    "Zoe Mistral",
    "lyon",
    1,
    "Net 30",
    silver("2025-01-01"),
    team("2025-06-01", "5"),
  ],
  ["Nestor Clinic", "Ivo Nestor", "porto", 5, "Net 30", gold("2025-02-05")],
  ["Orchard Schools", "Amy Orchard", "austin", 1, "Net 90", team("2025-01-15", "64")],
  ["Pike Plumbing", "Joe Pike", "denver", 1, "Due Upon Receipt", silver("2025-03-01")],
  ["Quay Ceramics", "Lin Quay", "oakland", 28, "Net 30", silver("2025-01-28")],
  ["Rowan Legal", "Max Rowan", "boston", 1, "Net 30", gold("2025-01-01"), support("2025-01-01")],
  [
    "Sable Film",
    "Uma Sable",
    "austin",
    1,
    "Net 30",
    { ...gold("2025-01-01"), cancelledOn: "2025-08-16" },
  ],
  [
    "Tarn Outdoor",
    "Per Tarn",
    "ghent",
    1,
    "Net 30",
    { ...platinum("2025-01-01"), cancelledOn: "2025-10-01" },
  ],
  [
    "Umber Studio",
    "Kim Umber",
    "graz",
    1,
    "Net 30",
    { ...silver("2025-01-01"), cancelledOn: "2025-06-01" },
  ],
  ["Vale Vineyards", "Gus Vale", "porto", 12, "Net 60", team("2025-07-12", "9")],
];

export const DEMO_CUSTOMERS: readonly DemoCustomer[] = ROWS.map(
  ([name, person, place, billCycleDay, paymentTerm, ...subscriptions]) => {
    const [firstName = "", lastName = ""] = person.split(" ");
    const [city, country, currency] = PLACES[place];
    const who = { name, firstName, lastName, city, country };
    return { ...who, currency, billCycleDay, paymentTerm, subscriptions };
  },
);
