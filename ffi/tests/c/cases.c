/* Answers the questions of tests/cases.rs through the header: one function for each of the library's,
 * which passes the fields on, and the outputs back. Where a verifier or memory can be lent, it asks
 * with and without, and stops unless the answers are the same.
 */
#include "memory.h"
#include "question.h"

static parhelion_verifier *verifier;

#define FIELD(n) q->data[n], q->len[n]
/* Asks without a verifier: then no memory is asked for. */
#define ALONE(call) \
    do { \
        const unsigned long mark = requests; \
        a->code = (call); \
        if (requests != mark) { \
            stop("memory was asked for"); \
        } \
    } while (0)
#define SAME(again) \
    do { \
        if ((again) != a->code) { \
            stop("memory changed a verdict"); \
        } \
    } while (0)

static parhelion_options options_of(const struct question *q, size_t field)
{
    parhelion_options options = PARHELION_OPTIONS_INIT;
    options.trust_numerator = number(q, field);
    options.trust_denominator = number(q, field + 1);
    options.trusting_period = signed_number(q, field + 2);
    options.max_clock_drift = signed_number(q, field + 3);
    return options;
}

/* state, trusted validators, block, options (4), now (2) */
static void verify(const struct question *q, struct answer *a)
{
    parhelion_trusted_state state, next, other;
    const parhelion_options options = options_of(q, 3);
    const int64_t seconds = signed_number(q, 7);
    const uint32_t nanos = (uint32_t)number(q, 8);
    struct scratch lent = scratch(FIELD(1));

    copy(q, 0, &state, sizeof state);
    memset(&next, 0xaa, sizeof next);
    other = next;
    ALONE(parhelion_verify(&state, FIELD(1), FIELD(2), &options, seconds, nanos, NULL,
                               lent.words, lent.len, &next, &a->why));
    SAME(parhelion_verify(&state, FIELD(1), FIELD(2), &options, seconds, nanos, NULL, NULL, 0,
                          &other, NULL));
    SAME(parhelion_verify(&state, FIELD(1), FIELD(2), &options, seconds, nanos, verifier, NULL, 0,
                          &state, NULL));
    if (memcmp(&next, &other, sizeof next) != 0
        || (a->code == PARHELION_OK && memcmp(&next, &state, sizeof next) != 0)) {
        stop("memory changed a state");
    }
    put(a, &next, sizeof next);
    free(lent.words);
}

/* state, signed header */
static void backwards(const struct question *q, struct answer *a)
{
    parhelion_trusted_state state, next;
    copy(q, 0, &state, sizeof state);
    ALONE(parhelion_verify_backwards(&state, FIELD(1), &next, &a->why));
    put(a, &next, sizeof next);
}

static void put_tally(struct answer *a, const parhelion_tally *tally)
{
    put_number(a, tally->tallied, 8);
    put_number(a, tally->needed, 8);
    put_number(a, tally->total, 8);
    put_number(a, tally->entries, 8);
}

/* chain id, validators, block id, height, commit, rule */
static void commit(const struct question *q, struct answer *a)
{
    parhelion_tally tally = PARHELION_TALLY_INIT, other = PARHELION_TALLY_INIT;
    const int64_t height = signed_number(q, 3);
    const int32_t rule = (int32_t)number(q, 5);
    ALONE(parhelion_commit_verify(FIELD(0), FIELD(1), FIELD(2), height, FIELD(4), rule, NULL,
                                      &tally, &a->why));
    SAME(parhelion_commit_verify(FIELD(0), FIELD(1), FIELD(2), height, FIELD(4), rule, verifier,
                                 &other, NULL));
    if (memcmp(&tally, &other, sizeof tally) != 0) {
        stop("a verifier changed a tally");
    }
    put_tally(a, &tally);
}

