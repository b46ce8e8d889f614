/* What a signer has: blocks in frames, and the guard. */
#ifndef SIGNER_H
#define SIGNER_H

#define SIGNER update, frames, clockless, guard

/* Not on the stack, which is measured. */
static parhelion_update in_frames = PARHELION_UPDATE_INIT;

/* Pushes all frames, in chunks. */
static parhelion_code push(const uint8_t *bytes, size_t len, size_t size, parhelion_detail *why)
{
    parhelion_code code = PARHELION_OK;
    size_t at;
    for (at = 0; at < len && code == PARHELION_OK; at += size) {
        code = parhelion_update_push(&in_frames, bytes + at, len - at < size ? len - at : size, why);
    }
    return code;
}

/* Finishes, unless a push has failed: then finishing says the same. */
static parhelion_code finish(parhelion_code pushed, parhelion_trusted_state *next,
                             parhelion_detail *why)
{
    const parhelion_code code = parhelion_update_finish(&in_frames, next, why);
    if (pushed != PARHELION_OK && pushed != code) {
        stop("finishing said something else");
    }
    if (parhelion_update_finish(&in_frames, next, NULL) != PARHELION_ARGUMENT) {
        stop("an update that is over goes on");
    }
    return code;
}

static parhelion_trusted_validator *room(size_t len)
{
    /* What is in it before means nothing. */
    parhelion_trusted_validator *memory = malloc((len + 1) * sizeof *memory);
    if (memory == NULL) {
        stop("no memory");
    }
    memset(memory, 0xaa, (len + 1) * sizeof *memory);
    return memory;
}

/* One run through all frames, by chunks of one size. */
static parhelion_code one_run(const struct question *q, size_t options, size_t frames, size_t size,
                              parhelion_trusted_state *next, parhelion_detail *why)
{
    const parhelion_options chosen = options_of(q, options);
    const size_t len = (size_t)number(q, options + 6);
    parhelion_trusted_validator *memory = room(len);
    parhelion_trusted_state state;
    parhelion_code code;

    copy(q, 0, &state, sizeof state);
    code = parhelion_update_begin(&state, &chosen, signed_number(q, options + 4),
                                  (uint32_t)number(q, options + 5), memory, len, &in_frames, why);
    if (code == PARHELION_OK) {
        code = finish(push(q->data[frames], q->len[frames], size, why), next, why);
    }
    free(memory);
    return code;
}

/* state, options (4), now (2), room, frames */
static void frames(const struct question *q, struct answer *a)
{
    parhelion_trusted_state next;
    a->code = one_run(q, 1, 8, q->len[8] + 1, &next, &a->why);
    put(a, &next, sizeof next);
}

/* state, trusted validators or NULL, block, options (4), now (2), room */
static void update(const struct question *q, struct answer *a)
{
    static struct question sent;
    parhelion_trusted_state next, other;
    size_t len = 0, each;
    const size_t sizes[] = { 64, 1 + q->len[2] % 251 };

    sent = *q;
    memset(&next, 0xaa, sizeof next);
    other = next;
    a->code = parhelion_update_frames(FIELD(1), FIELD(2), NULL, 0, &len, &a->why);
    if (a->code != PARHELION_ARGUMENT) {
        return;
    }
    sent.data[q->fields] = malloc(len + 1);
    sent.len[q->fields] = len;
    if (sent.data[q->fields] == NULL) {
        stop("no memory");
    }
    ALONE(parhelion_update_frames(FIELD(1), FIELD(2), sent.data[q->fields], len, &len, &a->why));
    for (each = 0; each < 2; each += 1) {
        a->code = one_run(&sent, 3, q->fields, sizes[each], each == 0 ? &next : &other, &a->why);
    }
    if (memcmp(&next, &other, sizeof next) != 0) {
        stop("the size of chunks changed a state");
    }
    put(a, &next, sizeof next);
    free(sent.data[q->fields]);
}

