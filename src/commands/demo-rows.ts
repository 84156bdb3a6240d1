// The rows that a demo world stands for. Invariant: they are a function of its text alone; nothing is taken from the clock,
// and what the text does not say (days, tags, custom values) is chosen by a hash of the record's name.
import { customersOf, type DemoCustomer, type DemoWorld, fieldsOf, moneyOf, numberOf } from './demo-world.ts';
import { seededChance as chance, seededId } from './seed-ids.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The demo ends here: fixed, and past, so that what is made later sorts behind it. */
const endMs = Date.parse('2026-07-01T09:00:00Z');
const dayMs = 86_400_000;
export const demoStartMs = endMs - 365 * dayMs;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const timeOf = (ms: number) => new Date(ms).toISOString();
const letters: Readonly<Record<string, string>> = { æ: 'ae', ø: 'o', ł: 'l', ð: 'd', þ: 'th', ß: 'ss', ı: 'i' };
/** A name as the part of an address: accents are taken off, and what is left beyond a to z is dropped. */
const address = (name: string) =>
  name
    .toLowerCase()
    .replace(/[æøłðþßı]/g, (letter) => letters[letter]!)
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replaceAll(/ +/g, '.');

/** Rows of these are made and dropped, never changed. */
const links = new Set(['deal_contact', 'tagging', 'external_id']);

/** Collects rows by table and remembers ids by name. */
function createSheet(tenantId: string) {
  const tables = new Map<string, Row[]>();
  const ids = new Map<string, string>();
  return {
    tables,
    add(table: string, name: string, values: Row, madeMs = demoStartMs): string {
      const ms = Math.min(madeMs, endMs);
      const id = seededId(ms, `${tenantId}:${table}:${name}`);
      const rows = tables.get(table) ?? [];
      tables.set(table, rows);
      const times = { created_at: timeOf(ms), ...(!links.has(table) && { updated_at: timeOf(ms) }) };
      rows.push({ tenant_id: tenantId, id, ...times, ...values });
      ids.set(`${table}:${name}`, id);
      return id;
    },
    idOf(table: string, name: string | null | undefined): string | null {
      if (!name) return null;
      const id = ids.get(`${table}:${name}`);
      if (id === undefined) throw new Error(`demo data name the ${table} '${name}' before it is there`);
      return id;
    },
  };
}

type Sheet = ReturnType<typeof createSheet>;

/** All rows by table, in the order in which they need each other. */
export function rowsOf(world: DemoWorld): Map<string, Row[]> {
  const sheet = createSheet(world.tenantId);
  addStaff(sheet, world);
  addCatalogue(sheet, world);
  for (const [index, customer] of customersOf(world).entries()) addCustomer(sheet, world, customer, index);
  return sheet.tables;
}

function addStaff({ add, idOf }: Sheet, { teams, users, emailDomain }: DemoWorld): void {
  for (const [name, region] of teams.map(fieldsOf)) add('team', name!, { name, region });
  for (const [name, title, team, manager] of users.map(fieldsOf)) {
    const email = `${address(name!)}@${emailDomain}`;
    add('user', name!, { name, email, title, team_id: idOf('team', team), manager_id: idOf('user', manager) });
  }
}

const stages: [pipeline: number, name: string, status: string, probability: number][] = [
  [0, 'Prospecting', 'OPEN', 10],
  [0, 'Engaging', 'OPEN', 40],
  [0, 'Won', 'WON', 100],
  [0, 'Lost', 'LOST', 0],
  [1, 'Due', 'OPEN', 50],
  [1, 'Offered', 'OPEN', 75],
  [1, 'Renewed', 'WON', 100],
  [1, 'Cancelled', 'LOST', 0],
];

function addCatalogue({ add, idOf }: Sheet, { products, renewals, tags, fields }: DemoWorld): void {
  for (const [name, sku, series, price] of products.map(fieldsOf)) {
    const { minor, currency } = moneyOf(price);
    add('product', name!, { name, sku, series, price_minor: minor, price_currency: currency });
  }
  const pipelines = ['Sales', renewals];
  for (const [position, name] of pipelines.entries()) add('pipeline', name, { name, position });
  for (const [index, [pipeline, name, status, probability]] of stages.entries()) {
    const pipelineId = idOf('pipeline', pipelines[pipeline]);
    add('stage', name, { pipeline_id: pipelineId, name, position: index % 4, status, probability });
  }
  for (const [name, color] of tags.map(fieldsOf)) add('tag', name!, { name, color });
  const customFields: [type: string, kind: string, line: string][] = [
    ['company', 'SELECT', 'plan; Plan'],
    ['company', 'NUMBER', fields.number],
    ['company', 'BOOLEAN', fields.flag],
    ['company', 'DATE', 'renewalDate; Renewal'],
    ['deal', 'TEXT', fields.text],
  ];
  for (const [position, [type, kind, line]] of customFields.entries()) {
    const [key, label] = fieldsOf(line);
    const options = kind === 'SELECT' ? fields.plan : [];
    add('custom_field', key!, { record_type: type, key, label, kind, options, position });
  }
}

