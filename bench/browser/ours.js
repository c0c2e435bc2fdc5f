import { expose } from 'rx-futures/worker';

expose({ noop: (value) => value });
