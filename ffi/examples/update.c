/* Trusts a first block by its hash, and verifies the block that follows it.
 *
 *     update HASH FIRST.pb NEXT.pb SECONDS
 *
 * HASH is that of the header of FIRST: take it from where you would take a public key from. SECONDS is
 * the time, since 1970. Exit status: 0 verified, 1 refused, 3 bisect, 4 expired, 64 the call, 65 bytes
 * that are not readable, 70 a fault of the library.
 */
#include "common.h"

int main(int argc, char **argv)
{
    uint8_t hash[32];
    struct bytes first, block;
    parhelion_trusted_state state;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    parhelion_options options = PARHELION_OPTIONS_INIT;
    parhelion_verifier *verifier;
    parhelion_code code;

    if (argc != 5) {
        fputs("update HASH FIRST.pb NEXT.pb SECONDS\n", stderr);
        return 64;
    }
    read_hash(argv[1], hash);
    first = read_file(argv[2]);
    block = read_file(argv[3]);

    if (parhelion_trust_on_faith(first.data, first.len, hash, &state, &why) != PARHELION_OK) {
        refuse(&why);
    }
    print_state("trusted", &state);

    /* Worth its memory where more than one block is verified; NULL would do. */
    verifier = parhelion_verifier_new(0);
    code = parhelion_verify(&state, NULL, 0, block.data, block.len, &options,
                            strtoll(argv[4], NULL, 10), 0, verifier, NULL, 0, &state, &why);
    parhelion_verifier_free(verifier);
    if (code != PARHELION_OK) {
        refuse(&why);
    }
    /* `state.bytes` is what a program stores, and goes on from the next time. */
    print_state("verified", &state);
    free(first.data);
    free(block.data);
    return 0;
}
