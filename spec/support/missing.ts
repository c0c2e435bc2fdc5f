import type { Context } from 'mocha';

/**
 * Specs that need a program which this machine does not have are skipped, and say so with the way to get it. Where all
 * is to be run (`CI=true`), they fail instead.
 */
export function skipFor(context: Context, missing: string): void {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`SKIPPED: ${missing}`);
  context.skip();
}
