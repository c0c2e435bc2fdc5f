import { field, type Json } from '../codec/Json.js';
import type { JobEnd } from '../JobStore.js';

/** Prefix of the `failedReason` of jobs that were ended by this package. */
const mark = 'fx1:';

/** The `failedReason` of a withdrawn job. A constant, because a script compares it. */
export const cancelledReason = `${mark}{"kind":"cancelled"}`;

/** Parses JSON from the network; returns `undefined` when it is malformed. */
export function parse(json: unknown): Json | undefined {
  if (typeof json !== 'string') return undefined;
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

/** Encodes the end of a job as its `failedReason`. */
export function failedReason(end: JobEnd): string {
  return mark + JSON.stringify(end);
}

/** Decodes the end of a failed job. A reason written by another program means that no result will arrive. */
export function endOfReason(reason: string): JobEnd {
  const end = reason.startsWith(mark) ? parse(reason.slice(mark.length)) : undefined;
  const kind = field(end, 'kind');
  const results = field(end, 'results');
  if (kind === 'cancelled') return { kind };
  if (kind === 'results' && results !== undefined) return { kind, results: results as Json };
  const why = field(end, 'reason');
  return { kind: 'lost', reason: typeof why === 'string' ? why : `the job failed: ${reason.slice(0, 500)}` };
}

/** Decodes the end of a successful job; `undefined` when its result is not JSON. */
export function endOfResult(result: unknown): JobEnd | undefined {
  const results = parse(result);
  return results === undefined ? undefined : { kind: 'results', results };
}
