import { ThreadWorker } from 'poolifier';
import { busy, echo, isPrime, parseLines } from './tasks.mjs';

export default new ThreadWorker({ busy, echo, isPrime, parseLines });
