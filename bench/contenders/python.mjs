import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../python/futures.py', import.meta.url));
const here = spawnSync('python3', ['--version']).status === 0;

/** Python's concurrent.futures as a contender; none when Python is not installed. */
function python(name, ...args) {
  if (!here) return [];
  const run = () => {
    const { status, stdout, stderr } = spawnSync('python3', [script, ...args.map(String)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
    return Number(stdout);
  };
  return [{ name, run }];
}

const executors = { thread: 'ThreadPoolExecutor', process: 'ProcessPoolExecutor' };

export const pythonFanOut = (kind, count) => python(`Python, ${executors[kind]}`, 'fan-out', kind, count);

export const pythonCollecting = (operator, size) =>
  python(`Python, ${operator}, ${size.toLocaleString('en')}`, operator, size);

export const pythonPrimes = (repeat) => python('Python, ProcessPoolExecutor', 'primes', repeat);
