import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patience } from './until.js';

/** What a program did. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

const src = new URL('../../src/', import.meta.url).href;
const fixtures = new URL('../fixtures/', import.meta.url).href;

/** How a program is run. */
export interface RunOptions {
  /** Before the file: options of Node. */
  readonly args?: readonly string[];
  /** A command that starts Node, whose path and arguments follow. */
  readonly prefix?: readonly string[];
  /** The file's name; `main.mjs` when left out. */
  readonly name?: string;
  /** Files beside it, by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

/**
 * Runs the text as a program of its own; `SRC` and `FIXTURES` in it are the compiled folders' URLs.
 *
 * @returns Resolves when the program, and every child that has its output, has ended.
 * @throws Error when that takes more than a minute; the program itself is killed then.
 */
export async function runProgram(text: string, options: RunOptions = {}): Promise<Ended> {
  const { name = 'main.mjs', beside = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-'));
  const file = join(folder, name);
  for (const [each, content] of Object.entries({ ...beside, [name]: text })) {
    writeFileSync(join(folder, each), content.replaceAll('SRC', src).replaceAll('FIXTURES', fixtures));
  }
  const began = performance.now();
  const [command, ...args] = [...(options.prefix ?? []), process.execPath, ...(options.args ?? []), file];
  const child = spawn(command as string, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`after a minute the program, or a child of it, still runs: ${stdout}${stderr}`));
    }, patience);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      rmSync(folder, { recursive: true });
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - began });
    });
  });
}
