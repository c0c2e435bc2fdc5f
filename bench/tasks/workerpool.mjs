import workerpool from 'workerpool';
import { busy, echo, isPrime, parseLines } from './tasks.mjs';

const moved = (buffer) => new workerpool.Transfer(buffer, [buffer]);

workerpool.worker({ busy, echo, isPrime, parseLines, moved });
