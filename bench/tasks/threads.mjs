import { expose, Transfer } from 'threads/worker';
import { busy, echo, isPrime, parseLines } from './tasks.mjs';

const moved = (buffer) => Transfer(buffer);

expose({ busy, echo, isPrime, parseLines, moved });
