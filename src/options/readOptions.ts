import type { Check } from './checks.js';
import { describe } from './describe.js';
import { nearestName } from './nearestName.js';

/** The checks of an options interface, one for each property. */
export type Schema<Options> = { readonly [Name in keyof Options]-?: Check<unknown> };

/** The options that were passed, as their checks returned them. */
export type Given<Checks extends Readonly<Record<string, Check<unknown>>>> = {
  readonly [Name in keyof Checks]?: ReturnType<Checks[Name]>;
};

/** The function that takes the options, and how a call with them is written: for error messages. */
export interface OptionsTaker {
  /** As `'wait()'`. */
  readonly name: string;
  /** As `'from(futures).pipe(wait())'`. */
  readonly write: string;
  /** The prefix of the names of nested options, as `'retain.'`. */
  readonly within?: string;
}

/**
 * Returns the options' own properties, checked. A property that is `undefined` counts as omitted; inherited ones are
 * ignored, and what is returned inherits none.
 *
 * @throws TypeError for a value that is not an options object and for an option that the schema does not have; the
 *   errors of the checks.
 */
export function readOptions<Checks extends Readonly<Record<string, Check<unknown>>>>(
  options: unknown,
  schema: Checks,
  taker: OptionsTaker,
): Given<Checks> {
  checkOptionsObject(options, taker);
  const { within = '' } = taker;
  const given: Record<string, unknown> = Object.create(null);
  for (const name of Object.getOwnPropertyNames(options)) {
    if (Object.hasOwn(schema, name)) {
      const value = (options as Record<string, unknown>)[name];
      if (value !== undefined) given[name] = (schema[name] as Check<unknown>)(value, within + name);
    } else if (Object.prototype.propertyIsEnumerable.call(options, name)) {
      throw unknownOption(name, Object.keys(schema), taker);
    }
  }
  return given as Given<Checks>;
}

/** Throws a TypeError that shows how to write the call, for a value that is not an options object. */
export function checkOptionsObject(options: unknown, { name, write }: OptionsTaker): asserts options is object {
  if (!isOptionsObject(options))
    throw new TypeError(`${name} takes options; write ${write} (got ${describe(options)})`);
}

/** Returns the error for an option that does not exist. */
export function unknownOption(
  name: string,
  known: readonly string[],
  { name: taker, within = '' }: OptionsTaker,
): TypeError {
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined ? `the options of ${taker} are ${known.join(', ')}` : `did you mean ${within}${nearest}?`;
  return new TypeError(`unknown option ${within}${name}; ${hint}`);
}

/**
 * Returns true for a value that may hold options. Modules may; arrays, dates, signals, promises, Futures and other
 * Observables do not.
 */
export function isOptionsObject(options: unknown): options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return false;
  const tag = Object.prototype.toString.call(options);
  if (tag !== '[object Object]' && tag !== '[object Module]') return false;
  const { subscribe, then } = options as { subscribe?: unknown; then?: unknown };
  return typeof subscribe !== 'function' && typeof then !== 'function';
}
