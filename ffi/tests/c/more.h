/* The functions that no case asks: what is trusted, windows, examination, consumers, JSON. */
#ifndef MORE_H
#define MORE_H

#define MORE trust, info, from_client, window, examine, attest, consumer_header, light_block, \
    small_scratch

static void put_info(struct answer *a, const parhelion_header_info *info)
{
    put_number(a, info->height, 8);
    put_number(a, (uint64_t)info->seconds, 8);
    put_number(a, info->nanos, 4);
    put_number(a, info->has, 4);
    put(a, info->chain_id, sizeof info->chain_id);
    put(a, info->header_hash, 32);
    put(a, info->next_validators_hash, 32);
    put(a, info->last_block_hash, 32);
    put(a, info->app_hash, info->app_hash_len);
}

/* block, hash */
static void trust(const struct question *q, struct answer *a)
{
    parhelion_trusted_state next;
    if (q->len[1] != 32) {
        stop("a hash has 32 bytes");
    }
    ALONE(parhelion_trust_on_faith(FIELD(0), q->data[1], &next, &a->why));
    put(a, &next, sizeof next);
}

/* state */
static void info(const struct question *q, struct answer *a)
{
    parhelion_trusted_state state;
    parhelion_header_info found = PARHELION_HEADER_INFO_INIT;
    copy(q, 0, &state, sizeof state);
    ALONE(parhelion_trusted_state_info(&state, &found, &a->why));
    put_info(a, &found);
}

/* client state, revision, height, consensus state */
static void from_client(const struct question *q, struct answer *a)
{
    parhelion_trusted_state next;
    ALONE(parhelion_trusted_state_from_client(FIELD(0), number(q, 1), number(q, 2), FIELD(3),
                                                  &next, &a->why));
    put(a, &next, sizeof next);
}

/* state, options (4), now (2); then the blocks. The answer says also after an error how far it went. */
static void window(const struct question *q, struct answer *a)
{
    const parhelion_options options = options_of(q, 1);
    const size_t len = q->fields - 7;
    parhelion_bytes *blocks = calloc(len + 1, sizeof *blocks);
    parhelion_trusted_state state;
    size_t verified = 0, each;

    copy(q, 0, &state, sizeof state);
    for (each = 0; each < len; each += 1) {
        blocks[each].data = q->data[each + 7];
        blocks[each].len = q->len[each + 7];
    }
    a->code = parhelion_verify_window(&state, blocks, len, &options, signed_number(q, 5),
                                      (uint32_t)number(q, 6), verifier, &state, &verified, &a->why);
    put_number(a, verified, 8);
    put(a, &state, sizeof state);
    a->keep = 1;
    free(blocks);
}

/* chain id, validators, commit */
static void examine(const struct question *q, struct answer *a)
{
    parhelion_entry *entries;
    size_t len = 0, each;

    ALONE(parhelion_commit_examine(FIELD(0), FIELD(1), FIELD(2), NULL, 0, &len, &a->why));
    if (a->code != PARHELION_ARGUMENT || len == 0) {
        return;
    }
    entries = calloc(len, sizeof *entries);
    ALONE(parhelion_commit_examine(FIELD(0), FIELD(1), FIELD(2), entries, len, &len, &a->why));
    for (each = 0; each < len; each += 1) {
        put(a, entries[each].address, 20);
        put_number(a, entries[each].status, 4);
        put_number(a, entries[each].power, 8);
    }
    free(entries);
}

static parhelion_answer *answers_of(const struct question *q, size_t from, size_t *len)
{
    parhelion_answer *answers = calloc(q->fields, sizeof *answers);
    size_t each;

    *len = (q->fields - from) / 3;
    for (each = 0; each < *len; each += 1) {
        size_t at = from + 3 * each;
        answers[each].key = q->data[at];
        answers[each].key_len = q->len[at];
        answers[each].value = q->data[at + 1];
        answers[each].value_len = q->len[at + 1];
        answers[each].proof = q->data[at + 2];
        answers[each].proof_len = q->len[at + 2];
    }
    return answers;
}

static void put_attested(struct answer *a, const parhelion_attested *attested,
                         const parhelion_member *members)
{
    put_number(a, attested->locked_height, 8);
    put_number(a, (uint64_t)attested->locked_seconds, 8);
    put_number(a, attested->locked_nanos, 4);
    put_number(a, attested->total_power, 8);
    put(a, attested->validators_hash, 32);
    put(a, attested->chain_id, sizeof attested->chain_id);
    put_members(a, members, attested->members);
}

/* provider, release, consumer, room; then for each answer key, value or NULL, proof */
static void attest(const struct question *q, struct answer *a)
{
    const size_t room = (size_t)number(q, 3);
    parhelion_member *members = calloc(room + 1, sizeof *members);
    parhelion_attested attested = PARHELION_ATTESTED_INIT;
    parhelion_trusted_state provider;
    size_t len;
    parhelion_answer *answers = answers_of(q, 4, &len);

    copy(q, 0, &provider, sizeof provider);
    ALONE(parhelion_attest(&provider, FIELD(1), number(q, 2), answers, len, members, room,
                               &attested, &a->why));
    put_attested(a, &attested, members);
    free(answers);
    free(members);
}

/* provider, release, consumer, room, block, options (4), now (2); then the answers */
static void consumer_header(const struct question *q, struct answer *a)
{
    const size_t room = (size_t)number(q, 3);
    const parhelion_options options = options_of(q, 5);
    parhelion_member *members = calloc(room + 1, sizeof *members);
    parhelion_attested attested = PARHELION_ATTESTED_INIT;
    parhelion_trusted_state provider, next, other;
    size_t len;
    parhelion_answer *answers = answers_of(q, 11, &len);

    copy(q, 0, &provider, sizeof provider);
    ALONE(parhelion_verify_consumer_header(
        &provider, FIELD(1), number(q, 2), answers, len, FIELD(4), &options, signed_number(q, 9),
        (uint32_t)number(q, 10), NULL, members, room, &next, &attested, &a->why));
    SAME(parhelion_verify_consumer_header(
        &provider, FIELD(1), number(q, 2), answers, len, FIELD(4), &options, signed_number(q, 9),
        (uint32_t)number(q, 10), verifier, members, room, &other, &attested, NULL));
    put(a, &next, sizeof next);
    put_attested(a, &attested, members);
    free(answers);
    free(members);
}

/* commit; then the pages of validators */
static void light_block(const struct question *q, struct answer *a)
{
    const size_t len = q->fields - 1;
    parhelion_bytes *pages = calloc(len + 1, sizeof *pages);
    size_t each, needed = 0;

    for (each = 0; each < len; each += 1) {
        pages[each].data = q->data[each + 1];
        pages[each].len = q->len[each + 1];
    }
    a->code = parhelion_light_block_from_json(FIELD(0), pages, len, NULL, 0, &needed, &a->why);
    if (a->code == PARHELION_ARGUMENT && needed > 0 && needed <= MOST_ANSWER) {
        a->code = parhelion_light_block_from_json(FIELD(0), pages, len, a->bytes, needed, &needed,
                                                  &a->why);
        a->len = needed;
    }
    free(pages);
}

/* Those of `trusting`, and too little memory. */
static void small_scratch(const struct question *q, struct answer *a)
{
    parhelion_tally tally = PARHELION_TALLY_INIT;
    uint32_t word = 0;
    ALONE(parhelion_commit_verify_trusting(FIELD(0), FIELD(1), FIELD(2), number(q, 3),
                                               number(q, 4), (int32_t)number(q, 5), NULL, &word, 1,
                                               &tally, &a->why));
    put_tally(a, &tally);
}

#endif
