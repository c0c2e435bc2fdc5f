import { expect } from 'chai';
import { of, type Subscriber, take, toArray } from 'rxjs';
import { isObservableLike, toObservable } from '../../src/future/toObservable.js';
import { platformObservable } from '../support/platformObservable.js';

describe('toObservable', () => {
  it('returns an Observable of RxJS unchanged, and makes one of any other input', async () => {
    const source = of(1);
    expect(toObservable(source)).to.equal(source);
    const values: unknown[] = [];
    await toObservable([1, 2]).forEach((value) => void values.push(value));
    expect(values).to.deep.equal([1, 2]);
  });

  it('unsubscribes from an Observable of another library, which returns a subscription', () => {
    let unsubscribed = 0;
    const foreign = {
      subscribe: (subscriber: Subscriber<number>) => {
        subscriber.next(1);
        return { unsubscribe: () => (unsubscribed += 1) };
      },
    };
    const seen: unknown[] = [];
    toObservable(foreign as never)
      .subscribe((value) => seen.push(value))
      .unsubscribe();
    expect([seen, unsubscribed]).to.deep.equal([[1], 1]);
  });

  it('ends an Observable of the platform that emits without end within subscribe', () => {
    const endless = platformObservable<number>((subscriber) => {
      for (let n = 0; subscriber.active; n++) subscriber.next(n);
    });
    const seen: number[][] = [];
    toObservable(endless)
      .pipe(take(3), toArray())
      .subscribe((values) => seen.push(values));
    expect(seen).to.deep.equal([[0, 1, 2]]);
  });

  it('passes on the error of an Observable of the platform', () => {
    const errors: unknown[] = [];
    const failing = platformObservable((subscriber) => subscriber.error('broken'));
    toObservable(failing).subscribe({ error: (error) => errors.push(error) });
    expect(errors).to.deep.equal(['broken']);
  });

  it('knows what has a method subscribe, and nothing else', () => {
    expect([of(1), { subscribe: () => {} }].map(isObservableLike)).to.deep.equal([true, true]);
    expect([null, undefined, 5, [1], { subscribe: 1 }].map(isObservableLike)).to.deep.equal(Array(5).fill(false));
  });
});
