/* SPDX-License-Identifier: Apache-2.0 */
/* clock_gettime() of a program that runs under callgrind, for LD_PRELOAD: the steady clock goes as
   much slower as the program does, so that the time that the host gives to a turn holds as much
   work as without callgrind. */
#include <dlfcn.h>
#include <stddef.h>
#include <time.h>

/* callgrind makes a program about so many times slower (valgrind.org, Callgrind manual). */
enum { SLOWER = 64, NANOSECONDS = 1000000000 };

typedef int Gettime(clockid_t clock, struct timespec *now);

/* That of the C library, found once. [any thread: each finds the same] */
static Gettime *next_one;

int clock_gettime(clockid_t clock, struct timespec *now) {
    if (next_one == NULL) *(void **)&next_one = dlsym(RTLD_NEXT, "clock_gettime");
    const int result = next_one(clock, now);
    if (result == 0 && clock == CLOCK_MONOTONIC) {
        const long long slow = ((long long)now->tv_sec * NANOSECONDS + now->tv_nsec) / SLOWER;
        now->tv_sec = slow / NANOSECONDS;
        now->tv_nsec = slow % NANOSECONDS;
    }
    return result;
}
