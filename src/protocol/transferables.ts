import { isObject } from './isObject.js';
import { realm } from './realm.js';

/** Returns true if the value is marked for transfer. */
export function isMarked(value: unknown): value is object {
  return realm.transferLists !== undefined && isObject(value) && realm.transfers.has(value);
}

/** Returns true if the part is moved with the value that holds it. */
export function isMovedWith(value: object, part: object): boolean {
  return isMarked(value) && realm.transfers.get(value)?.includes(part as Transferable) === true;
}

/** Returns true if any of the arguments is marked for transfer. */
export function hasTransferables(args: readonly unknown[]): boolean {
  return realm.transferLists !== undefined && args.some(isMarked);
}

const nothing: readonly Transferable[] = [];

/** Returns the transfer list of a value, checked. */
export function transferablesOf(value: unknown, part: string): readonly Transferable[] {
  return realm.transferLists?.of(value, part) ?? nothing;
}

/** Returns the transfer list of a list of arguments, checked. */
export function transferablesOfAll(args: readonly unknown[]): readonly Transferable[] {
  return realm.transferLists?.ofAll(args) ?? nothing;
}
