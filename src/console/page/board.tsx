// The page: how the node is in one line, plots, then who was asked what, and what stands around the node. Details open in a drawer.
import { useMemo, useState } from 'preact/hooks';
import type { RequestRecord } from '../../observability/request-log.ts';
import type { ConsoleState } from '../state.ts';
import type { Line } from './connection.ts';
import { Drawer, type Shown } from './drawer.tsx';
import { Explain } from './explain.tsx';
import type { History } from './history.ts';
import { measures } from './measures.ts';
import { Operations } from './operations.tsx';
import { Plot } from './plot.tsx';
import { Requests } from './requests.tsx';
import { Summary } from './summary.tsx';
import { Surroundings } from './surroundings.tsx';
import { useScheme } from './use-scheme.ts';

interface BoardProps {
  readonly operatorKey: string;
  readonly line: Line;
  readonly state: ConsoleState;
  readonly history: History;
  readonly requests: readonly RequestRecord[];
  readonly onLeave: () => void;
}

export function Board({ operatorKey, line, state, history, requests, onLeave }: BoardProps) {
  const [shown, setShown] = useState<Shown | null>(null);
  const scheme = useScheme();
  const [{ role }, hasSpend, hasLive] = [state.node, state.spend !== null, state.live !== null];
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a node has does not change while it runs
  const plotted = useMemo(() => measures.filter(({ isOf }) => isOf?.(state) ?? true), [role, hasSpend, hasLive]);
  return (
    <>
      <Summary state={state} history={history} line={line} onLeave={onLeave} />
      <main>
        <section class="plots" aria-label="Last five minutes">
          {plotted.map((measure) => (
            <Plot key={measure.title} measure={measure} history={history} scheme={scheme} />
          ))}
        </section>
        <Requests
          operatorKey={operatorKey}
          requests={requests}
          variablesShownSeconds={state.variablesShownSeconds}
          onShow={(request) => setShown({ request })}
        />
        <Operations
          operations={state.operations}
          onShow={({ id, label }) => setShown({ operation: { id, label }, tenantId: null })}
        />
        <Surroundings state={state} />
        <Explain />
      </main>
      {shown && <Drawer operatorKey={operatorKey} shown={shown} onShow={setShown} />}
    </>
  );
}
