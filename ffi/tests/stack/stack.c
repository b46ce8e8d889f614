/* Measures how much stack each function takes up: every question on a stack of its own, which is painted
 * before, and looked at afterwards. Reads questions as tests/c/cases.c does, and prints for each function
 * of that the most bytes of any question; fails where a constant of the header is below that, or twice it.
 *
 * What the runner's own frames take up is in the figures: some hundred bytes.
 */
#define _XOPEN_SOURCE 700
#define main cases_main
#include "../c/cases.c"
#undef main

#include <ucontext.h>

#define STACK_LEN ((size_t)8 << 20)
#define PAINT 0xa5
/* A frame may have a part that is not written to: only after so much paint there was nothing below. */
#define GAP ((size_t)1 << 20)

#define OF(name) { #name, PARHELION_STACK_##name }

/* The constants of the header, in the order of the runner's functions. */
static const struct constant {
    const char *name;
    size_t bytes;
} CONSTANTS[] = {
    OF(VERIFY),
    OF(VERIFY_BACKWARDS),
    OF(COMMIT_VERIFY),
    OF(COMMIT_VERIFY_TRUSTING),
    OF(CHECK),
    OF(HASH),
    OF(DUPLICATE_VOTE_VERIFY),
    OF(DUPLICATE_VOTE_VERIFY_BY_KEY),
    OF(LIGHT_CLIENT_ATTACK_VERIFY),
    OF(MISBEHAVIOUR_VERIFY),
    OF(STATE_PROOF),
    OF(CLIENT_MESSAGE),
    OF(VALSET_CHANGE),
    OF(TRUST_ON_FAITH),
    OF(TRUSTED_STATE_INFO),
    OF(TRUSTED_STATE_FROM_CLIENT),
    OF(VERIFY_WINDOW),
    OF(COMMIT_EXAMINE),
    OF(ATTEST),
    OF(VERIFY_CONSUMER_HEADER),
    OF(LIGHT_BLOCK_FROM_JSON),
    OF(SCRATCH_SIZE),
    OF(UPDATE_FRAMES),
    OF(UPDATE),
    OF(UPDATE),
    OF(GUARD)
};

#define FUNCTIONS_LEN (sizeof FUNCTIONS / sizeof *FUNCTIONS)

static struct question q;
static struct answer a;
static ucontext_t here, there;

/* Lists of members that are longer than the constants are for; the header says what those take up. */
static int has_long_list(void)
{
    if (FUNCTIONS[q.number] == valset_change) {
        return number(&q, 0) > 128;
    }
    return (FUNCTIONS[q.number] == attest || FUNCTIONS[q.number] == consumer_header)
        && number(&q, 3) > 128;
}

static void ask(void)
{
    FUNCTIONS[q.number](&q, &a);
}

/* How far down the stack was written to; paints it again. */
static size_t depth(uint8_t *stack)
{
    size_t at = STACK_LEN, deepest = STACK_LEN;
    while (at > 0 && deepest - at < GAP) {
        at -= 1;
        if (stack[at] != PAINT) {
            deepest = at;
        }
    }
    memset(stack + deepest, PAINT, STACK_LEN - deepest);
    return STACK_LEN - deepest;
}

/* Answers the question on the stack, and says how much of it that took. */
static size_t measure(uint8_t *stack)
{
    if (getcontext(&there) != 0) {
        stop("no context");
    }
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = STACK_LEN;
    there.uc_link = &here;
    makecontext(&there, ask, 0);
    if (swapcontext(&here, &there) != 0) {
        stop("no context");
    }
    return depth(stack);
}

/* Whether each constant is where it has to be. */
static int report(const size_t *most)
{
    int fine = 1;
    size_t each;
    for (each = 0; each < FUNCTIONS_LEN; each += 1) {
        const size_t constant = CONSTANTS[each].bytes;
        const int fits = most[each] <= constant && most[each] > constant / 2;
        printf("  %-28s %6lu of %6lu%s\n", CONSTANTS[each].name, (unsigned long)most[each],
               (unsigned long)constant, fits ? "" : ": out of place");
        fine = fine && fits;
    }
    return fine;
}

int main(void)
{
    static const parhelion_detail init = PARHELION_DETAIL_INIT;
    static size_t most[FUNCTIONS_LEN];
    uint8_t *const stack = malloc(STACK_LEN);

    if (stack == NULL || sizeof CONSTANTS / sizeof *CONSTANTS != FUNCTIONS_LEN) {
        stop("no memory, or a function without a constant");
    }
    memset(stack, PAINT, STACK_LEN);
    verifier = parhelion_verifier_new(16);
    while (read_question(&q)) {
        if (q.number >= FUNCTIONS_LEN) {
            stop("no such function");
        }
        a.why = init;
        a.len = 0;
        if (!has_long_list()) {
            const size_t found = measure(stack);
            most[q.number] = found > most[q.number] ? found : most[q.number];
        }
        free_question(&q);
    }
    parhelion_verifier_free(verifier);
    free(stack);
    return report(most) ? 0 : 1;
}
