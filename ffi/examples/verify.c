/* Verifies one light block and stores the state to go on from.
 *
 *     verify STATE NEXT BLOCK SECONDS NANOS [TRUSTED_VALIDATORS]
 *
 * STATE, NEXT: files of 256 bytes; they may be the same. BLOCK and TRUSTED_VALIDATORS: files with
 * protobuf messages. SECONDS and NANOS: the time, since 1970. Exit status: 0 verified, 1 refused,
 * 3 bisect, 4 expired, 64 the call, 65 bytes that are not readable, 70 a fault of the library.
 */
#include "common.h"

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
    print_numbers(why);
    return exit_status(why);
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
    if (!read_state(argv[1], &state)) {
        fprintf(stderr, "%s is no state\n", argv[1]);
        return 65;
    }
    block = read_file(argv[3]);
    if (argc == 7) {
        validators = read_file(argv[6]);
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
