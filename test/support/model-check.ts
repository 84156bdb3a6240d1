// What must hold in every state of the model: nothing that a node would serve lacks what it knows of, or what its client wrote;
// and nothing that is true is withheld, for a cache that never serves would be coherent too.

import type { Stamp } from '../../src/cache/tag-table.ts';
import { isTokenSeen } from '../../src/cache/token.ts';
import { identityOf, snapshot } from './model-postgres.ts';
import { type Relay, tagsOf } from './model-relay.ts';
import type { State } from './model-state.ts';
import { type Blob, type Fault, type Held, hold, type Node, type Scenario } from './model-state.ts';
import type { Variant } from './model-table.ts';

interface Parts {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly relay: Relay;
  readonly stampOf: (held: Held) => Stamp;
  readonly isKept: (node: Node, read: Held) => boolean;
  readonly fromBlob: (node: Node, blob: Blob) => Held | null;
  readonly fault?: Fault;
}

export function createCheck({ scenario, variant, relay, stampOf, isKept, fromBlob, fault }: Parts) {
  const { transactions, questions } = scenario;
  const bumps = ((1 << (scenario.times.bump ?? 0)) - 1) << transactions.length;
  /** The bits of what has a tag of each question, and of what changes its answer. */
  const tagged = questions.map((question) =>
    transactions.reduce((bits, touches, index) => (touches & question ? bits | (1 << index) : bits), bumps),
  );
  const spared = (scenario.spared ?? []).reduce((bits, index) => bits | (1 << index), 0);
  const changing = tagged.map((bits) => bits & ~spared);
  const isServing = new Map<string, boolean>();

  return (state: State): string | null => {
    for (const [index, node] of state.nodes.entries()) {
      const isDeleting = fault === 'entries are deleted, not judged';
      for (const held of node.held) {
        const wrong = held && judge(state, node, held, isDeleting);
        if (wrong) return `node ${index}, kept: ${wrong}`;
      }
      for (const [read, flight] of state.reads.entries()) {
        if (typeof flight === 'string' || scenario.reads[read]!.node !== index) continue;
        const isTrusted = fault === 'who waits for an execution takes what it read';
        if (!isTrusted && !isKept(node, flight)) continue;
        const wrong = judge(state, node, flight, isTrusted);
        if (wrong) return `node ${index}, waited for: ${wrong}`;
      }
      for (const blob of state.blobs) {
        const held = fromBlob(node, blob);
        const wrong = held && judge(state, node, held, isDeleting);
        if (wrong) return `node ${index}, shared: ${wrong}`;
      }
      if (!isDeleting && !serves(state, node)) return `node ${index}: an answer that was just read is not served`;
    }
    return null;
  };

  function judge(state: State, node: Node, held: Held, isTrusted: boolean): string | null {
    const { table } = node.at;
    const stamp = stampOf(held);
    const missing = node.knows & changing[held.question]! & ~held.content;
    if (!isTrusted && !table.isValid(stamp)) {
      // Older than the floor is all that may be said against what is true.
      const isUntouched = (node.knows & tagged[held.question]! & ~held.content) === 0 && !scenario.isCrowded;
      const mayServe = isUntouched && held.identity === table.identity();
      return mayServe && variant.covers(held.position, table.floor()) ? `${held.key} is true and not served` : null;
    }
    if (missing !== 0) return `${held.key} lacks ${tellBits(missing)}`;
    const lost = state.database.fates.reduce((bits, fate, at) => (fate === 'lost' ? bits | (1 << at) : bits), 0);
    const phantoms = held.content & changing[held.question]! & lost;
    if (phantoms && table.identity() === identityOf(state.database)) return `${held.key} has ${tellBits(phantoms)}`;
    return ownWrites(state, table.epoch(), table.position(), stamp.position, held);
  }

  /** All that a client may have written, in any selection. */
  function ownWrites(
    { database, acknowledged }: State,
    epoch: string | null,
    known: Stamp['position'],
    at: Stamp['position'],
    { key, question, content }: Held,
  ): string | null {
    for (let chosen = 1; chosen < 1 << transactions.length; chosen++) {
      const written = transactions.flatMap((_, each) => (chosen & (1 << each) ? [each] : []));
      if (written.some((each) => database.fates[each] !== 'committed')) continue;
      const isForeign = written.some((each) => acknowledged[each] !== epoch);
      if (isForeign && fault !== 'a token is good in any epoch') continue;
      const xids = written.map((each) => database.xids[each]!);
      const asked = fault === 'a token is the highest id' ? [Math.max(...xids)] : xids;
      const missing = chosen & changing[question]! & ~content;
      if (missing && isTokenSeen({ epoch: '', xids: asked }, at, known)) {
        return `${key} lacks ${tellBits(missing)}, which its client wrote (${xids})`;
      }
    }
    return null;
  }

  /** Whether a node that catches up now serves what is read now, whatever runs. */
  function serves({ database }: State, { at }: Node): boolean {
    const key = `${at.id} ${database.name}`;
    let known = isServing.get(key);
    if (known === undefined) {
      const epoch = at.table.epoch();
      const read = {
        identity: identityOf(database),
        position: snapshot(database),
        verified: -1,
        content: 0,
        isOwn: false,
      };
      const sent = relay(database, epoch === null ? null : { epoch, position: at.table.position() });
      known = sent.every(({ step }) => {
        const table = at.after(step)?.table;
        return table && questions.every((_, question) => table.isValid(stampOf(hold({ ...read, question }))));
      });
      isServing.set(key, known);
    }
    return known;
  }

  function tellBits(bits: number): string {
    const names = Array.from({ length: 32 }, (_, index) => index).filter((index) => bits & (1 << index));
    return names
      .map((index) => (index < transactions.length ? `${index} of tags ${tagsOf(transactions[index]!)}` : 'bump'))
      .join();
  }
}
