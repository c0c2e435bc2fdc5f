import { expect } from 'chai';
import { realm } from '../../src/protocol/realm.js';
import { CallContext } from '../../src/worker/CallContext.js';
import type { CurrentTask } from '../../src/worker/currentTask.js';

describe('CallContext', () => {
  let currentCall: typeof realm.currentCall;
  const makeCall = (id: number) => (): CurrentTask => ({ id }) as CurrentTask;
  const [first, second] = [makeCall(1), makeCall(2)];

  beforeEach(() => {
    currentCall = realm.currentCall;
  });
  afterEach(() => {
    realm.currentCall = currentCall;
  });

  for (const severalAtOnce of [false, true]) {
    const context = new CallContext(severalAtOnce);
    const tasks = severalAtOnce ? 'several tasks at once' : 'one task at a time';

    it(`knows the call within which a function runs, with ${tasks}`, () => {
      context.run(first, () => {
        expect(context.present).to.equal(first);
        context.run(second, () => expect(context.present).to.equal(second));
        context.run(undefined, () => expect(context.present).to.equal(undefined));
        expect(context.present).to.equal(first);
      });
      expect(context.present).to.equal(undefined);
    });

    it(`forgets a call that threw, with ${tasks}`, () => {
      const failing = (): never => {
        throw new RangeError('task');
      };
      expect(() => context.run(first, failing)).to.throw('task');
      expect(context.present).to.equal(undefined);
    });
  }

  it('keeps an asynchronous call the current one until it has ended, with one task at a time', async () => {
    const context = new CallContext(false);
    context.run(first, () => {});
    context.stay(first);
    await Promise.resolve();
    expect(context.present).to.equal(first);
    context.leave(second);
    expect(context.present).to.equal(first);
    context.leave(first);
    expect(context.present).to.equal(undefined);
  });

  it('tracks each of several asynchronous calls across await', async () => {
    const context = new CallContext(true);
    const afterAwait = async (): Promise<unknown> => {
      await Promise.resolve();
      return context.present;
    };
    const seen = await Promise.all([context.run(first, afterAwait), context.run(second, afterAwait)]);
    expect(seen).to.deep.equal([first, second]);
  });
});
