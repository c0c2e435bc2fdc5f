import { expose } from '../../../../src/worker/expose.js';

/** A worker file that calls serve() and then throws. */
expose({ never: () => 'never' });
throw new RangeError('broken at load');
