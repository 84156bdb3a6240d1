// What was asked lately, the newest first. Each leads to how its answer came about.
import { useState } from 'preact/hooks';
import type { RequestRecord } from '../../observability/request-log.ts';
import { showVariables } from './connection.ts';
import { clock, milliseconds, number } from './format.ts';
import { isMiss, shortOf, wordOf } from './sentences.ts';

const filters = {
  misses: { label: 'Misses', isIn: isMiss },
  all: { label: 'All', isIn: () => true },
  writes: { label: 'Writes', isIn: ({ outcome }: RequestRecord) => outcome === 'write' },
  refused: { label: 'Refused', isIn: ({ outcome }: RequestRecord) => outcome === 'refused' },
} as const;

type Filter = keyof typeof filters;
const names = Object.keys(filters) as Filter[];
const mostRows = 40;

export function Requests({
  operatorKey,
  requests,
  variablesShownSeconds,
  onShow,
}: {
  operatorKey: string;
  requests: readonly RequestRecord[];
  variablesShownSeconds: number;
  onShow: (request: RequestRecord) => void;
}) {
  const [filter, setFilter] = useState<Filter>('misses');
  /** While one reads, nothing moves. */
  const [held, setHeld] = useState<readonly RequestRecord[] | null>(null);
  const rows = (held ?? requests).filter(filters[filter].isIn).slice(0, mostRows);
  return (
    <section aria-labelledby="requests">
      <div class="head">
        <h2 id="requests">Requests</h2>
        <fieldset class="choices">
          <legend class="unseen">Which requests</legend>
          {names.map((name) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
              {filters[name].label}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          class="plain"
          aria-pressed={held !== null}
          onClick={() => setHeld(held ? null : requests)}
        >
          {held ? 'Go on' : 'Hold'}
        </button>
        <button
          type="button"
          class="plain"
          disabled={variablesShownSeconds > 0}
          onClick={() => void showVariables(operatorKey)}
        >
          {variablesShownSeconds > 0 ? `Variables for ${variablesShownSeconds} s` : 'Show variables for a minute'}
        </button>
      </div>
      <div class="table tall">
        <table class="folding">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Operation</th>
              <th scope="col">Outcome</th>
              <th scope="col">Why</th>
              <th scope="col" class="n">
                Took
              </th>
              <th scope="col" class="n wide">
                SQL
              </th>
              <th scope="col" class="n wide">
                Points
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((request) => (
              <tr key={request.id}>
                <td class="quiet time">{clock(request.at)}</td>
                <td class="name">
                  <button type="button" class="row" onClick={() => onShow(request)}>
                    {request.operation?.label ?? 'not read'}
                  </button>
                </td>
                <td class="outcome">
                  <span class="chip" data-outcome={request.outcome}>
                    {wordOf(request.outcome)}
                  </span>
                </td>
                <td class="why">{shortOf(request)}</td>
                <td class="n took">{milliseconds(request.ms)}</td>
                <td class="n wide">{request.statements > 0 ? request.statements : ''}</td>
                <td class="n wide">{request.points > 0 ? number(request.points) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="none">None yet since this page was opened.</p>}
      </div>
    </section>
  );
}
