import { currentTask } from 'rx-futures/worker';
import { type Gate, passGate } from '../gate.js';

/** Works until the gate is open. */
export function encode(name: string, gate: Gate): string {
  currentTask().progress('begun');
  passGate(gate);
  return `${name}.webm`;
}