/* chain id, validators, commit, threshold (2), rule */
static void trusting(const struct question *q, struct answer *a)
{
    parhelion_tally tally = PARHELION_TALLY_INIT, other = PARHELION_TALLY_INIT;
    const uint64_t n = number(q, 3), d = number(q, 4);
    const int32_t rule = (int32_t)number(q, 5);
    struct scratch lent = scratch(FIELD(1));
    ALONE(parhelion_commit_verify_trusting(FIELD(0), FIELD(1), FIELD(2), n, d, rule, NULL,
                                               lent.words, lent.len, &tally, &a->why));
    SAME(parhelion_commit_verify_trusting(FIELD(0), FIELD(1), FIELD(2), n, d, rule, NULL, NULL, 0,
                                          &other, NULL));
    SAME(parhelion_commit_verify_trusting(FIELD(0), FIELD(1), FIELD(2), n, d, rule, verifier, NULL,
                                          0, &other, NULL));
    if (memcmp(&tally, &other, sizeof tally) != 0) {
        stop("memory changed a tally");
    }
    put_tally(a, &tally);
    free(lent.words);
}

/* message, chain id, bytes */
static void check(const struct question *q, struct answer *a)
{
    ALONE(parhelion_check((int32_t)number(q, 0), FIELD(1), FIELD(2), &a->why));
}

/* message, bytes */
static void hash(const struct question *q, struct answer *a)
{
    uint8_t found[32];
    ALONE(parhelion_hash((int32_t)number(q, 0), FIELD(1), found, &a->why));
    put(a, found, sizeof found);
}

static void put_fault(struct answer *a, const parhelion_fault_proof *proof)
{
    put(a, proof->validator, sizeof proof->validator);
    put_number(a, proof->height, 8);
    put_number(a, proof->round, 4);
    put_number(a, proof->vote_type, 4);
    put_number(a, proof->fault, 4);
}

/* chain id, validators, evidence */
static void duplicate_vote(const struct question *q, struct answer *a)
{
    parhelion_fault_proof proof = PARHELION_FAULT_PROOF_INIT;
    ALONE(parhelion_duplicate_vote_verify(FIELD(0), FIELD(1), FIELD(2), &proof, &a->why));
    put_fault(a, &proof);
}

/* chain id, public key, evidence */
static void duplicate_vote_by_key(const struct question *q, struct answer *a)
{
    parhelion_fault_proof proof = PARHELION_FAULT_PROOF_INIT;
    a->code =
        parhelion_duplicate_vote_verify_by_key(FIELD(0), FIELD(1), FIELD(2), &proof, &a->why);
    put_fault(a, &proof);
}

static void put_signers(struct answer *a, const parhelion_signer *signers, size_t len, int32_t kind)
{
    size_t each;
    put_number(a, (uint32_t)kind, 4);
    for (each = 0; each < len; each += 1) {
        put(a, signers[each].address, sizeof signers[each].address);
        put_number(a, signers[each].index, 4);
        put_number(a, signers[each].power, 8);
    }
}

/* common header, common validators, trusted header, evidence, room */
static void attack(const struct question *q, struct answer *a)
{
    const size_t room = (size_t)number(q, 4);
    parhelion_signer *signers = calloc(room + 1, sizeof *signers);
    size_t len = 0, other = 0;
    int32_t kind = 0, again = 0;

    ALONE(parhelion_light_client_attack_verify(FIELD(0), FIELD(1), FIELD(2), FIELD(3), NULL,
                                                   NULL, 0, signers, room, &len, &kind, &a->why));
    SAME(parhelion_light_client_attack_verify(FIELD(0), FIELD(1), FIELD(2), FIELD(3), verifier,
                                              NULL, 0, signers, room, &other, &again, NULL));
    if (len != other || kind != again) {
        stop("a verifier changed a list");
    }
    put_signers(a, signers, len, kind);
    free(signers);
}

/* misbehaviour, room */
static void misbehaviour(const struct question *q, struct answer *a)
{
    const size_t room = (size_t)number(q, 1);
    parhelion_signer *signers = calloc(room + 1, sizeof *signers);
    size_t len = 0;
    int32_t kind = 0;
    ALONE(parhelion_misbehaviour_verify(FIELD(0), NULL, 0, signers, room, &len, &kind, &a->why));
    put_signers(a, signers, len, kind);
    free(signers);
}

