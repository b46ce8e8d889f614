/* Makes a light block of what a node answers in JSON. Nothing is verified.
 *
 *     light_block COMMIT.json OUT.pb VALIDATORS.json...
 *
 * COMMIT is the answer to /commit?height=H; VALIDATORS are those to
 * /validators?height=H&per_page=100&page=1 and the pages after it. Exit status: see update.c.
 */
#include "common.h"

#define MOST_PAGES 100

int main(int argc, char **argv)
{
    static parhelion_bytes pages[MOST_PAGES];
    const size_t len = (size_t)argc - 3;
    struct bytes commit, block = {NULL, 0};
    parhelion_detail why = PARHELION_DETAIL_INIT;
    parhelion_code code;
    FILE *out;
    size_t at;

    if (argc < 4 || len > MOST_PAGES) {
        fputs("light_block COMMIT.json OUT.pb VALIDATORS.json...\n", stderr);
        return 64;
    }
    commit = read_file(argv[1]);
    for (at = 0; at < len; at++) {
        const struct bytes page = read_file(argv[at + 3]);
        pages[at].data = page.data;
        pages[at].len = page.len;
    }
    /* Without room it says how much there has to be; once there is none needed, something is wrong. */
    code = parhelion_light_block_from_json(commit.data, commit.len, pages, len, NULL, 0, &block.len,
                                           &why);
    if (code == PARHELION_ARGUMENT && block.len > 0) {
        block.data = (uint8_t *)malloc(block.len);
        code = parhelion_light_block_from_json(commit.data, commit.len, pages, len, block.data,
                                               block.len, &block.len, &why);
    }
    if (code != PARHELION_OK) {
        refuse(&why);
    }
    out = fopen(argv[2], "wb");
    if (out == NULL || fwrite(block.data, 1, block.len, out) != block.len || fclose(out) != 0) {
        fprintf(stderr, "%s cannot be written\n", argv[2]);
        return 65;
    }
    for (at = 0; at < len; at++) {
        free((void *)(uintptr_t)pages[at].data);
    }
    free(commit.data);
    free(block.data);
    return 0;
}
