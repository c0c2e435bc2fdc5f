// The library as Node's users get it: the built entry points.
export * from '../dist/bundle/entryPoints/index/index.js';
export { ProcessPoolExecutor, ThreadPoolExecutor } from '../dist/bundle/entryPoints/node/index.js';