interface Company {
  readonly id: string;
  readonly name: string;
  readonly madeMs: number;
  readonly mailDomain: string;
  readonly ownerId: string | null;
}

type Fields = readonly (string | null)[];

function addCustomer(sheet: Sheet, world: DemoWorld, { fields, contacts, deals }: DemoCustomer, index: number): void {
  const [name, domain, industry, employees, revenue, founded, place, owner, parent] = fields as [string, ...Fields];
  const [city = null, country = null] = place?.split(', ') ?? [];
  const { minor, currency } = moneyOf(revenue);
  const madeMs = demoStartMs + (10 + index * 11) * dayMs + chance(dayMs, name);
  const ownerId = sheet.idOf('user', owner);
  const values = {
    name,
    domain,
    website: domain && `https://www.${domain}`,
    industry,
    employees: numberOf(employees),
    annual_revenue_minor: minor && minor * 1_000_000,
    annual_revenue_currency: currency,
    founded_year: numberOf(founded),
    city,
    country,
    parent_id: sheet.idOf('company', parent),
    owner_id: ownerId,
    custom: customValues(world, name),
  };
  const id = sheet.add('company', name, values, madeMs);
  addTag(sheet, world, 'company', id, { percent: 55, madeMs });
  addExternalId(sheet, 'company', id, { source: 'erp', externalId: `C-${1001 + index}`, madeMs });
  const company = { id, name, madeMs, ownerId, mailDomain: domain ?? `${address(name)}.example` };
  const people = contacts.map((line, at) => addContact(sheet, world, company, line, at));
  for (const [at, line] of deals.entries()) addDeal(sheet, world, company, people, line, at);
}

/** Two of three companies have values, and not all of them each. */
function customValues({ fields }: DemoWorld, name: string): Row {
  const [number, flag] = [fieldsOf(fields.number)[0]!, fieldsOf(fields.flag)[0]!];
  if (chance(3, `${name}:custom`) === 0) return {};
  return {
    plan: fields.plan[chance(fields.plan.length, `${name}:plan`)],
    [number]: 1 + chance(40, `${name}:number`),
    [flag]: chance(4, `${name}:flag`) === 0,
    ...(chance(2, `${name}:renews`) === 0 && { renewalDate: dayOf(endMs + chance(300, `${name}:renewal`) * dayMs) }),
  };
}

function addContact(sheet: Sheet, world: DemoWorld, company: Company, [name, title]: Fields, at: number): string {
  // The first word is the first name: "van Dam" is a last name.
  const [first = null, ...rest] = name?.split(' ') ?? [];
  const key = `${company.name}:${name}`;
  const madeMs = company.madeMs + (2 + at * 9 + chance(7, key)) * dayMs;
  const values = {
    first_name: first,
    last_name: rest.join(' ') || null,
    email: chance(9, `${key}:email`) > 0 || !name ? `${name ? address(name) : 'office'}@${company.mailDomain}` : null,
    phone: chance(3, key) > 0 ? `+1 555 01${String(chance(100, `${key}:phone`)).padStart(2, '0')}` : null,
    title,
    company_id: company.id,
    owner_id: company.ownerId,
  };
  const id = sheet.add('contact', key, values, madeMs);
  addTag(sheet, world, 'contact', id, { percent: 20, madeMs });
  if (chance(3, `${key}:mailing`) === 0) {
    addExternalId(sheet, 'contact', id, { source: 'mailing', externalId: `m-${id.slice(-6)}`, madeMs });
  }
  return id;
}

