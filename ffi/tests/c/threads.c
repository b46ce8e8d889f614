/* Many threads at once, each with a verifier of its own or without one: the answer of each call is that
 * of the first.
 *
 *     threads STATE BLOCK TRUSTED_VALIDATORS SECONDS NANOS
 */
#define _POSIX_C_SOURCE 200112L
#include "parhelion.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 16
#define ROUNDS 20

static parhelion_trusted_state state, expected;
static uint8_t block[65536], validators[65536];
static size_t block_len, validators_len;
static int64_t seconds;
static uint32_t nanos;

static size_t read_file(const char *path, uint8_t *to, size_t most)
{
    FILE *file = fopen(path, "rb");
    size_t len = 0;
    if (file != NULL) {
        len = fread(to, 1, most, file);
        fclose(file);
    }
    return len;
}

static parhelion_code verify(const uint8_t *bytes, parhelion_verifier *verifier,
                             parhelion_trusted_state *next, parhelion_detail *why)
{
    const parhelion_options options = PARHELION_OPTIONS_INIT;
    return parhelion_verify(&state, validators, validators_len, bytes, block_len, &options, seconds,
                            nanos, verifier, NULL, 0, next, why);
}

/* Right blocks and broken ones by turns: an error of one thread is none of another's. */
static void *work(void *argument)
{
    const size_t thread = *(const size_t *)argument;
    parhelion_verifier *verifier = thread % 2 == 0 ? parhelion_verifier_new(8) : NULL;
    uint8_t *broken = malloc(block_len);
    size_t round, wrong = 0;

    if (broken == NULL) {
        return NULL;
    }
    memcpy(broken, block, block_len);
    for (round = 0; round < ROUNDS; round += 1) {
        parhelion_trusted_state next;
        parhelion_detail why = PARHELION_DETAIL_INIT;
        const size_t at = (thread * ROUNDS + round) * 7 % block_len;
        wrong += verify(block, verifier, &next, &why) != PARHELION_OK;
        wrong += memcmp(&next, &expected, sizeof next) != 0;
        broken[at] ^= 0x40;
        wrong += verify(broken, verifier, &next, &why) != why.code;
        broken[at] ^= 0x40;
        wrong += strcmp(parhelion_code_name(why.code), "Unknown") == 0;
    }
    free(broken);
    parhelion_verifier_free(verifier);
    return wrong == 0 ? argument : NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    size_t numbers[THREADS], thread, right = 0;

    if (argc != 6 || read_file(argv[1], state.bytes, sizeof state.bytes) != sizeof state.bytes) {
        return 64;
    }
    block_len = read_file(argv[2], block, sizeof block);
    validators_len = read_file(argv[3], validators, sizeof validators);
    seconds = strtoll(argv[4], NULL, 10);
    nanos = (uint32_t)strtoul(argv[5], NULL, 10);
    if (verify(block, NULL, &expected, NULL) != PARHELION_OK) {
        return 65;
    }
    for (thread = 0; thread < THREADS; thread += 1) {
        numbers[thread] = thread;
        if (pthread_create(&threads[thread], NULL, work, &numbers[thread]) != 0) {
            return 71;
        }
    }
    for (thread = 0; thread < THREADS; thread += 1) {
        void *result = NULL;
        right += pthread_join(threads[thread], &result) == 0 && result != NULL;
    }
    printf("%lu threads\n", (unsigned long)right);
    return right == THREADS ? 0 : 1;
}
