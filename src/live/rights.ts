// What of a change a viewer may be told: the one place where rights by record and by field meet the feed.
// Invariant: it is asked once for each scope and change, before anything of the change is rendered.
import type { Viewer } from '../auth/verdicts.ts';
import type { ChangeEvent, ToldChange } from './event.ts';

/** Tenants are kept apart here as well, though no group is ever given changes of another one. */
export function mayTell(viewer: Pick<Viewer, 'tenantId'>, { row }: ToldChange): boolean {
  return row.tenantId === viewer.tenantId;
}

/** Every key may see every field of its tenant today. */
export function redact(_: Pick<Viewer, 'scope'>, event: ChangeEvent): ChangeEvent {
  return event;
}
