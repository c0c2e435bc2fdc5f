import { limitPassed } from '../../errors/limitPassed.js';
import { TimeoutError } from '../../errors/TimeoutError.js';
import { decodeThrown } from '../../protocol/decodeThrown.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import type { Thrown } from '../../protocol/messages.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { checkWhole, uncloneable } from '../../protocol/serializationError.js';
import { field, type Json } from './Json.js';
import type { Signer } from './signature.js';
import { type Coded, decode, encode } from './valueCodec.js';

/** What has become of one call. */
export type CallOutcome = { readonly failed: boolean; readonly value: unknown };

/** What is told beside the outcomes. */
export interface AnswerNotes {
  /** The name of who ran the calls. */
  readonly server: string;
  /** Milliseconds that it took. */
  readonly spent: number;
}

/** On its way: a value, a thrown value, or a time limit, whose class is RxJS's. */
type Tuple = readonly ['value', unknown] | readonly ['thrown', Thrown] | readonly ['limit', string, number];

const version = 1;

/** The outcomes of a job's calls, as they lie in a store. A result that cannot cross becomes a SerializationError. */
export function encodeAnswer(id: string, outcomes: readonly CallOutcome[], notes: AnswerNotes, signer: Signer): Json {
  const { server, spent } = notes;
  return signer.sign(about(id), { v: version, w: server, ms: spent, ...encodeTuples(outcomes.map(toTuple)) });
}

/** The outcomes again, one for each call. Throws for what is not of this form, or not signed as it should be. */
export function decodeAnswer(
  id: string,
  count: number,
  answer: Json,
  signer: Signer,
): { outcomes: readonly CallOutcome[]; notes: AnswerNotes } {
  if (field(answer, 'v') !== version)
    throw new TypeError('this is no answer of rx-futures, or of another version of it');
  if (!signer.verify(about(id), answer)) throw new TypeError('the answer is not signed by who shares our secret');
  const tuples = decode(answer);
  if (!Array.isArray(tuples) || tuples.length !== count) throw new TypeError('the answer is not one of this job');
  return { outcomes: tuples.map(fromTuple), notes: notesOf(answer) };
}

function about(id: string): string {
  return `answer ${id}`;
}

function notesOf(answer: Json): AnswerNotes {
  const server = field(answer, 'w');
  const spent = field(answer, 'ms');
  return { server: typeof server === 'string' ? server : '', spent: typeof spent === 'number' ? spent : 0 };
}

function toTuple({ failed, value }: CallOutcome): Tuple {
  if (!failed) return ['value', value];
  if (value instanceof TimeoutError) {
    const { limit, milliseconds } = (value.info?.meta ?? {}) as { limit?: unknown; milliseconds?: unknown };
    if (typeof limit === 'string' && typeof milliseconds === 'number') return ['limit', limit, milliseconds];
  }
  return ['thrown', encodeThrown(value, cloneAcross)];
}

function fromTuple(tuple: unknown): CallOutcome {
  const [kind, value, more] = (Array.isArray(tuple) ? tuple : []) as unknown[];
  if (kind === 'value') return { failed: false, value };
  if (kind === 'thrown') return { failed: true, value: decodeThrown(value as Thrown) };
  if (kind === 'limit') return { failed: true, value: limitPassed(String(value), Number(more)) };
  throw new TypeError('the answer is not one of this job');
}

function encodeTuples(tuples: readonly Tuple[]): Coded {
  const whole = tuples.map(checked);
  try {
    return encode(whole);
  } catch {
    return encode(whole.map(encodable));
  }
}

/** Nothing turns into `{}` on its way. */
function checked(tuple: Tuple): Tuple {
  if (tuple[0] !== 'value' || typeof tuple[1] !== 'object') return tuple;
  try {
    checkWhole(tuple[1], 'result', cloneAcross);
    return tuple;
  } catch (error) {
    return ['thrown', encodeThrown(error, cloneAcross)];
  }
}

function encodable(tuple: Tuple): Tuple {
  try {
    encode(tuple);
    return tuple;
  } catch (error) {
    return ['thrown', encodeThrown(uncloneable(tuple[1], 'result', error, cloneAcross), cloneAcross)];
  }
}
