// Returns a buffer without copying it.
import { transfer } from '../../dist/bundle/entryPoints/worker/index.js';

export const moved = (buffer) => transfer(buffer, [buffer]);
