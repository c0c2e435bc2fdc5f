import type { End } from './Inflow.js';
import type { Outlet } from './Outlet.js';

/** The way to one subscription of an operator to its source: values, and their end. */
export interface InputLine extends Outlet {
  end(end: End): void;
}
