import { isObject } from './isObject.js';

/** Returns true for a value that a field may have. */
export type FieldCheck = (value: unknown) => boolean;

/** The checks of the fields of a message; its `kind` chooses the schema. */
export type MessageSchema<Message> = { readonly [Field in Exclude<keyof Message, 'kind'>]-?: FieldCheck };

/** Returns true for an object whose fields have values that the schema allows. */
export function fits(value: unknown, schema: Readonly<Record<string, FieldCheck>>): boolean {
  if (!isObject(value)) return false;
  return Object.keys(schema).every((field) => schema[field]?.((value as Record<string, unknown>)[field]));
}

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
export function areAll(list: unknown, check: FieldCheck): list is readonly unknown[] {
  return Array.isArray(list) && list.every(check);
}
