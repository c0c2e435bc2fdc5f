import { currentTask } from 'rx-futures/worker';
import { type Gate, passGate } from '../gate.js';

export function waitAt(gate: Gate): void {
  currentTask().progress('waiting');
  passGate(gate);
}
