import { expect } from 'chai';
import { weights } from './tools.js';

/**
 * What a page pays, in bytes of minified and gzipped code without rxjs. These are what it came to when they were last
 * written here, with room for what compilers differ in: they are to be lowered, and raised only for what is worth it.
 */
const most = { web: 34_000, worker: 17_500 } as const;

describe('the weight of an entry point', () => {
  for (const [entryPoint, bytes] of Object.entries(most)) {
    it(`rx-futures/${entryPoint} stays below ${bytes} bytes, and has nothing of Node in it`, async () => {
      const { gzip, modules } = await (await weights()).sizeOf(entryPoint);
      expect(gzip).to.be.within(bytes / 2, bytes);
      expect(modules.filter(({ path }) => /\/node\/|\/bullmq\/|\/testing\//.test(path))).to.deep.equal([]);
    });
  }
});
