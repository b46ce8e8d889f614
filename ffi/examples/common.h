/* What the examples share: files, and what a refusal says. */
#ifndef PARHELION_EXAMPLES_COMMON_H
#define PARHELION_EXAMPLES_COMMON_H

#include "parhelion.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    uint8_t *data;
    size_t len;
};

/* Reads a whole file, or ends the program. The memory lives as long as the program. */
static inline struct bytes read_file(const char *path)
{
    struct bytes file = {NULL, 0};
    FILE *stream = fopen(path, "rb");
    long len = -1;
    if (stream != NULL && fseek(stream, 0, SEEK_END) == 0) {
        len = ftell(stream);
    }
    if (len >= 0 && fseek(stream, 0, SEEK_SET) == 0) {
        file.data = (uint8_t *)malloc((size_t)len + 1);
    }
    if (file.data != NULL) {
        file.len = fread(file.data, 1, (size_t)len, stream);
    }
    if (stream != NULL) {
        fclose(stream);
    }
    if (file.data == NULL || file.len != (size_t)len) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(65);
    }
    return file;
}

/* Reads 64 hexadecimal digits, or ends the program. */
static inline void read_hash(const char *text, uint8_t hash[32])
{
    const int right = strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
    size_t at;
    for (at = 0; at < 32; at++) {
        unsigned byte;
        /* Short of 64 digits there would be nothing to read. */
        if (!right || sscanf(text + 2 * at, "%2x", &byte) != 1) {
            fputs("a hash has 64 hexadecimal digits\n", stderr);
            exit(64);
        }
        hash[at] = (uint8_t)byte;
    }
}

static inline void print_hex(const uint8_t *bytes, size_t len)
{
    size_t at;
    for (at = 0; at < len; at++) {
        printf("%02X", bytes[at]);
    }
}

/* Prints what a state says of its header. */
static inline void print_state(const char *what, const parhelion_trusted_state *state)
{
    parhelion_header_info info = PARHELION_HEADER_INFO_INIT;
    if (parhelion_trusted_state_info(state, &info, NULL) != PARHELION_OK) {
        return;
    }
    printf("%s: %s, height %" PRIu64 ", hash ", what, info.chain_id, info.height);
    print_hex(info.header_hash, sizeof info.header_hash);
    puts("");
}

/* Prints the numbers of a refusal. */
static inline void print_numbers(const parhelion_detail *why)
{
    if (why->index != PARHELION_NONE) {
        fprintf(stderr, "  entry %" PRIu32 "\n", why->index);
    }
    if (why->offset != PARHELION_NONE) {
        fprintf(stderr, "  at byte %" PRIu32 "\n", why->offset);
    }
    if (why->code == PARHELION_NOT_ENOUGH_TRUST) {
        fprintf(stderr, "  signed: %" PRIu64 "; needed: more than %" PRIu64 " of %" PRIu64 "\n",
                why->a, why->b, why->c);
    }
}

/* The status with which the command `parhelion` ends too. */
static inline int exit_status(const parhelion_detail *why)
{
    switch (why->error_class) {
    case PARHELION_CLASS_MALFORMED:
        return 65;
    case PARHELION_CLASS_EXPIRED:
        return 4;
    case PARHELION_CLASS_NOT_ENOUGH_TRUST:
        return 3;
    case PARHELION_CLASS_FAULT:
        return why->code == PARHELION_ARGUMENT ? 64 : 70;
    default:
        return 1;
    }
}

/* Ends the program with what was found. */
static inline void refuse(const parhelion_detail *why)
{
    fprintf(stderr, "%" PRId32 " %s: %s\n", why->code, parhelion_code_name(why->code),
            parhelion_code_text(why->code));
    print_numbers(why);
    exit(exit_status(why));
}

#endif
