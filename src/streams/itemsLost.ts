import { SerializationError } from '../errors/SerializationError.js';

/** The error of a stream some of whose items came in a message that could not be decoded. */
export function itemsLost(): SerializationError {
  return new SerializationError('a stream item could not be decoded on arrival', { part: 'stream item' });
}
