// What was told last. Not announced: others' work would talk over one's own.

import type { LogEntry } from './state.ts';
import { ago } from './status-line.tsx';

const mostShown = 12;

export function EventLog({ log }: { readonly log: readonly LogEntry[] }) {
  return (
    <section className="log" aria-labelledby="log">
      <h2 id="log">Last changes</h2>
      {log.length === 0 && <p>Move a card, here or elsewhere.</p>}
      <ol>
        {log.slice(0, mostShown).map(({ eventId, sentence, writtenAt, heardAt }) => (
          <li key={eventId} data-event={eventId}>
            <time dateTime={writtenAt}>{new Date(writtenAt).toLocaleTimeString()}</time>
            <span>{sentence}</span>
            <span className="aside" title="From the write to this page">
              +{ago(heardAt - Date.parse(writtenAt))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
