import { sizeOf, uses } from '../../tools/size.mjs';

export const bundleSize = {
  name: 'size',
  title: 'The doors for browsers, minified and compressed',
  unit: 'bytes',
  less: true,
  goals: [
    { of: 'rx-futures/worker', bound: 3000 },
    { of: 'rx-futures/web', bound: 8000 },
  ],
  contenders: () =>
    Object.keys(uses).map((door) => ({ name: `rx-futures/${door}`, run: async () => (await sizeOf(door)).gzip })),
};
