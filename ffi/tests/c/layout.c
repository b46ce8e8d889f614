/* The layout of every struct: asserted where pointers have 64 bits, and printed everywhere, for
 * tests/c.rs to compare with what Rust believes; and what their macros make of them.
 */
#include "parhelion.h"

#include <stdio.h>

/* A type of negative size, and so a compiler's error, unless it is as it should be. */
#if UINTPTR_MAX == UINT64_MAX
#define ASSERT_(fact, name) typedef char name[(fact) ? 1 : -1]
#else
#define ASSERT_(fact, name) typedef char name[1]
#endif
#define SIZE_(type, size) ASSERT_(sizeof(type) == (size), size_of_##type)
#define PLACE_(type, field, place) \
    ASSERT_(offsetof(type, field) == (place), place_of_##type##_##field)

/* One row a struct and a field, in the order of the header. */
#define LAYOUT(SIZE, PLACE) \
    SIZE(parhelion_trusted_state, 256); \
    PLACE(parhelion_trusted_state, bytes, 0); \
    SIZE(parhelion_options, 40); \
    PLACE(parhelion_options, struct_size, 0); \
    PLACE(parhelion_options, trust_numerator, 8); \
    PLACE(parhelion_options, trust_denominator, 16); \
    PLACE(parhelion_options, trusting_period, 24); \
    PLACE(parhelion_options, max_clock_drift, 32); \
    SIZE(parhelion_detail, 48); \
    PLACE(parhelion_detail, struct_size, 0); \
    PLACE(parhelion_detail, code, 8); \
    PLACE(parhelion_detail, error_class, 12); \
    PLACE(parhelion_detail, index, 16); \
    PLACE(parhelion_detail, offset, 20); \
    PLACE(parhelion_detail, a, 24); \
    PLACE(parhelion_detail, b, 32); \
    PLACE(parhelion_detail, c, 40); \
    SIZE(parhelion_bytes, 16); \
    PLACE(parhelion_bytes, data, 0); \
    PLACE(parhelion_bytes, len, 8); \
    SIZE(parhelion_header_info, 256); \
    PLACE(parhelion_header_info, struct_size, 0); \
    PLACE(parhelion_header_info, height, 8); \
    PLACE(parhelion_header_info, seconds, 16); \
    PLACE(parhelion_header_info, nanos, 24); \
    PLACE(parhelion_header_info, has, 28); \
    PLACE(parhelion_header_info, chain_id, 32); \
    PLACE(parhelion_header_info, header_hash, 88); \
    PLACE(parhelion_header_info, next_validators_hash, 120); \
    PLACE(parhelion_header_info, last_block_hash, 152); \
    PLACE(parhelion_header_info, app_hash, 184); \
    PLACE(parhelion_header_info, app_hash_len, 248); \
    PLACE(parhelion_header_info, reserved, 252); \
    SIZE(parhelion_trusted_validator, 60); \
    PLACE(parhelion_trusted_validator, bytes, 0); \
    SIZE(parhelion_update, 16 + 8 * PARHELION_UPDATE_WORDS); \
    PLACE(parhelion_update, struct_size, 0); \
    PLACE(parhelion_update, words, 16); \
    SIZE(parhelion_storage, 40); \
    PLACE(parhelion_storage, struct_size, 0); \
    PLACE(parhelion_storage, context, 8); \
    PLACE(parhelion_storage, read, 16); \
    PLACE(parhelion_storage, write, 24); \
    PLACE(parhelion_storage, sync, 32); \
    SIZE(parhelion_guard_entry, 64); \
    PLACE(parhelion_guard_entry, words, 0); \
    SIZE(parhelion_guard, 80); \
    PLACE(parhelion_guard, struct_size, 0); \
    PLACE(parhelion_guard, words, 16); \
    SIZE(parhelion_permit, 72); \
    PLACE(parhelion_permit, struct_size, 0); \
    PLACE(parhelion_permit, sign_bytes, 8); \
    PLACE(parhelion_permit, sign_bytes_len, 16); \
    PLACE(parhelion_permit, extension_sign_bytes, 24); \
    PLACE(parhelion_permit, extension_sign_bytes_len, 32); \
    PLACE(parhelion_permit, height, 40); \
    PLACE(parhelion_permit, seconds, 48); \
    PLACE(parhelion_permit, nanos, 56); \
    PLACE(parhelion_permit, round, 60); \
    PLACE(parhelion_permit, step, 64); \
    PLACE(parhelion_permit, reserved, 68); \
    SIZE(parhelion_position, 24); \
    PLACE(parhelion_position, struct_size, 0); \
    PLACE(parhelion_position, height, 8); \
    PLACE(parhelion_position, round, 16); \
    PLACE(parhelion_position, step, 20); \
    SIZE(parhelion_tally, 40); \
    PLACE(parhelion_tally, struct_size, 0); \
    PLACE(parhelion_tally, tallied, 8); \
    PLACE(parhelion_tally, needed, 16); \
    PLACE(parhelion_tally, total, 24); \
    PLACE(parhelion_tally, entries, 32); \
    PLACE(parhelion_tally, reserved, 36); \
    SIZE(parhelion_entry, 32); \
    PLACE(parhelion_entry, address, 0); \
    PLACE(parhelion_entry, status, 20); \
    PLACE(parhelion_entry, power, 24); \
    SIZE(parhelion_fault_proof, 48); \
    PLACE(parhelion_fault_proof, struct_size, 0); \
    PLACE(parhelion_fault_proof, height, 8); \
    PLACE(parhelion_fault_proof, round, 16); \
    PLACE(parhelion_fault_proof, vote_type, 20); \
    PLACE(parhelion_fault_proof, fault, 24); \
    PLACE(parhelion_fault_proof, validator, 28); \
    SIZE(parhelion_signer, 32); \
    PLACE(parhelion_signer, address, 0); \
    PLACE(parhelion_signer, index, 20); \
    PLACE(parhelion_signer, power, 24); \
    SIZE(parhelion_consensus_state, 32); \
    PLACE(parhelion_consensus_state, revision, 0); \
    PLACE(parhelion_consensus_state, height, 8); \
    PLACE(parhelion_consensus_state, state, 16); \
    PLACE(parhelion_consensus_state, state_len, 24); \
    SIZE(parhelion_answer, 48); \
    PLACE(parhelion_answer, key, 0); \
    PLACE(parhelion_answer, key_len, 8); \
    PLACE(parhelion_answer, value, 16); \
    PLACE(parhelion_answer, value_len, 24); \
    PLACE(parhelion_answer, proof, 32); \
    PLACE(parhelion_answer, proof_len, 40); \
    SIZE(parhelion_member, 40); \
    PLACE(parhelion_member, public_key, 0); \
    PLACE(parhelion_member, power, 32); \
    SIZE(parhelion_attested, 128); \
    PLACE(parhelion_attested, struct_size, 0); \
    PLACE(parhelion_attested, locked_height, 8); \
    PLACE(parhelion_attested, locked_seconds, 16); \
    PLACE(parhelion_attested, locked_nanos, 24); \
    PLACE(parhelion_attested, members, 28); \
    PLACE(parhelion_attested, total_power, 32); \
    PLACE(parhelion_attested, validators_hash, 40); \
    PLACE(parhelion_attested, chain_id, 72);

LAYOUT(SIZE_, PLACE_)

#define PRINT_SIZE(type, size) printf("%s %lu\n", #type, (unsigned long)sizeof(type))
#define PRINT_PLACE(type, field, place) \
    printf("%s.%s %lu\n", #type, #field, (unsigned long)offsetof(type, field))

/* What the macro of a struct makes: its size, and nothing else. */
#define MADE_(type, init) \
    do { \
        const type made = init; \
        wrong += made.struct_size != sizeof made; \
        wrong += written((const unsigned char *)&made, sizeof made); \
    } while (0)

/* How many bytes after the size are not zero. */
static int written(const unsigned char *bytes, size_t len)
{
    size_t at;
    int found = 0;
    for (at = sizeof(size_t); at < len; at += 1) {
        found += bytes[at] != 0;
    }
    return found;
}

int main(void)
{
    const parhelion_options options = PARHELION_OPTIONS_INIT;
    const parhelion_detail detail = PARHELION_DETAIL_INIT;
    int wrong = options.struct_size != sizeof options;

    wrong += detail.struct_size != sizeof detail;
    MADE_(parhelion_header_info, PARHELION_HEADER_INFO_INIT);
    MADE_(parhelion_update, PARHELION_UPDATE_INIT);
    MADE_(parhelion_storage, PARHELION_STORAGE_INIT);
    MADE_(parhelion_guard, PARHELION_GUARD_INIT);
    MADE_(parhelion_permit, PARHELION_PERMIT_INIT);
    MADE_(parhelion_position, PARHELION_POSITION_INIT);
    MADE_(parhelion_tally, PARHELION_TALLY_INIT);
    MADE_(parhelion_fault_proof, PARHELION_FAULT_PROOF_INIT);
    MADE_(parhelion_attested, PARHELION_ATTESTED_INIT);
    LAYOUT(PRINT_SIZE, PRINT_PLACE)
    return wrong;
}
