import { describe } from '../options/describe.js';
import { captureNow, type Within } from './captureNow.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { Site } from './SubmitStacks.js';

/** The options of one job, with the functions among them already called at its submit. */
export interface JobOptions extends Omit<SubmitOptions, 'label' | 'captureContext'> {
  readonly label?: string | undefined;
  /** Called by now. */
  readonly captureContext?: undefined;
  /** Runs a function in the context of the submit. */
  readonly within?: Within | undefined;
  /** The place where the user's code called the submitting method, when that was before the submit. */
  readonly site?: Site | undefined;
}

/**
 * Returns the options for a submit now, with the results of `label()` and `captureContext()`; the same object where
 * neither is a function.
 */
export function resolveOptions(options: SubmitOptions | JobOptions): JobOptions {
  const { label, captureContext } = options as SubmitOptions;
  if (captureContext === undefined && typeof label !== 'function') return options as JobOptions;
  return callFunctions(options);
}

function callFunctions({ label, captureContext, ...rest }: SubmitOptions): JobOptions {
  const resolved = typeof label === 'function' ? checkLabel(label()) : label;
  return {
    ...rest,
    label: resolved,
    captureContext: undefined,
    within: captureContext && captureNow(captureContext),
  };
}

function checkLabel(label: unknown): string | undefined {
  if (label === undefined || typeof label === 'string') return label;
  throw new TypeError(`label must return a string, got ${describe(label)}`);
}