/* state, threshold (2), frames */
static void clockless(const struct question *q, struct answer *a)
{
    parhelion_trusted_state state, next;

    copy(q, 0, &state, sizeof state);
    a->code = parhelion_update_begin_without_clock(&state, number(q, 1), number(q, 2), NULL, 0,
                                                   &in_frames, &a->why);
    if (a->code == PARHELION_OK) {
        a->code = finish(push(FIELD(3), 64, &a->why), &next, &a->why);
    }
    put(a, &next, sizeof next);
}

#define MOST_ENTRIES 4

enum writes { DONE, FAIL, NOTHING, FORGOTTEN };

struct flash {
    uint8_t slots[MOST_ENTRIES][2][64];
    enum writes writes;
};

static int32_t read_slot(void *context, uint32_t entry, uint32_t side, uint8_t *record)
{
    struct flash *flash = context;
    memcpy(record, flash->slots[entry][side], 64);
    if (flash->writes == FORGOTTEN) {
        memset(flash->slots[entry][side], 0xff, 64);
    }
    return 0;
}

static int32_t write_slot(void *context, uint32_t entry, uint32_t side, const uint8_t *record)
{
    struct flash *flash = context;
    if (flash->writes == FAIL) {
        return 7;
    }
    if (flash->writes != NOTHING) {
        memcpy(flash->slots[entry][side], record, 64);
    }
    return 0;
}

static int32_t sync_slots(void *context)
{
    return context == NULL;
}

static void put_permit(struct answer *a, const parhelion_permit *permit)
{
    put(a, permit->sign_bytes, permit->sign_bytes_len);
    put(a, permit->extension_sign_bytes, permit->extension_sign_bytes_len);
    put_number(a, permit->height, 8);
    put_number(a, (uint64_t)permit->seconds, 8);
    put_number(a, permit->nanos, 4);
    put_number(a, permit->round, 4);
    put_number(a, permit->step, 4);
}

enum act { PROVISION, RAISE_FLOOR, POSITION, PERMIT };

/* One act: its number, chain id, key, height or sign bytes, extension or NULL. */
static void act(const struct question *q, size_t at, parhelion_guard *guard, struct answer *a)
{
    parhelion_position position = PARHELION_POSITION_INIT;
    parhelion_permit permit = PARHELION_PERMIT_INIT;

    a->len = 0;
    switch ((enum act)number(q, at)) {
    case PROVISION:
        a->code = parhelion_guard_provision(guard, FIELD(at + 1), FIELD(at + 2), number(q, at + 3),
                                            &a->why);
        break;
    case RAISE_FLOOR:
        a->code = parhelion_guard_raise_floor(guard, FIELD(at + 1), FIELD(at + 2),
                                              number(q, at + 3), &a->why);
        break;
    case POSITION:
        a->code = parhelion_guard_position(guard, FIELD(at + 1), FIELD(at + 2), &position, &a->why);
        put_number(a, position.height, 8);
        put_number(a, position.round, 4);
        put_number(a, position.step, 4);
        break;
    case PERMIT:
        a->code = parhelion_guard_permit(guard, FIELD(at + 1), FIELD(at + 2), FIELD(at + 3),
                                         FIELD(at + 4), &permit, &a->why);
        put_permit(a, &permit);
        break;
    default:
        stop("no such act");
    }
}

/* what becomes of writes, greatest jump, slots of all entries; then the acts, until one fails. The
 * answer is that of the last one, and what is in the slots then. */
static void guard(const struct question *q, struct answer *a)
{
    parhelion_storage storage = PARHELION_STORAGE_INIT;
    parhelion_guard_entry entries[MOST_ENTRIES];
    parhelion_guard opened = PARHELION_GUARD_INIT;
    struct flash flash;
    size_t at;

    copy(q, 2, flash.slots, q->len[2]);
    flash.writes = (enum writes)number(q, 0);
    storage.context = &flash;
    storage.read = read_slot;
    storage.write = write_slot;
    storage.sync = sync_slots;
    ALONE(parhelion_guard_open(&storage, number(q, 1), entries, q->len[2] / 128, &opened, &a->why));
    for (at = 3; at < q->fields && a->code == PARHELION_OK; at += 5) {
        const unsigned long mark = requests;
        act(q, at, &opened, a);
        if (requests != mark) {
            stop("memory was asked for");
        }
    }
    put(a, flash.slots, q->len[2]);
}

#endif
