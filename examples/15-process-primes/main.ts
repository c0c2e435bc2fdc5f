/** Python's ProcessPoolExecutor example, on processes. An executor is made, mapped over, and shut down by `await using`. */

import { taskModule } from 'rx-futures';
import { ProcessPoolExecutor } from 'rx-futures/node';
import { zip } from 'rxjs';

const tasks = taskModule<typeof import('../02-primes/primes.js')>(new URL('../02-primes/primes.js', import.meta.url));
const numbers = [112272535095293, 112582705942171, 112272535095293, 115280095190773, 115797848077099, 1099726899285419];

await using executor = new ProcessPoolExecutor();
await zip(numbers, executor.map(tasks.isPrime, numbers)).forEach(([number, prime]) => {
  console.log(`${number} is prime: ${prime}`);
});
