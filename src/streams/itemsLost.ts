import { SerializationError } from '../errors/SerializationError.js';

/** Returns the error of a stream that lost items because a message could not be decoded. */
export function itemsLost(): SerializationError {
  return new SerializationError('a stream item could not be decoded on arrival', { part: 'stream item' });
}
