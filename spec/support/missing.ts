import type { Context } from 'mocha';

/**
 * Specs that need a program which is not installed are skipped, with a hint how to install it. With `CI=true` they fail
 * instead.
 */
export function skipFor(context: Context, missing: string): void {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`SKIPPED: ${missing}`);
  context.skip();
}
