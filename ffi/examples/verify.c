/* Verifies one light block and stores the state to go on from.
 *
 *     verify STATE NEXT BLOCK SECONDS NANOS [TRUSTED_VALIDATORS]
 *
 * STATE, NEXT: files of 256 bytes; they may be the same. BLOCK and TRUSTED_VALIDATORS: files with
 * protobuf messages. SECONDS and NANOS: the time, since 1970. Exit status: 0 verified, 1 refused,
 * 3 bisect, 4 expired, 64 the call, 65 bytes that are not readable, 70 a fault of the library.
 */
#include "parhelion.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct bytes {
    uint8_t *data;
    size_t len;
};

/* Reads a whole file. The memory lives as long as the program. */
static int read_file(const char *path, struct bytes *out)
{
    FILE *file = fopen(path, "rb");
    long len = -1;
    out->data = NULL;
    out->len = 0;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        len = ftell(file);
    }
    if (len >= 0 && fseek(file, 0, SEEK_SET) == 0) {
        out->data = (uint8_t *)malloc((size_t)len + 1);
    }
    if (out->data != NULL) {
        out->len = fread(out->data, 1, (size_t)len, file);
    }
    if (file != NULL) {
        fclose(file);
    }
    return out->data != NULL && out->len == (size_t)len;
}

static int read_state(const char *path, parhelion_trusted_state *state)
{
    FILE *file = fopen(path, "rb");
    size_t len = 0;
    if (file != NULL) {
        len = fread(state->bytes, 1, sizeof state->bytes, file);
        fclose(file);
    }
    return len == sizeof state->bytes;
}

static int write_state(const char *path, const parhelion_trusted_state *state)
{
    FILE *file = fopen(path, "wb");
    int written = file != NULL && fwrite(state->bytes, sizeof state->bytes, 1, file) == 1;
    if (file != NULL && fclose(file) != 0) {
        written = 0;
    }
    return written;
}

static int explain(const parhelion_detail *why)
{
    fprintf(stderr, "%" PRId32 ": %s\n", why->code, parhelion_code_text(why->code));
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

int main(int argc, char **argv)
{
    parhelion_trusted_state state;
    parhelion_options options = PARHELION_OPTIONS_INIT;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    struct bytes block;
    struct bytes validators = {NULL, 0};
    parhelion_verifier *verifier;
    parhelion_code code;

    if (argc != 6 && argc != 7) {
        fputs("verify STATE NEXT BLOCK SECONDS NANOS [TRUSTED_VALIDATORS]\n", stderr);
        return 64;
    }
    if (!read_state(argv[1], &state) || !read_file(argv[3], &block)
        || (argc == 7 && !read_file(argv[6], &validators))) {
        fputs("a file cannot be read\n", stderr);
        return 65;
    }
    /* Worth its memory where more than one block is verified; NULL would do. */
    verifier = parhelion_verifier_new(0);
    code = parhelion_verify(&state, validators.data, validators.len, block.data, block.len, &options,
                            strtoll(argv[4], NULL, 10), (uint32_t)strtoul(argv[5], NULL, 10),
                            verifier, NULL, 0, &state, &why);
    parhelion_verifier_free(verifier);
    if (code != PARHELION_OK) {
        return explain(&why);
    }
    if (!write_state(argv[2], &state)) {
        fputs("the state cannot be written\n", stderr);
        return 65;
    }
    puts(parhelion_code_text(PARHELION_OK));
    return 0;
}
