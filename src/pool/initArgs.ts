import { SerializationError } from '../errors/SerializationError.js';
import { checkWholeArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { isMarked } from '../protocol/transferables.js';

/** Returns the name of an initializer argument in error messages. */
export function initArgName(index: number): string {
  return `initArgs[${index}]`;
}

/** Throws for initializer arguments that cannot be sent to every worker unchanged. */
export function checkInitArgs(args: readonly unknown[], clone: Clone): void {
  const marked = args.findIndex(isMarked);
  if (marked >= 0) {
    const part = initArgName(marked);
    const why = 'each worker gets the arguments of the initializer, and what was moved to one is gone';
    throw new SerializationError(`${part} cannot be moved: ${why}. Leave transfer() out, and they are copied`, {
      part,
    });
  }
  checkWholeArguments(args, clone, initArgName);
}
