#!/usr/bin/env node
import { readArguments, UsageError, usage } from './readArguments.js';
import { serveQueue } from './serveQueue.js';

/** `npx rx-futures`: tells what went wrong in one line, and ends with 2 for a mistake in the arguments, else with 1. */
try {
  const settings = readArguments(process.argv.slice(2));
  if (settings === undefined) console.log(usage);
  else await serveQueue(settings);
} catch (error) {
  const mistaken = error instanceof UsageError;
  console.error(`rx-futures: ${error instanceof Error ? error.message : String(error)}`);
  if (mistaken) console.error('Try: npx rx-futures --help');
  process.exit(mistaken ? 2 : 1);
}
