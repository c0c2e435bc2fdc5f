import { field, type Json } from '../codec/Json.js';
import { parse } from './ends.js';

/** A job that a server has taken, read from its record. */
export interface TakenJob {
  readonly id: string;
  readonly task: string;
  readonly payload: Json;
  /** The greatest number of attempts, and the number of this one. */
  readonly attempts: number;
  readonly start: number;
  /** The unique value of the job's lock, which proves that this server holds it. */
  readonly lock: string;
  /** The reason to stop, as JSON; `null` if the job is not to stop. */
  readonly stopReason: string | null;
  /** True if the job belongs to a flow or a deduplication of BullMQ, which must end it. */
  readonly special: boolean;
}

const fields = 7;

/**
 * Returns the jobs of a flat reply. Records may come from other programs: unreadable parts are replaced by defaults.
 */
export function takenJobs(reply: readonly (string | number | null)[], lock: string): TakenJob[] {
  const jobs: TakenJob[] = [];
  for (let i = 0; i + fields <= reply.length; i += fields) {
    jobs.push({
      id: String(reply[i]),
      task: String(reply[i + 1]),
      payload: parse(reply[i + 2]) ?? {},
      attempts: attemptsOf(reply[i + 3]),
      start: Number(reply[i + 5]),
      lock,
      stopReason: reply[i + 4] as string | null,
      special: reply[i + 6] === 1,
    });
  }
  return jobs;
}

function attemptsOf(options: unknown): number {
  const attempts = field(parse(options), 'attempts');
  return typeof attempts === 'number' && attempts > 0 ? attempts : 1;
}
