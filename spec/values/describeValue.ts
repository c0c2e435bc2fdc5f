import { inspect } from 'node:util';
import { thrown } from './samples.js';

/** A task, and used by the spec as well: the value in words, its class included. */
export function describeValue(value: unknown): string {
  if (value instanceof Error) return errorText(value);
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 }).replaceAll(/\s+/g, ' ');
}

/** A task: throws that one of the samples. */
export function throwSample(name: string): never {
  throw thrown.find(([each]) => each === name)?.[1];
}

function errorText(error: Error): string {
  const { name, message, cause } = error;
  const className = error.constructor.name;
  const fields = Object.entries(error)
    .filter(([field]) => field !== 'name')
    .map(([field, value]) => `${field}: ${describeValue(value)}`);
  const errors = error instanceof AggregateError ? [`errors: [${error.errors.map(describeValue).join(', ')}]`] : [];
  const details = [...fields, ...errors, ...(cause === undefined ? [] : [`cause: ${describeValue(cause)}`])];
  const title = className === name ? name : `${name}, of class ${className}`;
  return `${title}: ${message}${details.length > 0 ? ` { ${details.join(', ')} }` : ''}`;
}
