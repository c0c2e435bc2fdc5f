import { type Gate, passGate } from '../gate.js';

export interface Parcel {
  readonly name: string;
  /** Holds the parcel up while it is closed. */
  readonly gate: Gate;
}

export function wrap({ name, gate }: Parcel): string {
  passGate(gate);
  return `${name}, wrapped`;
}
