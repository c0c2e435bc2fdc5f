import { type SinonStub, stub } from 'sinon';

/** For a suite: hides the output of dying children on the standard error of this process. */
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
