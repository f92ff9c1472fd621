// The empty path names nothing. The C library takes it for the working directory, so
// that os.path.exists("") was true.

#include <stddef.h>

int __real___wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t len);
int __wrap___wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t len);
int __real___wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **relative, size_t *len, int may_grow);
int __wrap___wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **relative, size_t *len, int may_grow);

int __wrap___wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t len) {
    return path[0] == 0 ? -1 : __real___wasilibc_find_relpath(path, prefix, relative, len);
}

int __wrap___wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **relative, size_t *len, int may_grow) {
    return path[0] == 0 ? -1 : __real___wasilibc_find_relpath_alloc(path, prefix, relative, len, may_grow);
}
