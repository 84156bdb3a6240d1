// Programs of the product as they are deployed: each a process with a port, a log and signals.
// Invariant: stop() ends all of them, and fails if one ended by itself, would not end, or wrote of a defect of ours.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { endWithThisProcess } from './janitor.ts';
import { root } from './sources.ts';
import { until } from './until.ts';

export interface ProcessOptions {
  /** In messages. */
  readonly name: string;
  /** What Node is called with, from the folder on. */
  readonly args: readonly string[];
  /** All that it knows of beside PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Where its code is. @default this repository */
  readonly folder?: string;
  /** What runs it, such as `nsenter`. @default nothing */
  readonly within?: readonly string[];
  /** Where it listens. @default 127.0.0.1 */
  readonly host?: string;
  /** Answers 200 when it can be used. @default /readyz */
  readonly readyAt?: string;
  /** Of one that listens nowhere: what it prints when it can be used. */
  readonly says?: string;
}

/** A server that prints its address when it listens, or `says` what tells that it works. */
export interface RunningProcess {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Without a path. */
  readonly url: string;
  /** What it wrote, the last thousand lines. */
  log(): string;
  /** SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  signal(name: NodeJS.Signals): void;
  /** The exit code with which it ends; it is meant to. */
  exited(): Promise<number | null>;
  /** The exit code; null after SIGKILL. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Again, on the same port. */
  start(): Promise<void>;
  isReady(): Promise<boolean>;
}

export interface Processes {
  start(options: ProcessOptions): Promise<RunningProcess>;
  /** A command that ends; what it printed. Rejects for an exit code that is not 0. `onPrint`: as it comes. */
  run(args: readonly string[], env: Readonly<Record<string, string>>, onPrint?: () => void): Promise<string>;
  stop(): Promise<void>;
}

const mostLines = 1_000;
/** Half a second on an idle machine. */
const startWithinMs = 60_000;
/** An origin with nothing to do takes a tenth of it. */
const endWithinMs = 10_000;

export function createProcesses(): Processes {
  const all: (RunningProcess & { readonly faults: readonly string[]; isRunning(): boolean })[] = [];

  function create({ name, args, env, folder = root, within = [], host = '127.0.0.1', ...rest }: ProcessOptions) {
    const { readyAt = '/readyz', says } = rest;
    const lines: string[] = [];
    const faults: string[] = [];
    let child: ChildProcess | null = null;
    let isMeant = false;
    let hasSaid = false;
    let port = 0;

    function hear(text: string): void {
      for (const line of text.split('\n').filter(Boolean)) {
        if (lines.push(line) > mostLines) lines.shift();
        if (says !== undefined && line.includes(says)) hasSaid = true;
        if (port === 0) port = Number(/ http:\/\/[\w.-]+:(\d+)/.exec(line)?.[1] ?? 0);
        // Pino's levels: 50 is an error, which is how a defect is told.
        if (/^\{"level":[56]0,/.test(line)) faults.push(`${name} wrote of a defect: ${line}`);
      }
    }

    async function start(): Promise<void> {
      const [file = '', ...before] = [...within, process.execPath];
      const started = spawn(file, [...before, ...args], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', DRAIN_DELAY_MS: '0', ...env, HOST: host, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      isMeant = false;
      hasSaid = false;
      for (const stream of [started.stdout, started.stderr]) stream.setEncoding('utf8').on('data', hear);
      started.once('exit', (code, signal) => {
        if (child === started) child = null;
        if (!isMeant) faults.push(`${name} ended by itself (${signal ?? code}):\n${lines.slice(-20).join('\n')}`);
      });
      await once(started, 'spawn');
      endWithThisProcess(started);
      const isUp = async () => child !== started || (await isReady());
      await until(isUp, { withinMs: startWithinMs, what: `that ${name} is ready` }).catch(async (error: Error) => {
        throw new Error([error.message, await partsOf(), ...lines].join('\n'));
      });
      if (child !== started) throw new Error(`${name} ended before it was ready:\n${lines.join('\n')}`);
    }

    const isReady = async () =>
      says === undefined ? port !== 0 && (await statusOf(`http://${host}:${port}${readyAt}`)) === 200 : hasSaid;

    /** What keeps it from being ready. */
    const partsOf = () =>
      fetch(`http://${host}:${port}${readyAt}`, { headers: { authorization: `Bearer ${env['OPERATOR_KEY']}` } })
        .then((answer) => answer.text())
        .catch(String);

    const running = {
      name,
      host,
      faults,
      get port() {
        return port;
      },
      get url() {
        return `http://${host}:${port}`;
      },
      get pid() {
        return child?.pid;
      },
      log: () => lines.join('\n'),
      pause: () => void child?.kill('SIGSTOP'),
      resume: () => void child?.kill('SIGCONT'),
      signal: (signal: NodeJS.Signals) => void child?.kill(signal),
      async exited() {
        isMeant = true;
        return child ? ((await once(child, 'exit'))[0] as number | null) : null;
      },
      isRunning: () => child !== null,
      isReady,
      start,
      async end(signal: 'SIGTERM' | 'SIGKILL') {
        if (!child) return null;
        isMeant = true;
        const ended = once(child, 'exit');
        child.kill(signal);
        child.kill('SIGCONT'); // or a paused one would never hear of it
        const [code] = await ended;
        return code as number | null;
      },
    };
    all.push(running);
    return running;
  }

  return {
    async start(options) {
      const running = create(options);
      await running.start();
      return running;
    },
    run: (args, env, onPrint = () => {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
          env: { PATH: process.env['PATH'] ?? '', ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let printed = '';
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => {
            printed += text;
            onPrint();
          });
        child.once('error', reject);
        child.once('close', (code) =>
          code === 0 ? resolve(printed) : reject(new Error(`${args.join(' ')} ended with ${code}:\n${printed}`)),
        );
      }),
    async stop() {
      const faults = await Promise.all(
        all.map(async (each) => {
          let isLate = false;
          const late = setTimeout(() => {
            isLate = true;
            void each.end('SIGKILL');
          }, endWithinMs);
          await each.end('SIGTERM');
          clearTimeout(late);
          return [...each.faults, ...(isLate ? [`${each.name} did not end:\n${each.log()}`] : [])];
        }),
      );
      if (faults.flat().length > 0) throw new Error(faults.flat().join('\n\n'));
    },
  };
}

/** 0: no answer. Not over a connection that stays: it would be one of a process that is gone. */
function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(0));
    asked.end();
  });
}
