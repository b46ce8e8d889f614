/* Wrong calls, of every function in every way: NULL, bad alignment, impossible lengths, memory that
 * overlaps, structs of another size, numbers out of range. Each is PARHELION_ARGUMENT, says so in the
 * detail, and writes nothing; the same call put right is something else.
 *
 * A function is a row: how it is called, and what its arguments are. The names of those that have
 * been tried go to the standard output, for tests/c.rs to compare with the header.
 */
#include "parhelion.h"

#include <stdio.h>
#include <string.h>

enum sort {
    END,
    /* One value to be read; one that begins with its size; the memory of a verifier. */
    IN, IN_MADE, HANDLE,
    /* Bytes; bytes that may be NULL; bytes that are a text. */
    BYTES, MAYBE, TEXT,
    /* Arrays of structs that begin with a pointer and a length, or have them behind two numbers. */
    LIST, STATES,
    /* Memory that is lent. */
    LENT,
    /* One value to be written; one that begins with its size. */
    OUT, OUT_MADE,
    /* A number with a bound, and one of a few numbers. */
    NANOS, CHOICE,
    /* An update that was begun; a guard that is open; where one keeps its records. */
    UPDATE, GUARD, STORAGE
};

struct argument {
    enum sort sort;
    size_t size;
    size_t align;
    /* Of a CHOICE, a right one. */
    size_t right;
};

struct value {
    void *p;
    size_t n;
};

#define MOST 12
#define ROOM 600 /* words of eight bytes for each argument */
#define ALIGN(type) offsetof(struct { char before; type it; }, it)
#define A_(sort, type) { sort, sizeof(type), ALIGN(type), 0 }
#define BYTES_ { BYTES, 1, 1, 0 }
#define MAYBE_ { MAYBE, 1, 1, 0 }
#define TEXT_ { TEXT, 1, 1, 0 }
#define NANOS_ { NANOS, 0, 0, 0 }
#define CHOICE_(right) { CHOICE, 0, 0, right }
#define HANDLE_ { HANDLE, 8, 8, 0 }

typedef parhelion_code call(const struct value *v, parhelion_detail *why);

struct row {
    const char *name;
    call *function;
    struct argument arguments[MOST];
};

#include "attacks.h"

/* A state that is one, of the file that is named on the command line. */
static parhelion_trusted_state trusted;

static int32_t read_slot(void *context, uint32_t entry, uint32_t side, uint8_t *record)
{
    (void)context, (void)entry, (void)side;
    memset(record, 0xff, 64);
    return 0;
}

static int32_t write_slot(void *context, uint32_t entry, uint32_t side, const uint8_t *record)
{
    (void)context, (void)entry, (void)side, (void)record;
    return 1;
}

static int32_t sync_slots(void *context)
{
    (void)context;
    return 0;
}

static const parhelion_storage STORED = {
    sizeof(parhelion_storage), NULL, read_slot, write_slot, sync_slots
};

static void begin_update(void *to)
{
    const parhelion_update none = PARHELION_UPDATE_INIT;
    memcpy(to, &none, sizeof none);
    if (parhelion_update_begin_without_clock(&trusted, 1, 3, NULL, 0, to, NULL) != PARHELION_OK) {
        printf("! no update\n");
    }
}

static void open_guard(void *to)
{
    static parhelion_guard_entry entry;
    const parhelion_guard none = PARHELION_GUARD_INIT;
    memcpy(to, &none, sizeof none);
    if (parhelion_guard_open(&STORED, 1, &entry, 1, to, NULL) != PARHELION_OK) {
        printf("! no guard\n");
    }
}

static uint64_t memory[MOST][ROOM], before[MOST][ROOM];
static struct value values[MOST];
static int failures = 0;