function addDeal(sheet: Sheet, world: DemoWorld, company: Company, people: string[], line: Fields, at: number): void {
  const [name, amount, stageName, product] = line as [string, string | null, string, string];
  const [pipeline, , status] = stages.find(([, stage]) => stage === stageName)!;
  const { minor, currency } = moneyOf(amount);
  const key = `${company.name}:${name}`;
  const openedMs = Math.min(company.madeMs + (12 + at * 17 + chance(20, key)) * dayMs, endMs - 5 * dayMs);
  const closedMs = Math.min(openedMs + (15 + chance(75, `${key}:closed`)) * dayMs, endMs);
  const expectedMs = endMs + (7 + chance(120, `${key}:closed`)) * dayMs;
  const values = {
    name,
    company_id: company.id,
    owner_id: company.ownerId,
    product_id: sheet.idOf('product', product),
    pipeline_id: sheet.idOf('pipeline', pipeline === 0 ? 'Sales' : world.renewals),
    stage_id: sheet.idOf('stage', stageName),
    status,
    amount_minor: minor,
    amount_currency: currency,
    opened_on: dayOf(openedMs),
    // Nobody expects a day for a deal without an amount.
    close_date: status !== 'OPEN' ? dayOf(closedMs) : minor === null ? null : dayOf(expectedMs),
    custom: chance(3, `${key}:custom`) === 0 ? { [fieldsOf(world.fields.text)[0]!]: 'in-house tool' } : {},
  };
  const id = sheet.add('deal', key, values, openedMs);
  addTag(sheet, world, 'deal', id, { percent: 20, madeMs: openedMs });
  if (status === 'WON') {
    addExternalId(sheet, 'deal', id, { source: 'billing', externalId: `INV-${id.slice(-6)}`, madeMs: closedMs });
  }
  for (const [place, contactId] of people.slice(0, 1 + chance(2, `${key}:people`)).entries()) {
    const role = place === 0 ? 'Decision maker' : 'Buyer';
    sheet.add('deal_contact', `${key}:${place}`, { deal_id: id, contact_id: contactId, role }, openedMs);
  }
  const about: About[] = [
    { type: 'deal', id },
    { type: 'contact', id: people[0] ?? id },
    { type: 'company', id: company.id },
  ];
  const activities = 2 + (chance(5, `${key}:activities`) < 3 ? 1 : 0);
  for (const [place, each] of about.slice(0, activities).entries()) {
    const lastMs = status === 'OPEN' ? endMs : closedMs;
    const madeMs = openedMs + ((place + 1) * (lastMs - openedMs)) / 4;
    addActivity(sheet, world, each, {
      key: `${key}:${place}`,
      ownerId: company.ownerId,
      madeMs,
      isOpen: status === 'OPEN',
    });
  }
}

interface About {
  readonly type: string;
  readonly id: string;
}

interface Doing {
  readonly key: string;
  readonly ownerId: string | null;
  readonly madeMs: number;
  /** Tasks of open deals are still to be done. */
  readonly isOpen: boolean;
}

function addActivity(sheet: Sheet, world: DemoWorld, about: About, { key, ownerId, madeMs, isOpen }: Doing): void {
  const [kind, subject] = fieldsOf(world.subjects[chance(world.subjects.length, `${key}:subject`)]!);
  const isDue = kind === 'TASK' || kind === 'MEETING';
  const dueMs = (isOpen ? endMs : madeMs) + (1 + chance(20, `${key}:due`)) * dayMs;
  const values = {
    kind,
    subject,
    body: chance(3, `${key}:body`) === 0 ? 'They asked to be called in the morning.' : null,
    about_type: about.type,
    about_id: about.id,
    owner_id: ownerId,
    due_at: isDue ? timeOf(dueMs) : null,
    done_at: isDue ? (isOpen ? null : timeOf(dueMs)) : timeOf(madeMs),
  };
  sheet.add('activity', key, values, Math.floor(madeMs));
}

/** `percent` of the records wear one of the tags. */
function addTag(
  sheet: Sheet,
  { tags }: DemoWorld,
  type: string,
  id: string,
  of: { percent: number; madeMs: number },
): void {
  if (chance(100, `${id}:tag`) >= of.percent) return;
  const [tag] = fieldsOf(tags[chance(tags.length, `${id}:which`)]!);
  sheet.add('tagging', id, { tag_id: sheet.idOf('tag', tag), record_type: type, record_id: id }, of.madeMs);
}

interface Alias {
  readonly source: string;
  readonly externalId: string;
  readonly madeMs: number;
}

function addExternalId(sheet: Sheet, type: string, id: string, { source, externalId, madeMs }: Alias): void {
  const values = { record_type: type, record_id: id, source, external_id: externalId };
  sheet.add('external_id', `${type}:${externalId}`, values, madeMs);
}
