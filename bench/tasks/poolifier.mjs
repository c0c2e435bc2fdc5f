import { ThreadWorker } from 'poolifier';
import { busy, echo, isPrime } from './tasks.mjs';

export default new ThreadWorker({ busy, echo, isPrime });
