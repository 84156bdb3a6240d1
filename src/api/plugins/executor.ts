// Operations that come through Yoga run where all others run. (Yoga has parsed and validated once more, which its few requests
// can afford.)
import type { Plugin } from 'graphql-yoga';
import type { Execute } from '../execute.ts';
import type { Operations } from '../operations.ts';
import { resultOfOutcome, type YogaContext } from './result.ts';

export interface ExecutorPluginOptions {
  readonly operations: Operations;
  readonly execute: Execute;
}

export function useExecutor({ operations, execute }: ExecutorPluginOptions): Plugin<YogaContext> {
  return {
    onExecute({ args, setExecuteFn }) {
      setExecuteFn(async () => {
        const { params, viewer, req, terms, signal } = args.contextValue as YogaContext;
        const operation = operations.find(params.query ?? '', params.operationName);
        if ('errors' in operation) return operation;
        const idempotencyKey = req.headers['idempotency-key'] as string | undefined;
        const { variables } = params;
        const outcome = await execute({ operation, variables, viewer: viewer!, idempotencyKey, terms, signal });
        return resultOfOutcome(outcome, req);
      });
    },
  };
}
