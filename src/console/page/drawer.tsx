// The inspector: one request with the reason why it was not answered from memory, or one operation. The browser's own dialog keeps
// the focus inside, and closes with Escape.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RequestRecord } from '../../observability/request-log.ts';
import type { InspectedOperation } from '../operation.ts';
import { fetchOperation } from './connection.ts';
import { clock, milliseconds, number, seconds, short } from './format.ts';
import { OperationView } from './operation-view.tsx';
import { sentencesOf, titleOf } from './sentences.ts';

export type Shown =
  | { readonly request: RequestRecord }
  | { readonly operation: { readonly id: string; readonly label: string }; readonly tenantId: string | null };

export function Drawer({
  operatorKey,
  shown,
  onShow,
}: {
  operatorKey: string;
  shown: Shown;
  onShow: (shown: Shown | null) => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const isRequest = 'request' in shown;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it; the keyboard has Escape
    <dialog
      ref={dialog}
      aria-labelledby="inspected"
      onClose={() => onShow(null)}
      onClick={(event) => event.target === dialog.current && dialog.current!.close()}
    >
      <div class="inside">
        <button type="button" class="plain close" aria-label="Close" onClick={() => dialog.current!.close()}>
          ✕
        </button>
        {isRequest ? (
          <RequestView request={shown.request} onShow={onShow} />
        ) : (
          <OperationOf key={shown.operation.id} operatorKey={operatorKey} {...shown} />
        )}
      </div>
    </dialog>
  );
}

function RequestView({ request, onShow }: { request: RequestRecord; onShow: (shown: Shown) => void }) {
  const { at, operation, ms, statements, points, why, tags, tenantId, subject, variables } = request;
  const [first, ...others] = sentencesOf(request);
  return (
    <>
      <p class="quiet">{operation?.label ?? 'A request'}</p>
      <h2 id="inspected">{titleOf(request)}</h2>
      {first !== undefined && <p class="verdict">{first}</p>}
      {why?.kind === 'changed' && (
        <Facts>
          {why.record && (
            <>
              <Fact name="Record">{why.record.type}</Fact>
              {why.record.id !== null && (
                <Fact name="Id">
                  <code>{why.record.id}</code>
                </Fact>
              )}
              <Fact name="Written">
                {clock(Date.parse(why.record.at))}, {seconds(Math.max(0, (at - Date.parse(why.record.at)) / 1_000))}{' '}
                before
              </Fact>
              {why.record.tag !== null && (
                <Fact name="Tag">
                  <code>{why.record.tag}</code>
                </Fact>
              )}
            </>
          )}
          <Fact name="Transaction">{why.transaction}</Fact>
        </Facts>
      )}
      {others.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <h3>The request</h3>
      <Facts>
        <Fact name="At">{clock(at)}</Fact>
        <Fact name="Took">{milliseconds(ms)}</Fact>
        {statements > 0 && <Fact name="SQL statements">{statements}</Fact>}
        {points > 0 && <Fact name="Points">{number(points)}</Fact>}
        <Fact name="Tenant">
          <code title={tenantId}>{short(tenantId)}</code>
        </Fact>
        <Fact name="By">
          <code title={subject}>{short(subject)}</code>
        </Fact>
        {variables !== null && (
          <Fact name="Variables">
            <code>{variables}</code>
          </Fact>
        )}
      </Facts>
      {tags && (
        <details>
          <summary>Depends on {number(tags.count)} tags</summary>
          <ul class="tags">
            {tags.first.map((tag) => (
              <li key={tag}>
                <code>{tag}</code>
              </li>
            ))}
            {tags.count > tags.first.length && <li>and {number(tags.count - tags.first.length)} more</li>}
          </ul>
        </details>
      )}
      {operation && (
        <p>
          <button type="button" onClick={() => onShow({ operation, tenantId })}>
            The operation
          </button>
        </p>
      )}
    </>
  );
}

function OperationOf({
  operatorKey,
  operation,
  tenantId,
}: {
  operatorKey: string;
  operation: { readonly id: string; readonly label: string };
  tenantId: string | null;
}) {
  const [found, setFound] = useState<InspectedOperation | null | undefined>(undefined);
  useEffect(() => {
    fetchOperation(operatorKey, operation.id, tenantId).then(setFound, () => setFound(null));
  }, [operatorKey, operation.id, tenantId]);
  return (
    <>
      <p class="quiet">Operation {operation.id}</p>
      <h2 id="inspected">{operation.label}</h2>
      {found === null && <p>The node does not remember it any more.</p>}
      {found && <OperationView operation={found} />}
    </>
  );
}

export const Facts = ({ children }: { children: ComponentChildren }) => <dl class="facts">{children}</dl>;

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
