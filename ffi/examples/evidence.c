/* Judges evidence of a double vote, by the validator set of the height of the votes.
 *
 *     evidence CHAIN_ID VALIDATORS.pb EVIDENCE.pb
 *
 * EVIDENCE is a tendermint.types.DuplicateVoteEvidence. Exit status: see update.c.
 */
#include "common.h"

int main(int argc, char **argv)
{
    struct bytes validators, evidence;
    parhelion_fault_proof proof = PARHELION_FAULT_PROOF_INIT;
    parhelion_detail why = PARHELION_DETAIL_INIT;

    if (argc != 4) {
        fputs("evidence CHAIN_ID VALIDATORS.pb EVIDENCE.pb\n", stderr);
        return 64;
    }
    validators = read_file(argv[2]);
    evidence = read_file(argv[3]);
    if (parhelion_duplicate_vote_verify((const uint8_t *)argv[1], strlen(argv[1]),
                                        validators.data, validators.len, evidence.data,
                                        evidence.len, &proof, &why)
        != PARHELION_OK) {
        refuse(&why);
    }
    printf("guilty: ");
    print_hex(proof.validator, sizeof proof.validator);
    printf(" signed two blocks at height %" PRIu64 ", round %" PRIu32 "\n", proof.height,
           proof.round);
    free(validators.data);
    free(evidence.data);
    return 0;
}
