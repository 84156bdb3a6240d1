// Mutants of what a node is told of changes, and of what it makes of that.
import { setTimeout as pause } from 'node:timers/promises';
import type { TableFrame, TableReset } from '../../src/cache/tag-table.ts';
import { everywhere, falsify, replace, type Sabotage } from './race-sabotage.ts';
import { aboutContacts } from './race-scene.ts';

export const skippedFrame: Sabotage = {
  name: 'a relay that skips frames',
  focus: aboutContacts,
  async install(_, nodes) {
    return everywhere(nodes, ({ cache }) => {
      let frames = 0;
      return replace(cache.table, ({ apply }) => ({
        apply(frame: TableFrame) {
          const isSkipped = frame.invalidations.length > 0 && ++frames % 2 === 0;
          return apply(isSkipped ? { ...frame, invalidations: [] } : frame);
        },
      }));
    });
  },
};

/**
 * What everybody else does: forget what a change touches, and keep whatever is stored later. Answers take a little longer than usual
 * from the database into memory, so that it does not take for ever.
 */
export const deletedNotJudged: Sabotage = {
  name: 'entries that are deleted when a change comes, and not judged when they are served',
  focus: aboutContacts,
  async install(_, nodes) {
    const unhurried = await falsify(nodes, async (answer) => {
      await pause(30);
      return answer;
    });
    const undo = everywhere(nodes, ({ cache }) =>
      replace(cache.table, ({ apply, isValid }) => ({
        apply(frame: TableFrame) {
          const isApplied = apply(frame);
          for (const entry of [...cache.store.entries()]) if (!isValid(entry.stamp)) cache.store.delete(entry);
          return isApplied;
        },
        isValid: () => true,
      })),
    );
    return async () => {
      await undo();
      await unhurried();
    };
  },
};

export const ignoredEpoch: Sabotage = {
  name: 'a node that ignores that the epoch is another',
  focus: aboutContacts,
  async install(_, nodes) {
    return everywhere(nodes, ({ cache: { table } }) =>
      replace(table, ({ apply, epoch, identity, position }) => ({
        reset({ next, invalidations }: TableReset) {
          apply({ epoch: epoch()!, prev: position(), next, invalidations });
        },
        apply: (frame: TableFrame) => apply({ ...frame, epoch: epoch()! }),
        identity,
      })),
    );
  },
};

export const lateFrames: Sabotage = {
  name: 'frames that are applied two seconds late while the feed calls itself fresh',
  focus: aboutContacts,
  async install(_, nodes) {
    return everywhere(nodes, ({ cache }) => {
      const timers = new Set<NodeJS.Timeout>();
      const waiting: TableFrame[] = [];
      const undo = replace(cache.table, ({ apply }) => ({
        apply(frame: TableFrame) {
          waiting.push(frame);
          const timer = setTimeout(() => {
            timers.delete(timer);
            apply(waiting.shift()!);
          }, 2_000);
          timers.add(timer);
          return true;
        },
      }));
      return () => {
        for (const timer of timers) clearTimeout(timer);
        undo();
        for (const frame of waiting) cache.table.apply(frame);
      };
    });
  },
};
