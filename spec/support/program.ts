import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withUrls } from './programText.js';
import { patience } from './until.js';

/** The result of a program. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Options of a program run. */
export interface RunOptions {
  /** Before the file: options of Node. */
  readonly args?: readonly string[];
  /** A command that starts Node, whose path and arguments follow. */
  readonly prefix?: readonly string[];
  /** The file's name. Default: `main.mjs`. */
  readonly name?: string;
  /**
   * How Node receives the source: in a file, after `-e`, or on standard input, in the folder of the files. Default: in
   * a file.
   */
  readonly given?: 'file' | 'eval' | 'stdin';
  /** Files beside it, by name; a name may have folders in it. */
  readonly beside?: Readonly<Record<string, string>>;
}

/**
 * Runs the text as a separate program; see {@link withUrls} for the names in it.
 *
 * @returns Resolves when the program, and every child that has its output, has ended.
 * @throws Error when that takes more than a minute; the program itself is killed then.
 */
export async function runProgram(text: string, options: RunOptions = {}): Promise<Ended> {
  const { name = 'main.mjs', beside = {}, given = 'file' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-'));
  const file = join(folder, name);
  for (const [each, content] of Object.entries({ ...beside, [name]: text })) {
    mkdirSync(dirname(join(folder, each)), { recursive: true });
    writeFileSync(join(folder, each), withUrls(content));
  }
  const program = { file: [file], eval: ['-e', withUrls(text)], stdin: ['-'] }[given];
  const startedAt = performance.now();
  const [command, ...args] = [...(options.prefix ?? []), process.execPath, ...(options.args ?? []), ...program];
  const child = spawn(command as string, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(given !== 'file' && { cwd: folder }),
  });
  // a program that ends without reading its input does not fail the spec
  child.stdin.on('error', () => undefined).end(given === 'stdin' ? withUrls(text) : '');
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
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - startedAt });
    });
  });
}