/* root or NULL, store, key, value or NULL, proof, a state with that root or NULL */
static void state_proof(const struct question *q, struct answer *a)
{
    parhelion_trusted_state state;
    parhelion_code bare = PARHELION_OK;
    parhelion_detail why = a->why;
    uint64_t height = 0;

    if (q->data[0] != NULL) {
        bare = q->data[3] != NULL
            ? parhelion_membership_under_root(FIELD(0), FIELD(1), FIELD(2), FIELD(3), FIELD(4), &why)
            : parhelion_absence_under_root(FIELD(0), FIELD(1), FIELD(2), FIELD(4), &why);
    }
    if (q->data[5] == NULL) {
        a->code = bare;
        a->why = why;
        return;
    }
    copy(q, 5, &state, sizeof state);
    ALONE(q->data[3] != NULL
        ? parhelion_membership(&state, FIELD(1), FIELD(2), FIELD(3), FIELD(4), &height, &a->why)
        : parhelion_absence(&state, FIELD(1), FIELD(2), FIELD(4), &height, &a->why));
    if (q->data[0] != NULL && memcmp(&why, &a->why, sizeof why) != 0) {
        stop("a header changed a verdict");
    }
    put_number(a, height, 8);
}

/* client state, message, now (2); then for each state revision, height, state */
static void client_message(const struct question *q, struct answer *a)
{
    const size_t len = (q->fields - 4) / 3;
    parhelion_consensus_state *states = calloc(len + 1, sizeof *states);
    int32_t outcome = 0;
    size_t each;

    for (each = 0; each < len; each += 1) {
        states[each].revision = number(q, 4 + 3 * each);
        states[each].height = number(q, 5 + 3 * each);
        states[each].state = q->data[6 + 3 * each];
        states[each].state_len = q->len[6 + 3 * each];
    }
    ALONE(parhelion_client_message(FIELD(0), states, len, FIELD(1), signed_number(q, 2),
                                       (uint32_t)number(q, 3), NULL, 0, &outcome, &a->why));
    put_number(a, (uint32_t)outcome, 4);
    free(states);
}

static void put_members(struct answer *a, const parhelion_member *members, size_t len)
{
    size_t each;
    for (each = 0; each < len; each += 1) {
        put(a, members[each].public_key, sizeof members[each].public_key);
        put_number(a, members[each].power, 8);
    }
}

/* room, members (each 32 bytes and a number); then the packets */
static void valset_change(const struct question *q, struct answer *a)
{
    const size_t room = (size_t)number(q, 0), packets_len = q->fields - 2;
    parhelion_member *members = calloc(room + 1, sizeof *members);
    parhelion_bytes *packets = calloc(packets_len + 1, sizeof *packets);
    size_t len = q->len[1] / 40, each;
    uint8_t found[32];

    if (members == NULL || packets == NULL || len > room) {
        stop("no memory");
    }
    for (each = 0; each < len; each += 1) {
        memcpy(members[each].public_key, q->data[1] + 40 * each, 32);
        members[each].power = little(q->data[1] + 40 * each + 32, 8);
    }
    for (each = 0; each < packets_len; each += 1) {
        packets[each].data = q->data[each + 2];
        packets[each].len = q->len[each + 2];
    }
    ALONE(parhelion_valset_change(members, &len, room, packets, packets_len, found, &a->why));
    put(a, found, sizeof found);
    put_members(a, members, len);
    free(packets);
    free(members);
}

#include "more.h"
#include "signer.h"

static void (*const FUNCTIONS[])(const struct question *, struct answer *) = {
    verify, backwards, commit, trusting, check, hash, duplicate_vote, duplicate_vote_by_key, attack,
    misbehaviour, state_proof, client_message, valset_change, MORE, SIGNER
};

int main(void)
{
    static struct question q;
    static struct answer a;
    static const parhelion_detail init = PARHELION_DETAIL_INIT;

    /* Small: keys are forgotten, and asked for again. */
    verifier = parhelion_verifier_new(16);
    while (read_question(&q)) {
        a.code = PARHELION_OK;
        a.why = init;
        a.len = 0;
        a.keep = 0;
        if (q.number >= sizeof FUNCTIONS / sizeof *FUNCTIONS) {
            stop("no such function");
        }
        FUNCTIONS[q.number](&q, &a);
        if (a.code != PARHELION_OK && !a.keep) {
            a.len = 0;
        }
        write_answer(&a);
        free_question(&q);
    }
    parhelion_verifier_free(verifier);
    return 0;
}
