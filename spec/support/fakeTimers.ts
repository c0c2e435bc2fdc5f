import { type SinonFakeTimers, useFakeTimers } from 'sinon';

/** For a suite: sinon's clock instead of the real one within each test. */
export function fakeTimers(): { readonly clock: SinonFakeTimers } {
  let clock: SinonFakeTimers | undefined;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  });
  afterEach(() => clock?.restore());
  return {
    get clock() {
      if (clock === undefined) throw new Error('no test is running');
      return clock;
    },
  };
}
