// What src/main.ts knows of a command. Each is loaded only when it was asked for, so that `clientele --help` stays quick.
import type { Command } from 'commander';

/** Something that goes on until a signal. */
export interface Running {
  /** Told of what nobody has caught, before it is stopped for that. @default to the standard error */
  report?(error: unknown): void;
  /** Of its own accord within this time, or it is cut off. @default 30,000 */
  readonly stopsWithinMs?: number;
  /** On SIGHUP. @default it is stopped, as by any other signal */
  reload?(): void;
  /** Rejects when it cannot go on. @default it always can */
  readonly broken?: Promise<never>;
  stop(): Promise<void>;
}

export interface CliCommand {
  /** Declares options, arguments and subcommands' words. */
  readonly declare?: (command: Command) => void;
  /**
   * Does the work. What it returns is kept alive until a signal and then stopped; without a result the command is done.
   * `command.opts()` and `command.args` hold what was typed; `signal` aborts when the operator wants an end: long work
   * heeds it and rejects or returns.
   */
  readonly run: (command: Command, signal: AbortSignal) => Promise<Running | undefined>;
}

/** 20 s for requests, and the rest for pools, streams and sockets to end. */
export const drainedWithinMs = 25_000;
