import { type SinonStub, stub } from 'sinon';

/** For a suite: what dying children write is passed on to the standard error of this process, and not to be seen there. */
export function silenceStderr(): { readonly text: string } {
  let write: SinonStub | undefined;
  beforeEach(() => {
    write = stub(process.stderr, 'write').returns(true);
  });
  afterEach(() => write?.restore());
  return {
    get text() {
      return (write?.args ?? []).map(([chunk]) => String(chunk)).join('');
    },
  };
}
