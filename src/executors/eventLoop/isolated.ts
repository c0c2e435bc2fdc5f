import { checkWhole, uncloneable } from '../../protocol/serializationError.js';
import { transferablesOf } from '../../protocol/transfer.js';

/** Returns the value as it would arrive from a worker. */
export function isolated(value: unknown, part: string): unknown {
  const transfer = transferablesOf(value, part);
  checkWhole(value, part, structuredClone);
  try {
    return structuredClone(value, { transfer: [...transfer] });
  } catch (error) {
    throw uncloneable(value, part, error, structuredClone);
  }
}
