"""What Python's own concurrent.futures reaches. Prints one number."""

import concurrent.futures
import math
import random
import sys
import time

PRIMES = [
    112272535095293,
    112582705942171,
    112272535095293,
    115280095190773,
    115797848077099,
    1099726899285419,
]


def echo(value):
    return value


def is_prime(n):
    if n < 2:
        return False
    if n == 2:
        return True
    if n % 2 == 0:
        return False
    for i in range(3, int(math.floor(math.sqrt(n))) + 1, 2):
        if n % i == 0:
            return False
    return True


def pool(kind):
    executors = {
        "thread": concurrent.futures.ThreadPoolExecutor,
        "process": concurrent.futures.ProcessPoolExecutor,
    }
    return executors[kind](max_workers=2)


def fan_out(kind, count):
    """Tasks a second."""
    with pool(kind) as executor:
        list(executor.map(echo, range(100)))
        began = time.perf_counter()
        for future in [executor.submit(echo, i) for i in range(count)]:
            future.result()
        return count / (time.perf_counter() - began)


def collecting(operator, count):
    """Nanoseconds a future."""
    futures = [concurrent.futures.Future() for _ in range(count)]
    order = futures[:]
    random.Random(1).shuffle(order)
    began = time.perf_counter()
    if operator == "as_completed":
        completed = concurrent.futures.as_completed(futures)
        for future in order:
            future.set_result(1)
        for _ in completed:
            pass
    else:
        for future in order:
            future.set_result(1)
        concurrent.futures.wait(futures)
    return (time.perf_counter() - began) * 1e9 / count


def primes(repeat):
    """How many times faster than one after another."""
    numbers = PRIMES * repeat
    began = time.perf_counter()
    for number in numbers:
        is_prime(number)
    alone = time.perf_counter() - began
    with pool("process") as executor:
        list(executor.map(echo, range(10)))
        began = time.perf_counter()
        list(executor.map(is_prime, numbers))
        return alone / (time.perf_counter() - began)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "fan-out":
        print(fan_out(rest[0], int(rest[1])))
    elif what == "primes":
        print(primes(int(rest[0])))
    else:
        print(collecting(what, int(rest[0])))