/* A right call of nonsense: what decodes is for other tests. */
static void set_up(const struct row *row)
{
    size_t a;
    memset(memory, 0, sizeof memory);
    for (a = 0; row->arguments[a].sort != END; a += 1) {
        const struct argument *it = &row->arguments[a];
        struct value *v = &values[a];
        v->p = memory[a];
        v->n = 1;
        switch (it->sort) {
        case IN_MADE:
        case OUT_MADE:
            memcpy(v->p, &it->size, sizeof it->size);
            break;
        case BYTES:
        case MAYBE:
        case TEXT:
            memset(v->p, 'x', 32);
            v->n = 32;
            break;
        case LIST:
        case STATES: {
            /* Their bytes stand at the end of the same memory. */
            const void *bytes = &memory[a][ROOM / 2];
            const size_t len = 32;
            size_t field, fields = it->size / (sizeof bytes + sizeof len);
            uint8_t *to = v->p;
            if (it->sort == STATES) {
                to += 16;
                fields = 1;
            }
            for (field = 0; field < fields; field += 1) {
                memcpy(to, &bytes, sizeof bytes);
                memcpy(to + sizeof bytes, &len, sizeof len);
                to += sizeof bytes + sizeof len;
            }
            /* Two of them, where a function wants two. */
            if (it->right == 2) {
                memcpy((uint8_t *)v->p + it->size, v->p, it->size);
                v->n = 2;
            }
            break;
        }
        case UPDATE:
            begin_update(v->p);
            break;
        case GUARD:
            open_guard(v->p);
            break;
        case STORAGE:
            memcpy(v->p, &STORED, sizeof STORED);
            break;
        case HANDLE:
            v->p = NULL;
            break;
        case NANOS:
            v->n = 999999999;
            break;
        case CHOICE:
            v->n = it->right;
            break;
        default:
            break;
        }
    }
    memcpy(before, memory, sizeof memory);
}

static void complain(const struct row *row, const char *what, size_t a, parhelion_code code)
{
    printf("! %s, argument %lu: %s: %ld\n", row->name, (unsigned long)a, what, (long)code);
    failures += 1;
}

/* The call as it has been changed: refused, and nothing written. */
static void refused(const struct row *row, size_t a, const char *what)
{
    parhelion_detail why = PARHELION_DETAIL_INIT;
    parhelion_code code;
    size_t other;

    memcpy(before, memory, sizeof memory);
    code = row->function(values, &why);
    if (code != PARHELION_ARGUMENT || why.code != code
        || why.error_class != PARHELION_CLASS_FAULT) {
        complain(row, what, a, code);
    }
    for (other = 0; row->arguments[other].sort != END; other += 1) {
        if (memcmp(memory[other], before[other], sizeof memory[other]) != 0) {
            complain(row, "written to", other, code);
        }
    }
    set_up(row);
}

static void taken(const struct row *row, size_t a, const char *what)
{
    parhelion_detail why = PARHELION_DETAIL_INIT;
    parhelion_code code = row->function(values, &why);
    if (code == PARHELION_ARGUMENT || code == PARHELION_INTERNAL || why.code != code) {
        complain(row, what, a, code);
    }
    set_up(row);
}

static void pointers(const struct row *row, size_t a)
{
    const struct argument *it = &row->arguments[a];
    values[a].p = NULL;
    values[a].n = 1;
    refused(row, a, "NULL");
    if (it->align > 1) {
        values[a].p = (uint8_t *)values[a].p + 1;
        refused(row, a, "bad alignment");
    }
}

static void lengths(const struct row *row, size_t a)
{
    values[a].n = SIZE_MAX;
    refused(row, a, "an impossible length");
    values[a].n = SIZE_MAX / 2 / row->arguments[a].size + 1;
    refused(row, a, "a length beyond memory");
    values[a].p = NULL;
    values[a].n = 0;
    if (row->arguments[a].sort == BYTES || row->arguments[a].sort == TEXT) {
        refused(row, a, "NULL without a length");
    } else if (row->arguments[a].right != 2) {
        taken(row, a, "NULL without a length");
    }
    set_up(row);
}

static void overlaps(const struct row *row, size_t a)
{
    size_t other;
    for (other = 0; row->arguments[other].sort != END; other += 1) {
        const enum sort sort = row->arguments[other].sort;
        if (sort == BYTES || sort == MAYBE || sort == TEXT || (sort == LENT && other < a)) {
            /* The last byte that is lent is the first of the other. */
            values[a].p = memory[other];
            refused(row, a, "overlaps an array");
            memory[a][0] = 0;
            values[other].p = (uint8_t *)memory[a] + row->arguments[a].size - 1;
            if (row->arguments[other].align == 1) {
                refused(row, a, "ends in an array");
            }
        }
        if (sort == LIST || sort == STATES) {
            values[a].p = &memory[other][ROOM / 2];
            refused(row, a, "overlaps an element");
            values[a].p = memory[other];
            refused(row, a, "overlaps a list");
        }
        set_up(row);
    }
}

