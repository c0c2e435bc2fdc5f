import { SerializationError } from '../../errors/SerializationError.js';

const limits = { arguments: 'maxPayload', result: 'maxResult' } as const;

/** Returns an error for a size above its limit, `undefined` otherwise. */
export function sizeError(part: keyof typeof limits, size: number, most: number): SerializationError | undefined {
  if (size <= most) return undefined;
  const what = part === 'result' ? 'the result takes' : 'the arguments take';
  const message = `${what} ${size} characters, and ${limits[part]} is ${most}: store it elsewhere and send where it is`;
  return new SerializationError(message, { part });
}

/** Throws for a size above its limit. */
export function checkSize(part: keyof typeof limits, size: number, most: number): void {
  const error = sizeError(part, size, most);
  if (error !== undefined) throw error;
}
