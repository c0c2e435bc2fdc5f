import {
  createEnvironmentInjector,
  type EnvironmentInjector,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  PLATFORM_ID,
  runInInjectionContext,
  TransferState,
} from '@angular/core';
import { expect } from 'chai';
import { firstValueFrom, of, throwError } from 'rxjs';
import { transferResult } from '../../../src/integrations/angular/transferResult.js';

/** One side of an application, with the state that the server sends to the browser. */
function side(platform: 'server' | 'browser', state: TransferState): <R>(fn: () => R) => R {
  const providers = [
    { provide: INJECTOR_SCOPE, useValue: 'root' },
    { provide: PLATFORM_ID, useValue: platform },
    { provide: TransferState, useValue: state },
  ];
  const injector = createEnvironmentInjector(providers, null as unknown as EnvironmentInjector);
  return (fn) => runInInjectionContext(injector, fn);
}

describe('transferResult', () => {
  const setUp = () => {
    const state = new TransferState();
    let runs = 0;
    const work = () => of(++runs);
    const take = async (platform: 'server' | 'browser'): Promise<number> =>
      firstValueFrom(side(platform, state)(() => transferResult('runs', work)));
    return { state, take };
  };

  it('does the work on the server, and not again in the browser', async () => {
    const { take } = setUp();
    expect([await take('server'), await take('browser')]).to.deep.equal([1, 1]);
  });

  it('does the work in the browser when the result was taken, or none was sent', async () => {
    const { take } = setUp();
    expect(await take('browser')).to.equal(1);
    expect([await take('server'), await take('browser'), await take('browser')]).to.deep.equal([2, 2, 3]);
  });

  it('emits the result that was sent to each subscriber, at once', () => {
    const state = new TransferState();
    side('server', state)(() => transferResult('list', () => [1, 2])).subscribe();
    const sent = side('browser', state)(() => transferResult<number>('list', () => throwError(() => new Error('ran'))));
    const seen: number[] = [];
    for (let i = 0; i < 2; i++) sent.subscribe((value) => seen.push(value));
    expect(seen).to.deep.equal([2, 2]);
  });

  it('does not send an error', async () => {
    const state = new TransferState();
    const failed = side('server', state)(() => transferResult('x', () => throwError(() => new Error('no'))));
    expect(await firstValueFrom(failed).catch((error: Error) => error.message)).to.equal('no');
    expect(state.isEmpty).to.equal(true);
  });

  it('refuses a key that is no string, and work that is no function', () => {
    const run = side('browser', new TransferState());
    expect(() => run(() => transferResult(5 as never, () => of(1)))).to.throw(TypeError, 'key must be a string, got 5');
    expect(() => run(() => transferResult('x', of(1) as never))).to.throw(TypeError, 'work must be a function');
  });
});