static void elements(const struct row *row, size_t a)
{
    const void *null = NULL;
    const size_t from = row->arguments[a].sort == STATES ? 16 : 0;
    memcpy((uint8_t *)memory[a] + from, &null, sizeof null);
    refused(row, a, "an element at NULL");
}

static void sizes(const struct row *row, size_t a)
{
    const size_t sizes[] = { 0, row->arguments[a].size - 1, row->arguments[a].size + 8, SIZE_MAX };
    size_t each;
    for (each = 0; each < sizeof sizes / sizeof *sizes; each += 1) {
        memcpy(memory[a], &sizes[each], sizeof sizes[each]);
        refused(row, a, "another size");
    }
}

/* Memory in which there is no value; and arrays in the memory of one. */
static void held(const struct row *row, size_t a)
{
    size_t other;
    memset((uint8_t *)memory[a] + sizeof(size_t), 0, sizeof(size_t));
    refused(row, a, "holds nothing");
    for (other = 0; row->arguments[other].sort != END; other += 1) {
        const enum sort sort = row->arguments[other].sort;
        if (sort == BYTES || sort == MAYBE || sort == TEXT) {
            values[other].p = (uint8_t *)memory[a] + row->arguments[a].size - 1;
            refused(row, other, "begins in what is held");
        }
    }
}

static void functions(const struct row *row, size_t a)
{
    size_t each;
    for (each = 2; each < 5; each += 1) {
        const size_t word = sizeof(void *);
        memset((uint8_t *)memory[a] + each * word, 0, word);
        refused(row, a, "a function at NULL");
    }
}

static void attack(const struct row *row, size_t a)
{
    switch (row->arguments[a].sort) {
    case IN:
    case OUT:
        pointers(row, a);
        break;
    case IN_MADE:
    case OUT_MADE:
        pointers(row, a);
        sizes(row, a);
        break;
    case UPDATE:
    case GUARD:
        pointers(row, a);
        sizes(row, a);
        held(row, a);
        break;
    case STORAGE:
        pointers(row, a);
        sizes(row, a);
        functions(row, a);
        break;
    case HANDLE:
        values[a].p = (uint8_t *)memory[a] + 1;
        refused(row, a, "bad alignment");
        break;
    case TEXT:
        memset(memory[a], 0xff, 4);
        refused(row, a, "no UTF-8");
        pointers(row, a);
        lengths(row, a);
        break;
    case LIST:
    case STATES:
        elements(row, a);
        pointers(row, a);
        lengths(row, a);
        break;
    case LENT:
        overlaps(row, a);
        pointers(row, a);
        lengths(row, a);
        break;
    case NANOS:
        values[a].n = 1000000000;
        refused(row, a, "a second of nanoseconds");
        break;
    case CHOICE:
        values[a].n = 0;
        refused(row, a, "no such number");
        values[a].n = 99;
        refused(row, a, "no such number");
        break;
    default:
        pointers(row, a);
        lengths(row, a);
        break;
    }
}

int main(int argc, char **argv)
{
    parhelion_detail small = PARHELION_DETAIL_INIT;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t r, a;

    if (file == NULL || fread(trusted.bytes, sizeof trusted, 1, file) != 1) {
        return 64;
    }
    fclose(file);

    for (r = 0; r < sizeof ROWS / sizeof *ROWS; r += 1) {
        set_up(&ROWS[r]);
        taken(&ROWS[r], 0, "a right call");
        for (a = 0; ROWS[r].arguments[a].sort != END; a += 1) {
            attack(&ROWS[r], a);
        }
        /* A detail of another size is refused, and not written to; so is one that is not aligned. */
        small.struct_size = sizeof small - 1;
        small.code = -7;
        if (ROWS[r].function(values, &small) != PARHELION_ARGUMENT || small.code != -7) {
            complain(&ROWS[r], "a detail of another size", a, small.code);
        }
        set_up(&ROWS[r]);
        if (ROWS[r].function(values, (parhelion_detail *)(void *)((uint8_t *)memory[MOST - 1] + 1))
            != PARHELION_ARGUMENT) {
            complain(&ROWS[r], "a detail that is not aligned", a, 0);
        }
        printf("%s\n", ROWS[r].name);
    }
    return failures == 0 ? 0 : 1;
}
