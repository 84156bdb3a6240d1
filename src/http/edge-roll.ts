// The edges that an origin hears of: who follows its changes, and who has just asked where it stands.
// Invariant: bounded, and no edge depends on it: what an edge says of itself is shown to operators and used for nothing else.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Position, printPosition } from '../cache/position.ts';

/** Who asks: its name, and the build of its code behind a semicolon. */
export const edgeNameHeader = 'x-clientele-edge-name';
/** How long ago all that was committed is known there, in milliseconds. */
export const edgeAgeHeader = 'x-clientele-edge-age-ms';

export interface EdgeReading {
  readonly name: string;
  readonly build: string;
  readonly address: string;
  /** Null: its stream comes from another origin, or is cut. */
  readonly followsSeconds: number | null;
  readonly unsentBytes: number;
  /** What it was told last when it asked where the origin stands. */
  readonly position: string | null;
  readonly askedMs: number | null;
  /** As it said when it asked; null: it knew nothing yet. */
  readonly ageMs: number | null;
  /** For how long it may serve from its cache should it hear nothing more. */
  readonly leaseMs: number;
}

export interface EdgeRoll {
  follows(request: IncomingMessage, response: ServerResponse): void;
  asked(request: IncomingMessage, at: Position): void;
  list(): EdgeReading[];
}

interface Edge {
  readonly name: string;
  readonly build: string;
  address: string;
  stream: { readonly response: ServerResponse; readonly sinceMs: number } | null;
  told: { readonly atMs: number; readonly position: Position; readonly ageMs: number | null } | null;
}

const mostEdges = 500;
/** An edge asks four times a second: one that has not for so long has gone. */
const goneAfterMs = 60_000;
const longestName = 100;
/** Δ of docs/coherence.md §10. */
const blindAfterMs = 1_000;

export function createEdgeRoll(now: () => number = () => performance.now()): EdgeRoll {
  const edges = new Map<string, Edge>();

  function edgeOf({ headers, socket }: IncomingMessage): Edge {
    const address = socket.remoteAddress ?? '';
    const said = String(headers[edgeNameHeader] ?? address).slice(0, longestName);
    let edge = edges.get(said);
    if (!edge) {
      const [name = '', build = ''] = said.split(';');
      edge = { name, build, address, stream: null, told: null };
      if (edges.size >= mostEdges) edges.delete(edges.keys().next().value!);
      edges.set(said, edge);
    }
    edge.address = address;
    return edge;
  }

  return {
    follows(request, response) {
      const edge = edgeOf(request);
      edge.stream = { response, sinceMs: now() };
      response.once('close', () => {
        if (edge.stream?.response === response) edge.stream = null;
      });
    },
    asked(request, position) {
      const age = Number(request.headers[edgeAgeHeader] ?? Number.NaN);
      edgeOf(request).told = { atMs: now(), position, ageMs: Number.isFinite(age) ? age : null };
    },
    list() {
      const nowMs = now();
      for (const [said, { stream, told }] of edges)
        if (!stream && nowMs - (told?.atMs ?? 0) > goneAfterMs) edges.delete(said);
      return [...edges.values()].map(({ name, build, address, stream, told }) => ({
        name,
        build,
        address,
        followsSeconds: stream && Math.round((nowMs - stream.sinceMs) / 1_000),
        unsentBytes: stream?.response.writableLength ?? 0,
        position: told && printPosition(told.position),
        askedMs: told && Math.round(nowMs - told.atMs),
        ageMs: told?.ageMs ?? null,
        leaseMs: told ? Math.max(0, Math.round(told.atMs + blindAfterMs - nowMs)) : 0,
      }));
    },
  };
}
