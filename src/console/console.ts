// The console of a node, at /console: the page, the state that it is told once a second, and single operations.
// Invariant: the page is for anybody and holds nothing; all that it shows needs the operator key, which no address has in it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Internal, Route } from '../http/internal.ts';
import { parametersOf } from '../http/params.ts';
import { json, respond } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { createInspect, type InspectorOptions } from './operation.ts';
import { createPage } from './page.ts';
import { createTelling, type TellingOptions } from './telling.ts';

export interface ConsoleOptions extends TellingOptions, InspectorOptions {
  readonly onError: (error: unknown) => void;
}

export interface Console {
  /** Without a key. */
  readonly page: Internal;
  /** With it. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Who looks is told that it is over. */
  stop(): Promise<void>;
}

const everyMs = 1_000;
const mostLookers = 20;
const variablesMs = 60_000;

export function createConsole(options: ConsoleOptions): Console {
  const { requests, onError } = options;
  const inspect = createInspect(options);
  const streams = new Set<ServerResponse>();
  let isStopped = false;

  function stream(response: ServerResponse): void {
    if (streams.size >= mostLookers || isStopped) {
      respond(response, 503, json, told('UNAVAILABLE', `More than ${mostLookers} look, or the node stops.`));
      return;
    }
    const tell = createTelling(options);
    const leave = requests.look();
    response.writeHead(200, { ...securityHeaders, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const send = () => {
      // Who does not read is told less often, and never twice.
      if (response.writableNeedDrain) return;
      try {
        response.write(`data: ${JSON.stringify(tell())}\n\n`);
      } catch (error) {
        onError(error); // nobody awaits a timer: it would end the process
        response.destroy();
      }
    };
    send();
    const timer = setInterval(send, everyMs);
    streams.add(response);
    response.once('close', () => {
      clearInterval(timer);
      streams.delete(response);
      leave();
    });
  }

  function operation({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const parameters = parametersOf(url);
    const found = inspect(parameters.get('id') ?? '', parameters.get('tenant'));
    if (found) respond(response, 200, json, JSON.stringify(found));
    else respond(response, 404, json, told('NOT_FOUND', 'No request of late had this operation.'));
  }

  return {
    page: createPage(),
    routes: {
      '/console/state': { method: 'GET', answer: async (_, response) => stream(response) },
      '/console/operation': { method: 'GET', answer: async (request, response) => operation(request, response) },
      '/console/variables': {
        method: 'POST',
        async answer(_, response) {
          requests.showVariables(variablesMs);
          respond(response, 200, json, JSON.stringify({ seconds: variablesMs / 1_000 }));
        },
      },
    },
    async stop() {
      isStopped = true;
      for (const each of streams) each.end();
    },
  };
}

const told = (code: string, message: string) => JSON.stringify({ error: { code, message } });
