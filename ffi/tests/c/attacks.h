/* The rows of attacks.c, in the order of the header. */
#ifndef ATTACKS_H
#define ATTACKS_H

#define P(a) v[a].p
#define ARRAY(a) v[a].p, v[a].n
#define CALL(name, ...) \
    static parhelion_code name(const struct value *v, parhelion_detail *why) \
    { \
        return parhelion_##name(__VA_ARGS__, why); \
    }

CALL(trust_on_faith, ARRAY(0), P(1), P(2))
CALL(trusted_state_info, P(0), P(1))
CALL(trusted_state_from_client, ARRAY(0), 1, 1, ARRAY(1), P(2))
CALL(verify, P(0), ARRAY(1), ARRAY(2), P(3), 1, (uint32_t)v[4].n, P(5), ARRAY(6), P(7))
CALL(verify_backwards, P(0), ARRAY(1), P(2))
CALL(update_begin, P(0), P(1), 1, (uint32_t)v[2].n, ARRAY(3), P(4))
CALL(update_begin_without_clock, P(0), 1, 3, ARRAY(1), P(2))
CALL(update_push, P(0), ARRAY(1))
CALL(update_finish, P(0), P(1))
CALL(update_frames, ARRAY(0), ARRAY(1), ARRAY(2), P(3))
CALL(guard_open, P(0), 1, ARRAY(1), P(2))
CALL(guard_provision, P(0), ARRAY(1), ARRAY(2), 1)
CALL(guard_raise_floor, P(0), ARRAY(1), ARRAY(2), 1)
CALL(guard_position, P(0), ARRAY(1), ARRAY(2), P(3))
CALL(guard_permit, P(0), ARRAY(1), ARRAY(2), ARRAY(3), ARRAY(4), P(5))
CALL(commit_verify, ARRAY(0), ARRAY(1), ARRAY(2), 1, ARRAY(3), (int32_t)v[4].n, P(5), P(6))
CALL(commit_verify_trusting, ARRAY(0), ARRAY(1), ARRAY(2), 1, 3, (int32_t)v[3].n, P(4), ARRAY(5),
     P(6))
CALL(commit_examine, ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3), P(4))
CALL(duplicate_vote_verify, ARRAY(0), ARRAY(1), ARRAY(2), P(3))
CALL(duplicate_vote_verify_by_key, ARRAY(0), ARRAY(1), ARRAY(2), P(3))
CALL(light_client_attack_verify, ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3), P(4), ARRAY(5), ARRAY(6),
     P(7), P(8))
CALL(misbehaviour_verify, ARRAY(0), ARRAY(1), ARRAY(2), P(3), P(4))
CALL(membership, P(0), ARRAY(1), ARRAY(2), ARRAY(3), ARRAY(4), P(5))
CALL(absence, P(0), ARRAY(1), ARRAY(2), ARRAY(3), P(4))
CALL(membership_under_root, ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3), ARRAY(4))
CALL(absence_under_root, ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3))
CALL(client_message, ARRAY(0), ARRAY(1), ARRAY(2), 1, (uint32_t)v[3].n, ARRAY(4), P(5))
CALL(attest, P(0), ARRAY(1), 0, ARRAY(2), ARRAY(3), P(4))
CALL(verify_consumer_header, P(0), ARRAY(1), 0, ARRAY(2), ARRAY(3), P(4), 1, (uint32_t)v[5].n, P(6),
     ARRAY(7), P(8), P(9))
CALL(check, (int32_t)v[0].n, ARRAY(1), ARRAY(2))
CALL(hash, (int32_t)v[0].n, ARRAY(1), P(2))
CALL(light_block_from_json, ARRAY(0), ARRAY(1), ARRAY(2), P(3))

/* One verifier for the function that wants one. */
static parhelion_code verify_window(const struct value *v, parhelion_detail *why)
{
    parhelion_verifier *verifier = v[4].p == NULL ? parhelion_verifier_new(1) : v[4].p;
    parhelion_code code = parhelion_verify_window(P(0), ARRAY(1), P(2), 1, (uint32_t)v[3].n,
                                                  verifier, P(5), P(6), why);
    if (v[4].p == NULL) {
        parhelion_verifier_free(verifier);
    }
    return code;
}

/* As many members before as there is room for. */
static parhelion_code valset_change(const struct value *v, parhelion_detail *why)
{
    size_t *len = v[1].p;
    if (len != NULL && (uintptr_t)len % sizeof *len == 0) {
        *len = 0;
    }
    return parhelion_valset_change(P(0), P(1), v[0].n, ARRAY(2), P(3), why);
}

