#!/usr/bin/env node
import { printError } from './printError.js';
import { readArguments, UsageError, usage } from './readArguments.js';
import { serveQueue } from './serveQueue.js';

/** The command `npx rx-futures`: reports an error in one line, and exits with 2 for wrong arguments, else with 1. */
try {
  const settings = readArguments(process.argv.slice(2));
  if (settings === undefined) console.log(usage);
  else await serveQueue(settings);
} catch (error) {
  const mistaken = error instanceof UsageError;
  printError(error);
  if (mistaken) console.error('Try: npx rx-futures --help');
  process.exit(mistaken ? 2 : 1);
}
