/* SPDX-License-Identifier: Apache-2.0 */
/* clock_gettime() of a program that runs under callgrind, for LD_PRELOAD: the steady clock goes as
   much slower as the program does, so that the time that the host gives to a turn holds as much
   work as without callgrind. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* callgrind makes a program about so many times slower (valgrind.org, Callgrind manual). */
enum { SLOWER = 64, NANOSECONDS = 1000000000 };

int clock_gettime(clockid_t clock, struct timespec *now) {
    const long result = syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_MONOTONIC) {
        const long long slow = ((long long)now->tv_sec * NANOSECONDS + now->tv_nsec) / SLOWER;
        now->tv_sec = slow / NANOSECONDS;
        now->tv_nsec = slow % NANOSECONDS;
    }
    return (int)result;
}
