import type { JobResult, Json } from 'rx-futures/bullmq';

/** Messages of a process to the store in its parent. */
export type ToStore =
  | {
      readonly store: 'call';
      readonly n: number;
      readonly method: 'add' | 'withdraw' | 'get';
      readonly args: unknown[];
    }
  | { readonly store: 'listen' }
  | { readonly store: 'serve'; readonly name: string; readonly concurrency: number }
  | { readonly store: 'progress'; readonly run: number; readonly progress: Json }
  | { readonly store: 'result'; readonly run: number; readonly result: JobResult };

/** Messages of the store to a process. */
export type FromStore =
  | { readonly store: 'answer'; readonly n: number; readonly value?: unknown; readonly error?: string }
  | { readonly store: 'event'; readonly event: 'started' | 'progress' | 'ended' | 'serving'; readonly args: unknown[] }
  | {
      readonly store: 'job';
      readonly run: number;
      readonly job: { id: string; task: string; payload: Json; start: number; attempts: number };
    }
  | { readonly store: 'abort'; readonly run: number; readonly reason: Json };
