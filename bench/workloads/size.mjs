import { sizeOf, uses } from '../../tools/size.mjs';

export const bundleSize = {
  name: 'size',
  title: 'The entry points for browsers, minified and compressed',
  unit: 'bytes',
  less: true,
  goals: [
    { of: 'rx-futures/worker', bound: 3000 },
    { of: 'rx-futures/web', bound: 8000 },
  ],
  contenders: () =>
    Object.keys(uses).map((entryPoint) => ({
      name: `rx-futures/${entryPoint}`,
      run: async () => (await sizeOf(entryPoint)).gzip,
    })),
};
