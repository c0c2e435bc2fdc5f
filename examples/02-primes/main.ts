/** The primes of Python's documentation, on threads: here they have no common lock to wait for (15 has the processes). */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { zip } from 'rxjs';

const tasks = taskModule<typeof import('./primes.js')>(new URL('./primes.js', import.meta.url));
const numbers = [112272535095293, 112582705942171, 112272535095293, 115280095190773, 115797848077099, 1099726899285419];

await using pool = new ThreadPoolExecutor();
await zip(numbers, pool.map(tasks.isPrime, numbers)).forEach(([number, prime]) => {
  console.log(`${number} is prime: ${prime}`);
});
