import { currentTask } from 'rx-futures/worker';
import { type Gate, passGate } from '../gate.js';

/** Takes as long as the gate is closed. */
export function wait(gate: Gate): string {
  currentTask().progress('waiting');
  passGate(gate);
  return 'passed';
}

/** Never ends. */
export function hang(): void {
  for (;;);
}
