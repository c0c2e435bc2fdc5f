import { expose } from '../../../../src/worker/expose.js';

/** A worker's own file that serves, and then does not load to its end. */
expose({ never: () => 'never' });
throw new RangeError('broken at load');
