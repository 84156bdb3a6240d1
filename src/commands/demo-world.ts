// A demo tenant as text that is pleasant to write. Fields of a line are separated by `;`; an empty one is null.

export interface DemoWorld {
  readonly tenantId: string;
  readonly name: string;
  readonly emailDomain: string;
  /** name; region */
  readonly teams: readonly string[];
  /** name; title; team; manager (an earlier one) */
  readonly users: readonly string[];
  /** name; sku; series; price in dollars */
  readonly products: readonly string[];
  /** Name of the second pipeline; the first is always Sales. */
  readonly renewals: string;
  /** Custom fields of companies and (`text`) of deals: the choices of `plan`, and key; label of the others. */
  readonly fields: {
    readonly plan: readonly string[];
    readonly number: string;
    readonly flag: string;
    readonly text: string;
  };
  /** name; colour */
  readonly tags: readonly string[];
  /** kind; subject of an activity */
  readonly subjects: readonly string[];
  /**
   * company; domain; industry; employees; revenue in million dollars; founded; city, country; owner; parent (an earlier one)
   *   @ contact; title
   *   $ deal; amount, in dollars if it names no currency; stage; product
   */
  readonly customers: string;
}

type Field = string | null;

export interface DemoCustomer {
  readonly fields: readonly Field[];
  readonly contacts: readonly (readonly Field[])[];
  readonly deals: readonly (readonly Field[])[];
}

export const fieldsOf = (line: string): Field[] => line.split(';').map((field) => field.trim() || null);

/** The outline of customers as a tree. */
export function customersOf({ customers }: Pick<DemoWorld, 'customers'>): DemoCustomer[] {
  const found: { fields: Field[]; contacts: Field[][]; deals: Field[][] }[] = [];
  for (const line of customers.trim().split('\n')) {
    const [, sign, rest] = /^(?: {2}([@$]) )?(.*)$/.exec(line)!;
    if (sign === '@') found.at(-1)!.contacts.push(fieldsOf(rest!));
    else if (sign === '$') found.at(-1)!.deals.push(fieldsOf(rest!));
    else found.push({ fields: fieldsOf(rest!), contacts: [], deals: [] });
  }
  return found;
}

export const numberOf = (text: Field | undefined): number | null => (text ? Number(text.replaceAll(',', '')) : null);

/** `EUR 1,200` or `1,200`, which is dollars, as the two columns that keep it. */
export function moneyOf(text: Field | undefined): { minor: number | null; currency: string | null } {
  const [, currency = 'USD', amount] = /^(?:([A-Z]{3}) )?([\d,.]+)$/.exec(text ?? '') ?? [];
  if (amount === undefined) return { minor: null, currency: null };
  // A yen has no hundredths.
  return { minor: Math.round(numberOf(amount)! * (currency === 'JPY' ? 1 : 100)), currency };
}
