// Questions that write, and those that look for what was written. A visitor sees its own writes in whatever it reads with their position.
import { randomUUID } from 'node:crypto';
import type { Headers, Question } from './question.ts';
import type { Memory, Visitor } from './visitor.ts';

/** Whoever retries says so, and would rather wait than be refused. */
const headersOf = (key: string) => ({ 'idempotency-key': key, prefer: 'wait=8' });

function notePosition({ memory }: Visitor, headers: Headers): void {
  const position = headers['x-clientele-position'];
  if (typeof position === 'string') memory.position = position;
}

const afterOwnWrite = ({ memory }: Visitor): Record<string, string> =>
  memory.position === undefined ? {} : { 'x-clientele-after': memory.position };

const noWrite: NonNullable<Memory['write']> = { id: '', email: '', version: 0, description: '' };

export const writes = {
  updateCompany: {
    document: 'UpdateCompany',
    ask(visitor) {
      const [key, { id }] = [randomUUID(), visitor.company()];
      const variables = { id, description: visitor.unique() };
      visitor.memory.retry = { key, variables, answer: '' };
      return { variables, headers: headersOf(key) };
    },
    fault({ updateCompany }, { variables }, visitor, headers) {
      const { id = '', version = 0, description = null } = updateCompany ?? {};
      if (id !== variables['id'] || description === null || description !== variables['description'])
        return 'what was written is not in its answer';
      const { memory } = visitor;
      memory.write = { id, email: '', version, description };
      if (memory.retry) memory.retry = { ...memory.retry, answer: JSON.stringify(updateCompany) };
      notePosition(visitor, headers);
      return null;
    },
  },

  /** After `updateCompany`, with its key: it is not written again. */
  updateCompanyAgain: {
    document: 'UpdateCompany',
    ask({ memory, unique }) {
      const { key, variables } = memory.retry ?? { key: unique(), variables: { id: '', description: '' } };
      return { variables, headers: headersOf(key), expected: memory.retry?.answer ?? '' };
    },
    fault({ updateCompany }, { expected }, _, headers) {
      if (headers['idempotency-replayed'] !== 'true') return 'a retry is not answered as a replay';
      return JSON.stringify(updateCompany) === expected ? null : 'a retry is answered otherwise than the write';
    },
  },

  ownCompany: {
    document: 'Company',
    isPersisted: true,
    ask(visitor) {
      const { id } = visitor.memory.write ?? visitor.company();
      return { variables: { id }, headers: afterOwnWrite(visitor) };
    },
    fault({ company }, { variables }, { memory }) {
      if (company?.id !== variables['id']) return `asked for ${variables['id']}, got ${company?.id}`;
      const { id, version, description } = memory.write ?? noWrite;
      if (id !== company?.id) return null;
      if ((company.version ?? 0) < version)
        return `version ${company.version} after an own write of version ${version}`;
      return company.version === version && company.description !== description ? 'an own write is not seen' : null;
    },
  },

  createContact: {
    document: 'CreateContact',
    ask(visitor) {
      const key = randomUUID();
      return {
        variables: { companyId: visitor.company().id, email: `${key}@load.test` },
        headers: headersOf(key),
      };
    },
    fault({ createContact }, { variables }, visitor, headers) {
      const { companyId = '', email } = variables;
      if (!createContact || !email || createContact.email !== email) return 'what was written is not in its answer';
      visitor.memory.write = { id: companyId ?? '', email, version: 0, description: '' };
      notePosition(visitor, headers);
      return null;
    },
  },

  /** After `createContact`: the list that it is in. */
  ownContact: {
    document: 'ContactByEmail',
    ask(visitor) {
      const { id, email } = visitor.memory.write ?? { ...noWrite, id: visitor.company().id };
      return { variables: { id, email }, headers: afterOwnWrite(visitor) };
    },
    fault({ company }, { variables }) {
      const emails = company?.contacts?.nodes.map(({ email }) => email) ?? [];
      return variables['email'] === '' || emails.includes(variables['email'] ?? '')
        ? null
        : 'an own write is not in its list';
    },
  },
} as const satisfies Readonly<Record<string, Question>>;
