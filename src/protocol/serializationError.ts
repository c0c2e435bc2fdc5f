import { SerializationError } from '../errors/SerializationError.js';
import { findUncloneable } from './cloneable.js';

/** The error of a value that did not cross, naming the part: `argument 2`, `result.socket`. */
export function uncloneable(value: unknown, part: string, cause: unknown): SerializationError {
  const culprit = findUncloneable(value, part) ?? { path: part, error: cause };
  return new SerializationError(`${culprit.path} cannot be cloned: ${reason(culprit.error)}`, {
    part: culprit.path,
    cause: culprit.error,
  });
}

/** The error of arguments that did not cross: the first of them that cannot be cloned is to blame. */
export function uncloneableArguments(args: readonly unknown[], cause: unknown): SerializationError {
  for (const [i, arg] of args.entries()) {
    const culprit = findUncloneable(arg, `argument ${i + 1}`);
    if (culprit !== undefined) return uncloneable(arg, `argument ${i + 1}`, culprit.error);
  }
  return new SerializationError(`the arguments cannot be sent: ${reason(cause)}`, { part: 'arguments', cause });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
