// The library as Node's users get it: the built doors.
export * from '../dist/bundle/doors/index/index.js';
export { ProcessPoolExecutor, ThreadPoolExecutor } from '../dist/bundle/doors/node/index.js';
