// The tasks of the soak test: most of them regular, some faulty.
import { currentTask } from 'rx-futures/worker';

export const echo = (value) => value;

export const later = (value, milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds, value));

export function busy(value, milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return value;
}

export function spin() {
  for (;;);
}

export const deaf = () => new Promise(() => setInterval(() => {}, 1000));

export function listening() {
  const { signal } = currentTask();
  return new Promise((resolve) => signal.addEventListener('abort', resolve));
}

export function fail(value) {
  throw Object.assign(new RangeError(String(value)), { value });
}

export function progress(value) {
  for (let i = 0; i < 10; i++) currentTask().progress(i);
  return value;
}

export const uncloneable = () => ({ method() {} });

export const exit = () => process.exit(1);

export const kill = () => process.kill(process.pid, 'SIGKILL');

export function strayLater(value) {
  setTimeout(() => {
    throw new Error('stray');
  }, 5);
  return value;
}

export const pid = () => process.pid;
