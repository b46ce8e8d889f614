/* Shows what a chain's state holds under a key, proven by a header that is trusted.
 *
 *     membership HASH BLOCK.pb STORE KEY.bin VALUE.bin PROOF.pb
 *
 * BLOCK is a block with the header of that HASH: its app hash is the root of the state after the block
 * before. PROOF is an ibc.core.commitment.v1.MerkleProof. Exit status: see update.c.
 */
#include "common.h"

int main(int argc, char **argv)
{
    uint8_t hash[32];
    uint64_t height;
    struct bytes block, key, value, proof;
    parhelion_trusted_state state;
    parhelion_detail why = PARHELION_DETAIL_INIT;

    if (argc != 7) {
        fputs("membership HASH BLOCK.pb STORE KEY.bin VALUE.bin PROOF.pb\n", stderr);
        return 64;
    }
    read_hash(argv[1], hash);
    block = read_file(argv[2]);
    key = read_file(argv[4]);
    value = read_file(argv[5]);
    proof = read_file(argv[6]);

    if (parhelion_trust_on_faith(block.data, block.len, hash, &state, &why) != PARHELION_OK
        || parhelion_membership(&state, (const uint8_t *)argv[3], strlen(argv[3]), key.data,
                                key.len, value.data, value.len, proof.data, proof.len, &height,
                                &why)
               != PARHELION_OK) {
        refuse(&why);
    }
    printf("proven at height %" PRIu64 ": ", height);
    print_hex(key.data, key.len);
    printf(" is ");
    print_hex(value.data, value.len);
    puts("");
    free(block.data);
    free(key.data);
    free(value.data);
    free(proof.data);
    return 0;
}
