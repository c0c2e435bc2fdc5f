import { Subject } from 'rxjs';
import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { secondCopy } from '../support/copy.js';

const url = new URL('../../src/future/Future.js', import.meta.url);

/** A future of this copy of the library, and one of another copy, which is that of a source. */
export async function ownAndForeign(): Promise<{
  own: SettableFuture<number>;
  source: Subject<number>;
  foreign: Future<number>;
}> {
  const copy = await secondCopy<typeof import('../../src/future/Future.js')>(url);
  const source = new Subject<number>();
  return { own: new SettableFuture(), source, foreign: copy.Future.from(source) as unknown as Future<number> };
}
