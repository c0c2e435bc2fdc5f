import { spawn } from 'node:child_process';

/** The result of a child process. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Sends SIGINT once the child has written this to stderr. */
  readonly interruptAt?: RegExp;
  /** Beside the environment of the specs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a compiled example to its end, on two workers whatever the machine. */
export function runNode(script: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, RX_FUTURES_MAX_WORKERS: '2', ...options.env };
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let { interruptAt } = options;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (interruptAt?.test(stderr)) {
        interruptAt = undefined;
        child.kill('SIGINT');
      }
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
