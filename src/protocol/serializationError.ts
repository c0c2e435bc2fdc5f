import { SerializationError } from '../errors/SerializationError.js';
import { findUncloneable } from './cloneable.js';
import { findEmptied, isEmptied } from './emptied.js';
import type { Clone } from './Transport.js';

/** The error of a value that did not cross, naming the part: `argument 2`, `result.socket`. */
export function uncloneable(value: unknown, part: string, cause: unknown, clone: Clone): SerializationError {
  const culprit = findUncloneable(value, part, clone) ?? { path: part, error: cause };
  return new SerializationError(`${culprit.path} cannot be cloned: ${reason(culprit.error)}`, {
    part: culprit.path,
    cause: culprit.error,
  });
}

/** The error of arguments that did not cross: the first of them that cannot be cloned is to blame. */
export function uncloneableArguments(args: readonly unknown[], cause: unknown, clone: Clone): SerializationError {
  for (const [i, arg] of args.entries()) {
    const culprit = findUncloneable(arg, `argument ${i + 1}`, clone);
    if (culprit !== undefined) return uncloneable(arg, `argument ${i + 1}`, culprit.error, clone);
  }
  return new SerializationError(`the arguments cannot be sent: ${reason(cause)}`, { part: 'arguments', cause });
}

/** Throws when some part of the value would arrive as an empty object. */
export function checkWhole(value: unknown, part: string, clone: Clone): void {
  if (!isEmptied(value, clone)) return;
  const path = findEmptied(value, part, clone) ?? part;
  throw new SerializationError(
    `${path} would arrive as an empty object: nothing that it holds can be cloned. Send its data instead`,
    { part: path },
  );
}

/** Throws when some part of an argument would arrive as an empty object. */
export function checkWholeArguments(args: readonly unknown[], clone: Clone): void {
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] === 'object') checkWhole(args[i], `argument ${i + 1}`, clone);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
