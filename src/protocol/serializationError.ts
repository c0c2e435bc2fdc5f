import { attempt, describeThrown, isError } from '../errors/inspectThrown.js';
import { SerializationError } from '../errors/SerializationError.js';
import { adviceFor } from './advice.js';
import { cloneError, findUncloneable } from './cloneable.js';
import { type DepthLimits, depthOf } from './depthOf.js';
import { findLoss, losesData, type Refusal } from './lossyClone.js';
import { isObservable } from './observables.js';
import type { Clone } from './Transport.js';

/** Returns the name of a call's argument in error messages. */
export type ArgumentName = (index: number) => string;

/** Returns `argument 1` for the first argument: they are counted from 1. */
const ofTask: ArgumentName = (index) => `argument ${index + 1}`;

/** Returns the error of a value that could not be sent, naming the part: `argument 2`, `result.socket`. */
export function uncloneable(value: unknown, part: string, cause: unknown, clone: Clone): SerializationError {
  const depth = depthIfTooDeep(value, cause);
  if (isTooLarge(cause)) {
    return new SerializationError(`${part} is too large to be sent: ${reason(cause)}`, { part, cause });
  }
  if (depth !== undefined) {
    return new SerializationError(`${part} is nested too deeply to be cloned: ${levels(depth)}`, { part, cause });
  }
  const {
    path,
    value: uncloneablePart,
    error,
  } = findUncloneable(value, part, clone) ?? { path: part, value, error: cause };
  return cannotBeCloned(path, uncloneablePart, error);
}

/** Greatest nesting of a thrown value, or of a field of an error. */
const deepestThrown = 500;
const thrownLimits: DepthLimits = { depth: deepestThrown, objects: 1_000_000 };

/** Returns the error that arrives in place of a thrown value that cannot be sent, with the reason. Never throws. */
export function uncloneableThrown(thrown: unknown, part: string, clone: Clone): SerializationError {
  const uncloneablePart = nestsTooDeep(thrown) ? undefined : attempt(() => findUncloneable(thrown, part, clone));
  const why =
    uncloneablePart === undefined ? lossOf(thrown) : `${uncloneablePart.path}: ${reason(uncloneablePart.error)}`;
  const cause = uncloneablePart === undefined ? undefined : { cause: uncloneablePart.error };
  return new SerializationError(`${part} cannot be cloned: ${describeThrown(thrown)} (${why})`, { part, ...cause });
}

function lossOf(thrown: unknown): string {
  return nestsTooDeep(thrown) ? `it nests deeper than ${deepestThrown} levels` : 'it would arrive as an empty object';
}

/** Returns true if the value is nested too deeply to be sent with an error. */
export function nestsTooDeep(value: unknown): boolean {
  return attempt(() => depthOf(value, thrownLimits) > deepestThrown) === true;
}

/** Returns the error of arguments that could not be sent; it names the first of them that cannot be cloned. */
export function uncloneableArguments(
  args: readonly unknown[],
  cause: unknown,
  clone: Clone,
  nameOf = ofTask,
): SerializationError {
  for (const [i, arg] of args.entries()) {
    const failure = cloneError(arg, clone);
    if (failure !== undefined) return uncloneable(arg, nameOf(i), failure.error, clone);
  }
  return new SerializationError(`the arguments cannot be sent: ${reason(cause)}`, { part: 'arguments', cause });
}

/** Throws when some part of the value would not arrive intact. */
export function checkWhole(value: unknown, part: string, clone: Clone): void {
  if (!losesData(value, clone)) return;
  let refusal: Refusal | undefined;
  try {
    refusal = findLoss(value, part, clone);
  } catch (error) {
    throw cannotBeCloned(part, value, error); // a getter or a Proxy of the caller that throws only sometimes
  }
  throw refused(refusal, part);
}

/** Throws when some part of an argument would not arrive intact. */
export function checkWholeArguments(args: readonly unknown[], clone: Clone, nameOf = ofTask): void {
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] === 'object') checkWhole(args[i], nameOf(i), clone);
  }
}

/** Returns the error of a value that the sender could clone and the receiver could not decode. */
export function undecodable(value: unknown, part: string, cause: unknown): SerializationError {
  const depth = safeDepth(value);
  const why = depth < leastDepth ? whyOf(cause) : `: it is nested too deeply, ${levels(depth)}`;
  return new SerializationError(`${part} could not be decoded on arrival${why}`, { part, cause });
}

/** Returns the same error for arguments: it names the one that cannot be cloned, else the deepest. */
export function undecodableArguments(
  args: readonly unknown[],
  cause: unknown,
  clone: Clone,
  nameOf = ofTask,
): SerializationError {
  let deepestIndex = -1;
  let deepest = 0;
  for (const [i, arg] of args.entries()) {
    const failure = cloneError(arg, clone);
    if (failure !== undefined) return undecodable(arg, nameOf(i), failure.error);
    const depth = safeDepth(arg);
    if (depth > deepest) [deepestIndex, deepest] = [i, depth];
  }
  return deepestIndex < 0
    ? undecodable(undefined, 'arguments', cause)
    : undecodable(args[deepestIndex], nameOf(deepestIndex), cause);
}

function refused(refusal: Refusal | undefined, part: string): SerializationError {
  const { path, value, failure } = refusal ?? { path: part };
  if (failure !== undefined) return cannotBeCloned(path, value, failure.error);
  const advice = adviceFor(value, undefined) ?? 'nothing that it holds can be cloned. Send its data instead';
  const what = isObservable(value ?? {}) ? 'cannot be sent' : 'would arrive as an empty object';
  return new SerializationError(`${path} ${what}: ${advice}`, { part: path });
}

function cannotBeCloned(path: string, value: unknown, error: unknown): SerializationError {
  const advice = adviceFor(value, error);
  const message = `${path} cannot be cloned: ${reason(error)}${advice === undefined ? '' : ` (${advice})`}`;
  return new SerializationError(message, { part: path, cause: error });
}

/** Nesting below this depth does not make a clone run out of stack. */
const leastDepth = 500;

/** Returns true for the error of a channel that takes no messages of that size. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

/** Returns the depth of a value that made the clone run out of stack; `undefined` if the error has another reason. */
function depthIfTooDeep(value: unknown, error: unknown): number | undefined {
  if (error instanceof Error && (error.name === 'DataCloneError' || isTooLarge(error))) return undefined;
  const depth = safeDepth(value);
  return depth < leastDepth ? undefined : depth;
}

/** Returns the depth of a value; 0 if it cannot be inspected. */
function safeDepth(value: unknown): number {
  return attempt(() => depthOf(value)) ?? 0;
}

function levels(depth: number): string {
  return `${depth} levels. Send it flat, as an array of its parts`;
}

function whyOf(cause: unknown): string {
  return cause === undefined ? '' : `: ${reason(cause)}`;
}

function reason(error: unknown): string {
  const message = isError(error) ? attempt(() => String(error.message)) : attempt(() => String(error));
  return message ?? 'its error cannot be read';
}
