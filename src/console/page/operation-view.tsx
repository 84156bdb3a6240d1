// An operation: what it costs and where, whether its answers are kept, and which are.
import type { FieldCost } from '../../limits/cost.ts';
import type { InspectedEntry, InspectedOperation } from '../operation.ts';
import { bytes, number, seconds, short } from './format.ts';
import { shortOfChange } from './sentences.ts';

export function OperationView({ operation: { document, facts, entries } }: { operation: InspectedOperation }) {
  return (
    <>
      {facts && (
        <>
          <p class="verdict">
            {facts.uncacheableBecause ??
              `Answers are kept for at most ${seconds(facts.maxAgeSeconds)}${facts.isPersonal ? ', for each caller alone' : ''}, and as long as nothing changes in them.`}
          </p>
          <h3>
            Cost: {number(facts.cost)} points of {number(facts.ceiling)}
          </h3>
          <CostByField
            fields={[{ path: 'the operation itself', cost: facts.weight, times: 1, size: 1 }, ...facts.fields]}
          />
        </>
      )}
      <h3>
        Kept: {number(entries.count)} {entries.count === 1 ? 'answer' : 'answers'}, {bytes(entries.bytes)}
      </h3>
      {entries.newest.length > 0 && <Entries entries={entries.newest} />}
      <h3>Document</h3>
      <pre>{document}</pre>
    </>
  );
}

export function CostByField({ fields }: { fields: readonly FieldCost[] }) {
  const most = Math.max(...fields.map(({ cost }) => cost), 1);
  return (
    <ol class="bars">
      {fields.map(({ path, cost, times, size }) => (
        <li key={path}>
          <span class="path">
            {path} <span class="quiet">{times > 1 || size > 1 ? `${number(times)} × ${number(size)}` : ''}</span>
          </span>
          <meter min={0} max={most} value={cost} aria-label={`${path} costs ${number(cost)} points`} />
          <span class="n">{number(cost)}</span>
        </li>
      ))}
    </ol>
  );
}

function Entries({ entries }: { entries: readonly InspectedEntry[] }) {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">Tenant</th>
            <th scope="col" class="n">
              Age
            </th>
            <th scope="col" class="n">
              Hits
            </th>
            <th scope="col" class="n">
              Tags
            </th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ tenantId, ageSeconds, hits, tags, isServable, invalidatedBy }) => (
            <tr key={`${tenantId} ${ageSeconds}`}>
              <td>
                <code title={tenantId}>{short(tenantId)}</code>
              </td>
              <td class="n">{seconds(ageSeconds)}</td>
              <td class="n">{number(hits)}</td>
              <td class="n">{number(tags)}</td>
              <td>{isServable ? 'still true' : invalidatedBy ? `no: ${shortOfChange(invalidatedBy)}` : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
