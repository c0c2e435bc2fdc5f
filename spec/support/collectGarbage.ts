import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Collects garbage. The option `--expose-gc` would make every worker of the specs start more slowly: workers inherit it,
 * and Node's own compiled code does not fit a process with other options of V8.
 */
export function collectGarbage(): void {
  collect ??= takeCollector();
  collect();
}

function takeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as () => void;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
