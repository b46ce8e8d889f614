/* Verifies a block far above a trusted one, with as few blocks between as it takes.
 *
 *     skip FOLDER HASH FROM TARGET SECONDS
 *
 * FOLDER stands for a node: it has block-HEIGHT.pb, and validators-HEIGHT.pb, the validator set that
 * follows the block. HASH is that of the header at FROM. Exit status: see update.c.
 */
#include "common.h"

static struct bytes fetch(const char *folder, const char *what, uint64_t height)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%" PRIu64 ".pb", folder, what, height);
    return read_file(path);
}

static uint64_t height_of(const parhelion_trusted_state *state)
{
    parhelion_header_info info = PARHELION_HEADER_INFO_INIT;
    if (parhelion_trusted_state_info(state, &info, NULL) != PARHELION_OK) {
        exit(70);
    }
    return info.height;
}

/* Goes on from `state` to the block at `target`, if the trusted set signed enough of it. */
static parhelion_code step(const char *folder, parhelion_trusted_state *state, uint64_t target,
                           int64_t seconds, parhelion_verifier *verifier, parhelion_detail *why)
{
    struct bytes trusted = fetch(folder, "validators", height_of(state));
    struct bytes block = fetch(folder, "block", target);
    parhelion_options options = PARHELION_OPTIONS_INIT;
    parhelion_code code =
        parhelion_verify(state, trusted.data, trusted.len, block.data, block.len, &options,
                         seconds, 0, verifier, NULL, 0, state, why);
    free(trusted.data);
    free(block.data);
    return code;
}

int main(int argc, char **argv)
{
    uint8_t hash[32];
    uint64_t target, next;
    int64_t seconds;
    struct bytes first;
    parhelion_trusted_state state;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    parhelion_verifier *verifier;

    if (argc != 6) {
        fputs("skip FOLDER HASH FROM TARGET SECONDS\n", stderr);
        return 64;
    }
    read_hash(argv[2], hash);
    first = fetch(argv[1], "block", strtoull(argv[3], NULL, 10));
    target = strtoull(argv[4], NULL, 10);
    seconds = strtoll(argv[5], NULL, 10);
    if (parhelion_trust_on_faith(first.data, first.len, hash, &state, &why) != PARHELION_OK) {
        refuse(&why);
    }
    free(first.data);
    print_state("trusted", &state);

    verifier = parhelion_verifier_new(0);
    next = target;
    while (height_of(&state) < target) {
        parhelion_code code = step(argv[1], &state, next, seconds, verifier, &why);
        if (code == PARHELION_OK) {
            print_state("verified", &state);
            next = target;
        } else if (code == PARHELION_NOT_ENOUGH_TRUST) {
            /* Too many validators have changed: a block in between first. */
            printf("bisecting: %" PRIu64 " of %" PRIu64 " signed height %" PRIu64 "\n", why.a,
                   why.c, next);
            next = height_of(&state) + (next - height_of(&state)) / 2;
        } else {
            parhelion_verifier_free(verifier);
            refuse(&why);
        }
    }
    parhelion_verifier_free(verifier);
    return 0;
}
