/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a program: counts what it allocates and sends in the file COUNTS, of 16 bytes,
 * that a test maps too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct {
    _Atomic uint64_t allocations;
    _Atomic uint64_t sends; /* by whatever call */
} Counts;

static Counts before_start;
static Counts *counts = &before_start;

/* glibc's own, which need no looking up. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static ssize_t (*next_send)(int, const void *, size_t, int);
static ssize_t (*next_sendmsg)(int, const struct msghdr *, int);
static ssize_t (*next_writev)(int, const struct iovec *, int);

__attribute__((constructor)) static void start(void) {
    next_send = (ssize_t(*)(int, const void *, size_t, int))dlsym(RTLD_NEXT, "send");
    next_sendmsg = (ssize_t(*)(int, const struct msghdr *, int))dlsym(RTLD_NEXT, "sendmsg");
    next_writev = (ssize_t(*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    const char *path = getenv("COUNTS");
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *mapped = mmap(NULL, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED) counts = mapped;
}

void *malloc(size_t size) {
    counts->allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    counts->allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    counts->allocations++;
    return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    counts->allocations++;
    return __libc_memalign(alignment, size);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    counts->sends++;
    return next_send(fd, bytes, size, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    counts->sends++;
    return next_sendmsg(fd, message, flags);
}

ssize_t writev(int fd, const struct iovec *pieces, int count) {
    counts->sends++;
    return next_writev(fd, pieces, count);
}
