// The questions that scenarios name: reads by id and by pages, hot and cold, and what is to be refused.
import type { Answer, Asked, Question } from './question.ts';
import type { Visitor } from './visitor.ts';
import { writes } from './writes.ts';

function askOfCompany(visitor: Visitor): Asked {
  const { id, name } = visitor.company();
  return { variables: { id }, expected: name };
}

/** Names are of one tenant: a record of another would show by it. */
function faultOfCompany({ company }: Answer, { variables, expected }: Asked): string | null {
  if (company?.id !== variables['id']) return `asked for ${variables['id']}, got ${company?.id}`;
  return company?.name === expected ? null : `${company?.id} is called ${expected}, not ${company?.name}`;
}

const fullPage = (count: number) => (data: Answer) => {
  const nodes = data.companies?.nodes ?? [];
  if (nodes.length !== count) return `a page of ${count} has ${nodes.length}`;
  return nodes.every(({ contacts }) => Array.isArray(contacts?.nodes)) ? null : 'a company without its contacts';
};

const unlikeAnyOther = (visitor: Visitor): Asked => ({ variables: { not: visitor.unique() } });

export const questions = {
  company: { document: 'Company', isPersisted: true, ask: askOfCompany, fault: faultOfCompany },

  companyDeals: {
    document: 'CompanyDeals',
    isPersisted: true,
    ask: askOfCompany,
    fault: (data, asked) =>
      faultOfCompany(data, asked) ?? (data.company?.deals?.nodes ? null : 'a company without its deals'),
  },

  coldCompanies: { document: 'Companies', ask: unlikeAnyOther, fault: fullPage(20) },

  /** Of one list from its start on: each page goes on where the last ended, in the order of ids. */
  nextContacts: {
    document: 'Contacts',
    ask({ memory, unique }) {
      const { not = unique(), after = null } = memory.pages ?? {};
      return { variables: { not, after } };
    },
    fault({ contacts }, { variables }, { memory }) {
      const ids = contacts?.nodes.map(({ id }) => id) ?? [];
      const { endCursor, hasNextPage } = contacts?.pageInfo ?? {};
      const before = memory.pages?.last ?? '';
      if (ids.length !== 25 && hasNextPage !== false) return `a page of 25 has ${ids.length}, and others follow`;
      if (ids.some((id, nth) => id <= (ids[nth - 1] ?? before))) return 'a page is not in order, or begins too early';
      if (endCursor && hasNextPage)
        memory.pages = { not: String(variables['not']), after: endCursor, last: ids.at(-1)! };
      else delete memory.pages;
      return null;
    },
  },

  wide: { document: 'Wide', ask: unlikeAnyOther, fault: fullPage(100) },

  tooWide: { document: 'TooWide', ask: unlikeAnyOther, fault: () => 'it was to be refused' },

  ...writes,
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionName = keyof typeof questions;

export const isQuestionName = (name: string): name is QuestionName => Object.hasOwn(questions, name);
