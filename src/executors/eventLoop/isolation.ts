import { packageErrors } from '../../errors/packageErrors.js';
import { decodeThrown } from '../../protocol/decodeThrown.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import {
  checkWhole,
  checkWholeArguments,
  uncloneable,
  uncloneableArguments,
} from '../../protocol/serializationError.js';
import { transferablesOf, transferablesOfAll } from '../../protocol/transferables.js';

knowErrors(packageErrors);

/** Passes values between the submitter and a task that runs on the host. */
export interface Isolation {
  args(args: readonly unknown[]): readonly unknown[];
  /** `part` names the value in errors. */
  value(value: unknown, part: string): unknown;
  thrown(thrown: unknown): unknown;
}

/** Passes the values themselves. */
export const notIsolated: Isolation = {
  args: (args) => args,
  value: (value) => value,
  thrown: (thrown) => thrown,
};

/** Passes values as they would arrive from a worker: cloned or transferred, and refused where that loses data. */
export const isolated: Isolation = {
  args(args) {
    const transfer = transferablesOfAll(args);
    checkWholeArguments(args, structuredClone);
    try {
      return structuredClone(args, { transfer: [...transfer] });
    } catch (error) {
      throw uncloneableArguments(args, error, structuredClone);
    }
  },
  value(value, part) {
    const transfer = transferablesOf(value, part);
    checkWhole(value, part, structuredClone);
    try {
      return structuredClone(value, { transfer: [...transfer] });
    } catch (error) {
      throw uncloneable(value, part, error, structuredClone);
    }
  },
  thrown: (thrown) => decodeThrown(structuredClone(encodeThrown(thrown, structuredClone))),
};
