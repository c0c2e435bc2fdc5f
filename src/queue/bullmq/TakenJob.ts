import { field, type Json } from '../codec/Json.js';
import { parse } from './ends.js';

/** A job that a server has taken, as its record says. */
export interface TakenJob {
  readonly id: string;
  readonly task: string;
  readonly payload: Json;
  /** How often it may begin, and which of its beginnings this is. */
  readonly attempts: number;
  readonly start: number;
  /** Says that it is in our hands: nobody else's lock has this text. */
  readonly lock: string;
  /** Why it is to stop; `null` as long as nobody wants that. */
  readonly wish: string | null;
  /** Whether it is part of something of BullMQ's, as a flow, and must be ended by it. */
  readonly special: boolean;
}

const fields = 7;

/** The jobs of a reply, in which one follows the other. A record may be anybody's: what cannot be read is empty. */
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
      wish: reply[i + 4] as string | null,
      special: reply[i + 6] === 1,
    });
  }
  return jobs;
}

function attemptsOf(options: unknown): number {
  const attempts = field(parse(options), 'attempts');
  return typeof attempts === 'number' && attempts > 0 ? attempts : 1;
}
