/** A message as it arrived: any of its fields may be missing, or of another type. */
export type Unchecked<Message> = { readonly [Field in keyof Message]?: unknown };

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Returns true for an array, and for a typed array. */
export function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

/** Returns true for a list of numbers. */
export function areNumbers(list: unknown): boolean {
  return Array.isArray(list) ? list.every(isNumber) : isList(list);
}

/** Returns true for an array whose elements all satisfy the check. */
export function areAll(list: unknown, check: (value: unknown) => boolean): list is readonly unknown[] {
  return Array.isArray(list) && list.every(check);
}
