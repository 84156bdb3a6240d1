// The process that attacks: told what, over its channel, and told to stop.
import { hostileDocuments } from '../../test/support/hostile-documents.ts';
import { attack, drip, ignore, type Target } from './hostile.ts';

export const attacks: Readonly<Record<string, (target: Target) => () => number>> = {
  ...Object.fromEntries(
    Object.entries(hostileDocuments).map(([name, make]) => [name, (target: Target) => attack(target, make)]),
  ),
  '500 clients that drip': drip,
  '100 clients that do not read': ignore,
};

type Order = { readonly kind: 'begin'; readonly name: string; readonly target: Target } | { readonly kind: 'end' };

if (process.send) {
  let stop: (() => number) | null = null;
  process.on('message', (order: Order) => {
    if (order.kind === 'begin') stop = attacks[order.name]!(order.target);
    else process.send!(stop?.() ?? 0);
  });
}
