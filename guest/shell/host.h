// The functions that an interpreter calls of the host, in Rust over the imports of
// the world (src/). None of these functions raises, and none of them calls back.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *data;
    size_t len;
} host_bytes_t;

// Stops the instance with a message: the interpreter itself is broken.
_Noreturn void host_fail(const char *message);

// The console and standard input.
enum { HOST_STDOUT, HOST_STDERR };
void host_write(int stream, const char *data, size_t len);
size_t host_read_input(void *buffer, size_t max);

// Clocks and chance.
uint64_t host_wall_ns(void);
uint64_t host_monotonic_ns(void);
void host_sleep_ns(uint64_t ns);
uint64_t host_random(void);
void host_random_bytes(uint8_t *out, size_t len);
uint64_t host_generation(void);

// A call with byte strings in both directions. Gives zero or the number of an
// error, 12 (ENOMEM) where there was no memory for it; what comes back is valid
// until the next call.
enum {
    HOST_INPUTS,
    HOST_ARGUMENTS,
    HOST_ENVIRONMENT,
    HOST_TOOLS_LIST,
    HOST_TOOLS_CALL,
    HOST_FETCH,
    HOST_STAT,
    HOST_LIST,
    HOST_MAKE_DIRECTORY,
    HOST_REMOVE,
    HOST_RENAME,
};
int host_call(int operation, const host_bytes_t *arguments, size_t count,
    const host_bytes_t **results, size_t *results_count);

// Open files, by number. A negative result is the number of an error, negated.
enum {
    HOST_FILE_READ = 1,
    HOST_FILE_WRITE = 2,
    HOST_FILE_APPEND = 4,
    HOST_FILE_CREATE = 8,
    HOST_FILE_EXCLUSIVE = 16,
    HOST_FILE_TRUNCATE = 32,
};
int host_file_open(const char *path, size_t len, unsigned how);
int host_file_read(int file, void *buffer, size_t max);
int host_file_write(int file, const void *data, size_t len);
int64_t host_file_seek(int file, int64_t offset, int whence);
int host_file_set_size(int file, uint64_t size);
void host_file_close(int file);
bool host_files_open(void);

// The answer of a run, put together piece by piece. Text is collected with
// host_text and taken by the call that follows it.
void host_text(void *unused, const char *text, size_t len);
size_t host_text_length(void);
bool host_text_lost(void);      // there was not memory for all of it: it is empty
void host_text_truncate(size_t len);

// Forgets what was collected, but for the displays.
void host_answer_drop(void);
void host_answer_repr(void);
void host_answer_json(void);
bool host_answer_display(const char *mime, size_t mime_len, const uint8_t *data, size_t len);
void host_answer_class(void);
void host_answer_out_of_memory(void);  // the interpreter raised it where it was refused memory
void host_answer_message(void);
void host_answer_traceback(void);
void host_answer_frame(const char *file, size_t line, const char *function);
void host_answer_syntax(size_t line, size_t column);
void host_answer_exit(int status);
void host_answer_internal(const char *message);
