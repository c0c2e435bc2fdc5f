import { SerializationError } from '../errors/SerializationError.js';
import { checkWholeArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { isMarked } from '../protocol/transfer.js';

/** How an argument of the initializer is named in errors. */
export function initArgName(index: number): string {
  return `initArgs[${index}]`;
}

/** Throws for arguments of the initializer that cannot be given to every worker as what they are. */
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
