/* The header's promises about a step, one by one.
 *
 *     contract STATE BLOCK TRUSTED_VALIDATORS SECONDS NANOS
 *
 * with a block that is verified by skipping.
 */
#include "memory.h"
#include "parhelion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(fact) \
    do { \
        if (!(fact)) { \
            printf("line %d: not so: %s\n", __LINE__, #fact); \
            failures += 1; \
        } \
    } while (0)

struct input {
    parhelion_trusted_state state;
    uint8_t block[65536];
    size_t block_len;
    uint8_t validators[65536];
    size_t validators_len;
    int64_t seconds;
    uint32_t nanos;
};

static size_t read_file(const char *path, uint8_t *to, size_t most)
{
    FILE *file = fopen(path, "rb");
    size_t len = 0;
    if (file != NULL) {
        len = fread(to, 1, most, file);
        fclose(file);
    }
    return len;
}

/* What the calls below use; NULL, or not. */
static parhelion_verifier *verifier = NULL;

static parhelion_code verify(const struct input *in, parhelion_trusted_state *next,
                             parhelion_detail *why)
{
    const parhelion_options options = PARHELION_OPTIONS_INIT;
    return parhelion_verify(&in->state, in->validators, in->validators_len, in->block,
                            in->block_len, &options, in->seconds, in->nanos, verifier, NULL, 0,
                            next, why);
}

static void good_calls(const struct input *in)
{
    const parhelion_options options = PARHELION_OPTIONS_INIT;
    parhelion_trusted_state next, same = in->state;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    uint32_t scratch[128];
    size_t words = parhelion_scratch_size(in->validators, in->validators_len);

    memset(&next, 0, sizeof next);
    CHECK(verify(in, &next, &why) == PARHELION_OK);
    CHECK(why.code == PARHELION_OK && why.error_class == PARHELION_CLASS_OK);
    CHECK(memcmp(next.bytes, "PHTS", 4) == 0);

    CHECK(words > 0 && words <= 128);
    CHECK(parhelion_verify(&same, in->validators, in->validators_len, in->block, in->block_len,
                           &options, in->seconds, in->nanos, NULL, scratch, words, &same, NULL)
          == PARHELION_OK);
    CHECK(memcmp(&same, &next, sizeof next) == 0);

    CHECK(parhelion_scratch_size(NULL, 0) == 0);
    CHECK(parhelion_scratch_size(in->block, in->block_len) == 0);
}

static void failures_leave_next_alone(struct input *in)
{
    parhelion_trusted_state next, before;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    size_t byte;

    memset(&before, 0xaa, sizeof before);
    next = before;
    for (byte = 0; byte < in->block_len; byte += 1) {
        parhelion_code code;
        in->block[byte] ^= 0x40;
        code = verify(in, &next, &why);
        in->block[byte] ^= 0x40;
        CHECK(why.code == code);
        CHECK((code == PARHELION_OK) == (why.error_class == PARHELION_CLASS_OK));
        if (code == PARHELION_OK) {
            next = before; /* A byte that no signature covers. */
        }
        CHECK(memcmp(&next, &before, sizeof next) == 0);
    }
    in->state.bytes[255] ^= 1;
    CHECK(verify(in, &next, &why) == PARHELION_STATE_CHECKSUM);
    in->state.bytes[255] ^= 1;
    in->seconds += 365L * 24 * 60 * 60;
    CHECK(verify(in, &next, &why) == PARHELION_HEADER_EXPIRED);
    CHECK(why.error_class == PARHELION_CLASS_EXPIRED && why.a > 0 && why.b < 1000000000);
    in->seconds -= 365L * 24 * 60 * 60;
    CHECK(memcmp(&next, &before, sizeof next) == 0);
}

static void wrong_calls(const struct input *in)
{
    const parhelion_options options = PARHELION_OPTIONS_INIT;
    parhelion_options small = PARHELION_OPTIONS_INIT, none = PARHELION_OPTIONS_INIT;
    parhelion_trusted_state next, before;
    parhelion_detail why = PARHELION_DETAIL_INIT;
    const parhelion_trusted_state *state = &in->state;
    const uint8_t *set = in->validators, *block = in->block;
    const size_t n = in->validators_len, m = in->block_len;
    const int64_t s = in->seconds;
    const uint32_t ns = in->nanos;

    memset(&before, 0xaa, sizeof before);
    next = before;
    small.struct_size -= 1;
    none.trust_denominator = 0;
#define REFUSED(call) \
    do { \
        why.code = PARHELION_OK; \
        CHECK((call) == PARHELION_ARGUMENT); \
        CHECK(why.code == PARHELION_ARGUMENT && why.error_class == PARHELION_CLASS_FAULT); \
        CHECK(memcmp(&next, &before, sizeof next) == 0); \
    } while (0)
    REFUSED(parhelion_verify(NULL, set, n, block, m, &options, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, NULL, n, block, m, &options, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, SIZE_MAX, block, m, &options, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, NULL, m, &options, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, NULL, 0, &options, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, block, m, NULL, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, block, m, &small, s, ns, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, block, m, &options, s, 1000000000, NULL, NULL, 0, &next, &why));
    REFUSED(parhelion_verify(state, set, n, block, m, &options, s, ns, NULL, NULL, 1, &next, &why));
    REFUSED(parhelion_verify(state, set, n, block, m, &options, s, ns, NULL, NULL, 0, NULL, &why));
#undef REFUSED

    CHECK(parhelion_verify(state, set, n, block, m, &none, s, ns, NULL, NULL, 0, &next, &why)
          == PARHELION_TRUST_THRESHOLD_RANGE);
    CHECK(why.a == 1 && why.b == 0 && why.error_class == PARHELION_CLASS_MALFORMED);
    CHECK(parhelion_verify(state, NULL, 0, block, m, &options, s, ns, NULL, NULL, 0, &next, &why)
          == PARHELION_TRUSTED_VALIDATORS_MISSING);
    CHECK(parhelion_verify(state, set, n, block, 0, &options, s, ns, NULL, NULL, 0, &next, &why)
          == PARHELION_MISSING_PART);

    /* A detail of another size is refused, and not written to. */
    why.struct_size -= 1;
    why.code = -7;
    CHECK(verify(in, &next, &why) == PARHELION_ARGUMENT);
    CHECK(why.code == -7);
    CHECK(memcmp(&next, &before, sizeof next) == 0);
}

/* The same promises with a verifier, but for the one about memory. */
static void with_a_verifier(struct input *in)
{
    parhelion_trusted_state with, without;
    parhelion_detail why = PARHELION_DETAIL_INIT;

    CHECK(verify(in, &without, &why) == PARHELION_OK);
    CHECK(parhelion_verifier_new(SIZE_MAX) == NULL);
    parhelion_verifier_free(NULL);
    verifier = parhelion_verifier_new(0);
    CHECK(verifier != NULL);
    good_calls(in);
    failures_leave_next_alone(in);
    CHECK(verify(in, &with, &why) == PARHELION_OK);
    CHECK(memcmp(&with, &without, sizeof with) == 0);
    parhelion_verifier_free(verifier);
    verifier = NULL;
}

int main(int argc, char **argv)
{
    static struct input in;
    unsigned long before;

    if (argc != 6
        || read_file(argv[1], in.state.bytes, sizeof in.state.bytes) != sizeof in.state.bytes) {
        return 64;
    }
    in.block_len = read_file(argv[2], in.block, sizeof in.block);
    in.validators_len = read_file(argv[3], in.validators, sizeof in.validators);
    in.seconds = strtoll(argv[4], NULL, 10);
    in.nanos = (uint32_t)strtoul(argv[5], NULL, 10);

    /* A program's first output asks for memory: before the counting begins. */
    printf("version %s\n", parhelion_version());
    before = requests;
    CHECK(strcmp(parhelion_version(), PARHELION_VERSION) == 0);
    CHECK(strcmp(parhelion_code_text(PARHELION_OK), "verified") == 0);
    CHECK(strlen(parhelion_code_text(-1)) > 0);
    CHECK(strcmp(parhelion_code_name(PARHELION_NOT_ENOUGH_TRUST), "NotEnoughTrust") == 0);
    CHECK(strcmp(parhelion_code_name(PARHELION_UNREADABLE), "Unreadable") == 0);
    CHECK(strcmp(parhelion_code_name(-1), "Unknown") == 0);
    CHECK(parhelion_abi_version() == PARHELION_ABI_VERSION);
    good_calls(&in);
    failures_leave_next_alone(&in);
    wrong_calls(&in);
    CHECK(requests == before);
#ifdef COUNT_MEMORY
    free(malloc(1));
    CHECK(requests == before + 1); /* The counting counts. */
#endif
    with_a_verifier(&in);
    return failures == 0 ? 0 : 1;
}
