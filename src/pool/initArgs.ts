import { SerializationError } from '../errors/SerializationError.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { isMarked } from '../protocol/transferables.js';

/** Returns the name of an initializer argument in error messages. */
export function initArgName(index: number): string {
  return `initArgs[${index}]`;
}

/** Throws for initializer arguments that cannot be sent to every worker unchanged. */
export function checkInitArgs(args: readonly unknown[], clone: Clone): void {
  const marked = args.findIndex(isMarked);
  if (marked >= 0) throw moved(initArgName(marked));
  checkWholeArguments(args, clone, initArgName);
}

/** Returns the error of initializer arguments that could not be sent. */
export function initArgsError(args: readonly unknown[], error: unknown, clone: Clone): SerializationError {
  const refusal = error instanceof SerializationError ? error : uncloneableArguments(args, error, clone, initArgName);
  const { part = 'initArgs', cause } = refusal;
  // in every engine the error of a value that can only be moved names the transfer
  return /transfer/i.test(String((cause as { message?: unknown } | undefined)?.message)) ? moved(part, cause) : refusal;
}

function moved(part: string, cause?: unknown): SerializationError {
  return new SerializationError(
    `${part} cannot be moved: each worker gets the arguments of the initializer, and what was moved to one is gone. ` +
      'Leave transfer() out, and what can be copied is copied; move the rest as arguments of a task',
    cause === undefined ? { part } : { part, cause },
  );
}
