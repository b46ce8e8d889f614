/* The board: how it talks to the host (semihosting), and how it counts. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Opens the file of the questions, and the standard output. 0, or not. */
int open_host(void);

/* Fills `to`. 0, or not: the file ends. */
int read_host(void *to, size_t len);

/* Writes a number in hexadecimal, and what comes behind it. */
void print_number(uint64_t number, char behind);

/* Ends the run; 0 is success. */
void exit_host(int status);

/* What SysTick says, and how many instructions have passed since then: fewer than 671 million. */
uint32_t instructions(void);
uint64_t since(uint32_t begin);

/* Bytes of stack that were used at most since the beginning. */
size_t deepest_stack(void);

/* The image. */
int run(void);

#endif
