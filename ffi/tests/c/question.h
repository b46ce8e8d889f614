/* Questions as they come on the standard input, and answers as they go to the standard output: what
 * tests/cases.rs writes and reads.
 *
 *     question: number, fields; each field: its length, or 2^32-1 for NULL, and its bytes
 *     answer:   code, class, index, offset, a, b, c; the length of its bytes, and these
 *
 * Numbers are little-endian, of 32 bits; a, b and c, and fields that are numbers, of 64.
 */
#ifndef QUESTION_H
#define QUESTION_H

#include "parhelion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FIELDS 4096
#define MOST_ANSWER (1u << 20)

struct question {
    uint32_t number;
    size_t fields;
    uint8_t *data[MOST_FIELDS];
    size_t len[MOST_FIELDS];
};

struct answer {
    parhelion_code code;
    parhelion_detail why;
    uint8_t bytes[MOST_ANSWER];
    size_t len;
    /* Whether the bytes say something after an error, too. */
    int keep;
};

static void stop(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(70);
}

static uint64_t little(const uint8_t *bytes, size_t len)
{
    uint64_t number = 0;
    while (len > 0) {
        len -= 1;
        number = number << 8 | bytes[len];
    }
    return number;
}

/* A field that is a number. */
static uint64_t number(const struct question *q, size_t field)
{
    if (field >= q->fields || q->len[field] != 8) {
        stop("a field is no number");
    }
    return little(q->data[field], 8);
}

static int64_t signed_number(const struct question *q, size_t field)
{
    return (int64_t)number(q, field);
}

/* A field that is as long as a struct, copied to where that is aligned. */
static void copy(const struct question *q, size_t field, void *to, size_t len)
{
    if (field >= q->fields || q->len[field] != len) {
        stop("a field is no such struct");
    }
    memcpy(to, q->data[field], len);
}

static int read_number(uint32_t *number)
{
    uint8_t bytes[4];
    if (fread(bytes, 1, 4, stdin) != 4) {
        return 0;
    }
    *number = (uint32_t)little(bytes, 4);
    return 1;
}

/* The next question; 0 at the end. Each field has memory of its own, of just its size, so that a tool
 * that watches memory sees what is read beyond it. */
static int read_question(struct question *q)
{
    uint32_t fields, len;
    size_t field;

    if (!read_number(&q->number) || !read_number(&fields)) {
        return 0;
    }
    if (fields > MOST_FIELDS) {
        stop("too many fields");
    }
    q->fields = fields;
    for (field = 0; field < fields; field += 1) {
        if (!read_number(&len)) {
            stop("a question is cut off");
        }
        q->data[field] = NULL;
        q->len[field] = 0;
        if (len != UINT32_MAX) {
            q->data[field] = malloc(len == 0 ? 1 : len);
            q->len[field] = len;
            if (q->data[field] == NULL || fread(q->data[field], 1, len, stdin) != len) {
                stop("a field is cut off");
            }
        }
    }
    return 1;
}

static void free_question(struct question *q)
{
    size_t field;
    for (field = 0; field < q->fields; field += 1) {
        free(q->data[field]);
    }
}

static void put_number(struct answer *to, uint64_t number, size_t len)
{
    size_t byte;
    for (byte = 0; byte < len && to->len < MOST_ANSWER; byte += 1) {
        to->bytes[to->len] = (uint8_t)(number >> (8 * byte) & 0xff);
        to->len += 1;
    }
}

static void put(struct answer *to, const void *bytes, size_t len)
{
    if (len > MOST_ANSWER - to->len) {
        stop("an answer is too long");
    }
    memcpy(to->bytes + to->len, bytes, len);
    to->len += len;
}

static void write_answer(const struct answer *answer)
{
    static struct answer head;
    const parhelion_detail *why = &answer->why;

    if (why->code != answer->code) {
        stop("the code in the detail is another");
    }
    head.len = 0;
    put_number(&head, (uint32_t)answer->code, 4);
    put_number(&head, (uint32_t)why->error_class, 4);
    put_number(&head, why->index, 4);
    put_number(&head, why->offset, 4);
    put_number(&head, why->a, 8);
    put_number(&head, why->b, 8);
    put_number(&head, why->c, 8);
    put_number(&head, answer->len, 4);
    fwrite(head.bytes, 1, head.len, stdout);
    fwrite(answer->bytes, 1, answer->len, stdout);
}

/* Memory for a look-up in a set; none where there is none. */
struct scratch {
    uint32_t *words;
    size_t len;
};

static struct scratch scratch(const uint8_t *set, size_t len)
{
    struct scratch made = { NULL, 0 };
    if (set != NULL) {
        made.len = parhelion_scratch_size(set, len);
        made.words = malloc((made.len + 1) * sizeof(uint32_t));
        if (made.words == NULL) {
            stop("no memory");
        }
    }
    return made;
}

#endif
