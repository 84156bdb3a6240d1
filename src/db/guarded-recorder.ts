// The recorder of a reader with rights. It notes what decides over what is visible, too: owners, and who is in the team.
// Invariant: a read that is recorded is a read that is allowed; without a record of it an answer could not be kept either.
import { isLimited, isOwned, type Rights, type Ruled, requireColumns, requireRead } from './rights.ts';
import type { Recorder } from './tags.ts';

/** Where teams have their members; visible_owners() in the database looks there. */
const members = { name: 'user', partitions: ['teamId'], personal: [], columns: {} } as const;

export function guarded(recorder: Recorder, rights: Rights): Recorder {
  if (rights.isWhole) return recorder;
  const limited = isLimited(rights);
  const withOwner = (table: Ruled, columns: Iterable<string>) =>
    limited && isOwned(table) ? new Set([...columns, 'ownerId']) : columns;
  let isTeamNoted = false;
  /** Who comes to the team or leaves it changes whose records are seen. */
  const noteTeam = (table: Ruled) => {
    if (isTeamNoted || rights.visibility !== 'team' || !isOwned(table)) return;
    isTeamNoted = true;
    const partition = { column: 'teamId', values: [rights.teamId] };
    recorder.scan({ table: members, partition, uses: ['teamId'] });
  };
  return {
    ...recorder,
    rows(table, ids, columns) {
      requireRead(rights, table);
      if (columns) requireColumns(rights, table, columns);
      noteTeam(table);
      recorder.rows(table, ids, columns && withOwner(table, columns));
    },
    scan(scan) {
      requireRead(rights, scan.table);
      requireColumns(rights, scan.table, scan.uses);
      noteTeam(scan.table);
      recorder.scan({ ...scan, uses: withOwner(scan.table, scan.uses) });
    },
  };
}
