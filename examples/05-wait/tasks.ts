import { type Gate, passGate } from '../gate.js';

/** Gives its name once the gate is open. */
export function passAs(name: string, gate: Gate): string {
  passGate(gate);
  return name;
}

export function failAt(gate: Gate): never {
  passGate(gate);
  throw new RangeError('no way through');
}
