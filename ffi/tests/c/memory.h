/* Counts the requests for memory: where COUNT_MEMORY is defined, the linker passes every one through
 * the functions below.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

static unsigned long requests = 0;

#ifdef COUNT_MEMORY
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t m);
void *__real_realloc(void *p, size_t n);
int __real_posix_memalign(void **p, size_t a, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t m);
void *__wrap_realloc(void *p, size_t n);
int __wrap_posix_memalign(void **p, size_t a, size_t n);

void *__wrap_malloc(size_t n) { requests += 1; return __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t m) { requests += 1; return __real_calloc(n, m); }
void *__wrap_realloc(void *p, size_t n) { requests += 1; return __real_realloc(p, n); }
int __wrap_posix_memalign(void **p, size_t a, size_t n)
{
    requests += 1;
    return __real_posix_memalign(p, a, n);
}
#endif

#endif