#define STATE_ A_(IN, parhelion_trusted_state)
#define NEXT_ A_(OUT, parhelion_trusted_state)
#define OPTIONS_ A_(IN_MADE, parhelion_options)
#define SCRATCH_ A_(LENT, uint32_t)
#define SIGNERS_ A_(LENT, parhelion_signer)
#define MEMBERS_ A_(LENT, parhelion_member)
#define LEN_ A_(OUT, size_t)
#define TRUSTED_ A_(LENT, parhelion_trusted_validator)
#define UPDATE_ A_(UPDATE, parhelion_update)
#define GUARD_ A_(GUARD, parhelion_guard)
#define ANSWERS_ { LIST, sizeof(parhelion_answer), ALIGN(parhelion_answer), 2 }
#define ROW(name, ...) { "parhelion_" #name, name, { __VA_ARGS__, { END, 0, 0, 0 } } }

static const struct row ROWS[] = {
    ROW(trust_on_faith, BYTES_, A_(IN, uint8_t), NEXT_),
    ROW(trusted_state_info, STATE_, A_(OUT_MADE, parhelion_header_info)),
    ROW(trusted_state_from_client, BYTES_, BYTES_, NEXT_),
    ROW(verify, STATE_, MAYBE_, BYTES_, OPTIONS_, NANOS_, HANDLE_, SCRATCH_, NEXT_),
    ROW(verify_backwards, STATE_, BYTES_, NEXT_),
    ROW(verify_window, STATE_, A_(LIST, parhelion_bytes), OPTIONS_, NANOS_, HANDLE_, NEXT_, LEN_),
    ROW(update_begin, STATE_, OPTIONS_, NANOS_, TRUSTED_, A_(OUT_MADE, parhelion_update)),
    ROW(update_begin_without_clock, STATE_, TRUSTED_, A_(OUT_MADE, parhelion_update)),
    ROW(update_push, UPDATE_, MAYBE_),
    ROW(update_finish, UPDATE_, NEXT_),
    ROW(update_frames, MAYBE_, BYTES_, A_(LENT, uint8_t), LEN_),
    ROW(guard_open, A_(STORAGE, parhelion_storage), A_(LENT, parhelion_guard_entry),
        A_(OUT_MADE, parhelion_guard)),
    ROW(guard_provision, GUARD_, TEXT_, BYTES_),
    ROW(guard_raise_floor, GUARD_, TEXT_, BYTES_),
    ROW(guard_position, GUARD_, TEXT_, BYTES_, A_(OUT_MADE, parhelion_position)),
    ROW(guard_permit, GUARD_, TEXT_, BYTES_, BYTES_, MAYBE_, A_(OUT_MADE, parhelion_permit)),
    ROW(commit_verify, TEXT_, BYTES_, BYTES_, BYTES_, CHOICE_(2), HANDLE_,
        A_(OUT_MADE, parhelion_tally)),
    ROW(commit_verify_trusting, TEXT_, BYTES_, BYTES_, CHOICE_(4), HANDLE_, SCRATCH_,
        A_(OUT_MADE, parhelion_tally)),
    ROW(commit_examine, TEXT_, BYTES_, BYTES_, A_(LENT, parhelion_entry), LEN_),
    ROW(duplicate_vote_verify, TEXT_, BYTES_, BYTES_, A_(OUT_MADE, parhelion_fault_proof)),
    ROW(duplicate_vote_verify_by_key, TEXT_, BYTES_, BYTES_, A_(OUT_MADE, parhelion_fault_proof)),
    ROW(light_client_attack_verify, BYTES_, BYTES_, BYTES_, BYTES_, HANDLE_, SCRATCH_, SIGNERS_,
        LEN_, A_(OUT, int32_t)),
    ROW(misbehaviour_verify, BYTES_, SCRATCH_, SIGNERS_, LEN_, A_(OUT, int32_t)),
    ROW(membership, STATE_, BYTES_, BYTES_, BYTES_, BYTES_, A_(OUT, uint64_t)),
    ROW(absence, STATE_, BYTES_, BYTES_, BYTES_, A_(OUT, uint64_t)),
    ROW(membership_under_root, BYTES_, BYTES_, BYTES_, BYTES_, BYTES_),
    ROW(absence_under_root, BYTES_, BYTES_, BYTES_, BYTES_),
    ROW(client_message, BYTES_, A_(STATES, parhelion_consensus_state), BYTES_, NANOS_, SCRATCH_,
        A_(OUT, int32_t)),
    ROW(attest, STATE_, TEXT_, ANSWERS_, MEMBERS_, A_(OUT_MADE, parhelion_attested)),
    ROW(verify_consumer_header, STATE_, TEXT_, ANSWERS_, BYTES_, OPTIONS_, NANOS_, HANDLE_,
        MEMBERS_, NEXT_, A_(OUT_MADE, parhelion_attested)),
    ROW(valset_change, MEMBERS_, LEN_, A_(LIST, parhelion_bytes), A_(OUT, uint8_t)),
    ROW(check, CHOICE_(1), MAYBE_, BYTES_),
    ROW(hash, CHOICE_(4), BYTES_, A_(OUT, uint8_t)),
    ROW(light_block_from_json, BYTES_, A_(LIST, parhelion_bytes), A_(LENT, uint8_t), LEN_),
};

#endif
