import { limitPassed } from '../../errors/limitPassed.js';
import { packageErrors } from '../../errors/packageErrors.js';
import { TimeoutError } from '../../errors/TimeoutError.js';
import { decodeThrown } from '../../protocol/decodeThrown.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { checkWhole, uncloneable } from '../../protocol/serializationError.js';
import type { Thrown } from '../../protocol/Thrown.js';
import { field, type Json } from './Json.js';
import type { Signer } from './signature.js';
import { type Coded, decode, encode } from './valueCodec.js';

knowErrors(packageErrors);

/** The outcome of one call. */
export type CallOutcome = { readonly failed: boolean; readonly value: unknown };

/** Data sent with the outcomes. */
export interface ResultNotes {
  /** The name of the server that ran the calls. */
  readonly server: string;
  /** Milliseconds that the calls took. */
  readonly duration: number;
}

/** An encoded outcome: a value, a thrown value, or a time limit, whose error class is RxJS's. */
type Tuple = readonly ['value', unknown] | readonly ['thrown', Thrown] | readonly ['limit', string, number];

const version = 1;

/** Encodes the outcomes of a job's calls. A result that cannot be cloned becomes a SerializationError. */
export function encodeResults(id: string, outcomes: readonly CallOutcome[], notes: ResultNotes, signer: Signer): Json {
  const { server, duration } = notes;
  return signer.sign(about(id), { v: version, w: server, ms: duration, ...encodeTuples(outcomes.map(toTuple)) });
}

/** Decodes the outcomes, one for each call. Throws when they are malformed or the signature is invalid. */
export function decodeResults(
  id: string,
  count: number,
  results: Json,
  signer: Signer,
): { outcomes: readonly CallOutcome[]; notes: ResultNotes } {
  if (field(results, 'v') !== version)
    throw new TypeError('malformed results: not written by rx-futures, or by another version of it');
  if (!signer.verify(about(id), results))
    throw new TypeError('invalid signature of the results: `secret` differs on the two sides');
  const tuples = decode(results);
  if (!Array.isArray(tuples) || tuples.length !== count)
    throw new TypeError('malformed results: not those of this job');
  return { outcomes: tuples.map(fromTuple), notes: notesOf(results) };
}

function about(id: string): string {
  return `results ${id}`;
}

function notesOf(results: Json): ResultNotes {
  const server = field(results, 'w');
  const duration = field(results, 'ms');
  return { server: typeof server === 'string' ? server : '', duration: typeof duration === 'number' ? duration : 0 };
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
  throw new TypeError('malformed results: unknown kind of outcome');
}

function encodeTuples(tuples: readonly Tuple[]): Coded {
  const whole = tuples.map(checked);
  try {
    return encode(whole);
  } catch {
    return encode(whole.map(encodable));
  }
}

/** Replaces a value that would arrive as `{}` by a SerializationError. */
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
