/* What src/main.rs does, through the interface of C: answers the questions of host/main.rs. */
#include "board.h"
#include "parhelion.h"

#include <string.h>

#define TRUSTED 200 /* validators of a trusted set, at most */
#define ENTRIES 2
#define CHUNK 64 /* bytes that come at once: a USB packet */

enum { END, BLOCK, ENTRY, SIGNATURE };

/* Made by hand: its macro would put zeros into flash. */
static parhelion_update update;
/* What only skipping needs. */
static parhelion_trusted_validator trusted[TRUSTED];
/* In place of flash, never written to: no record is all zeros. */
static uint8_t flash[2][ENTRIES][64];

/* Instructions that a question took. */
static uint64_t total;

/* The next block. Returns 1 where the host has stopped within it. */
static int verify_block(parhelion_code *code, uint8_t checksum[8])
{
    static parhelion_trusted_state state; /* not on the stack, under all that is done below */
    parhelion_options options = PARHELION_OPTIONS_INIT;
    int64_t seconds;
    uint32_t nanos, left;

    if (read_host(&state, sizeof state) || read_host(&options.trust_numerator, 32)
        || read_host(&seconds, 8) || read_host(&nanos, 4) || read_host(&left, 4)) {
        return 1;
    }
    *code = parhelion_update_begin(&state, &options, seconds, nanos, trusted, TRUSTED, &update, NULL);
    while (left > 0) {
        uint8_t chunk[CHUNK];
        const uint32_t len = left < CHUNK ? left : CHUNK;
        if (read_host(chunk, len)) {
            return 1;
        }
        left -= len;
        if (*code == PARHELION_OK) {
            const uint32_t begin = instructions();
            *code = parhelion_update_push(&update, chunk, len, NULL);
            total += since(begin);
        }
    }
    if (*code == PARHELION_OK) {
        const uint32_t begin = instructions();
        *code = parhelion_update_finish(&update, &state, NULL);
        total += since(begin);
    }
    memcpy(checksum, state.bytes + 248, 8);
    return 0;
}

static int32_t read_slot(void *context, uint32_t entry, uint32_t side, uint8_t *record)
{
    (void)context;
    memcpy(record, flash[side][entry], 64);
    return 0;
}

static int32_t write_slot(void *context, uint32_t entry, uint32_t side, const uint8_t *record)
{
    (void)context;
    memcpy(flash[side][entry], record, 64);
    return 0;
}

static int32_t sync_slots(void *context)
{
    (void)context;
    return 0;
}

/* A length of one byte, and so many. */
static int read_part(uint8_t bytes[255], uint8_t *len)
{
    return read_host(len, 1) || read_host(bytes, *len);
}

/* An act on the guard of a device that was just switched on: nothing is known but what is stored. */
static int guard_key(int kind, parhelion_code *code)
{
    parhelion_storage storage = PARHELION_STORAGE_INIT;
    parhelion_guard guard = PARHELION_GUARD_INIT;
    parhelion_guard_entry entries[ENTRIES];
    parhelion_permit permit = PARHELION_PERMIT_INIT;
    uint8_t chain_id[255], key[255], asked[255], chain_id_len, key_len, asked_len = 0;
    uint64_t height = 0;

    if ((kind == ENTRY && read_host(&height, 8)) || read_part(chain_id, &chain_id_len)
        || read_part(key, &key_len) || (kind == SIGNATURE && read_part(asked, &asked_len))) {
        return 1;
    }
    storage.read = read_slot;
    storage.write = write_slot;
    storage.sync = sync_slots;
    *code = parhelion_guard_open(&storage, UINT64_MAX, entries, ENTRIES, &guard, NULL);
    if (*code == PARHELION_OK && kind == ENTRY) {
        *code = parhelion_guard_provision(&guard, chain_id, chain_id_len, key, key_len, height, NULL);
    } else if (*code == PARHELION_OK) {
        *code = parhelion_guard_permit(&guard, chain_id, chain_id_len, key, key_len, asked, asked_len,
                                       NULL, 0, &permit, NULL);
    }
    return 0;
}

int run(void)
{
    uint8_t kind, checksum[8];
    parhelion_code code = PARHELION_OK;

    if (open_host() || parhelion_abi_version() != PARHELION_ABI_VERSION) {
        return 1;
    }
    update.struct_size = sizeof update;
    for (;;) {
        total = 0;
        if (read_host(&kind, 1)) {
            return 1;
        }
        if (kind == END) {
            return 0;
        }
        if (kind == BLOCK ? verify_block(&code, checksum) : guard_key(kind, &code)) {
            return 1;
        }
        print_number((uint64_t)code, ' ');
        print_number(code != PARHELION_OK || kind != BLOCK ? 0
                         : (uint64_t)checksum[0] << 56 | (uint64_t)checksum[1] << 48
                             | (uint64_t)checksum[2] << 40 | (uint64_t)checksum[3] << 32
                             | (uint64_t)checksum[4] << 24 | (uint64_t)checksum[5] << 16
                             | (uint64_t)checksum[6] << 8 | checksum[7], ' ');
        print_number(total, ' ');
        print_number(deepest_stack(), '\n');
    }
}
