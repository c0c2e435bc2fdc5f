import { field, type Json } from '../codec/Json.js';
import type { JobEnd } from '../JobStore.js';

/** What stands before the ends of ours in the reason of a failed job. */
const mark = 'fx1:';

/** The reason of a job that was withdrawn; compared in Redis, so it is one text. */
export const cancelledReason = `${mark}{"kind":"cancelled"}`;

/** A JSON text that came over a network; `undefined` for what is none. */
export function parse(text: unknown): Json | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The end of a job as the reason of its failure. */
export function failedReason(end: JobEnd): string {
  return mark + JSON.stringify(end);
}

/** The end that a failed job tells of. A reason of somebody else's says that nobody will answer. */
export function endOfReason(reason: string): JobEnd {
  const end = reason.startsWith(mark) ? parse(reason.slice(mark.length)) : undefined;
  const kind = field(end, 'kind');
  const answer = field(end, 'answer');
  if (kind === 'cancelled') return { kind };
  if (kind === 'answer' && answer !== undefined) return { kind, answer: answer as Json };
  const why = field(end, 'reason');
  return { kind: 'lost', reason: typeof why === 'string' ? why : `the job failed: ${reason.slice(0, 500)}` };
}

/** The end of a job that went well; `undefined` when its result is none of ours. */
export function endOfResult(result: unknown): JobEnd | undefined {
  const answer = parse(result);
  return answer === undefined ? undefined : { kind: 'answer', answer };
}
