// The rows that one operation has read: for what it did cost, and to stop it where more come than anybody reckoned with.
import { ClientError } from '../errors.ts';

interface Read {
  pages: number;
  rows: number;
  isCut: boolean;
}

export interface OperationTally {
  readonly mostAtOnce: number;
  add(place: object, pages: number, rows: number, isCut: boolean): void;
  at(place: object): Readonly<Read> | null;
  /** What was read does not go out: it is read again elsewhere. */
  forget(): void;
}

export function createTally(most: number): OperationTally {
  const places = new Map<object, Read>();
  let all = 0;
  return {
    mostAtOnce: most,
    add(place, pages, rows, isCut) {
      const read = places.get(place);
      if (read) {
        read.pages += pages;
        read.rows += rows;
        read.isCut ||= isCut;
      } else places.set(place, { pages, rows, isCut });
      all += rows;
      if (all > most)
        throw new ClientError('COST_EXCEEDED', `The operation was stopped after ${all} rows: one may read ${most}.`, {
          rows: all,
          ceiling: most,
          help: 'Ask for shorter pages, or for fewer levels of them.',
        });
    },
    at: (place) => places.get(place) ?? null,
    forget() {
      places.clear();
      all = 0;
    },
  };
}
