// Locks of files, for SQLite. Nobody but this program opens them, and its connections
// know of each other's locks without the system's: those are granted.

#include <fcntl.h>
#include <stdarg.h>

#include <sqlite3.h>

#include "port.h"

// As SQLite has them where the C library has none.
enum { GETLK = 12, SETLK = 13, SETLKW = 14, UNLCK = 2 };

static int grant(int fd, int operation, ...) {
    va_list arguments;
    va_start(arguments, operation);
    int result = 0;
    if (operation == GETLK) {
        va_arg(arguments, struct flock *)->l_type = UNLCK;
    } else if (operation != SETLK && operation != SETLKW) {
        result = fcntl(fd, operation, va_arg(arguments, int));
    }
    va_end(arguments);
    return result;
}

void port_start_sqlite(void) {
    sqlite3_initialize();
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
    vfs->xSetSystemCall(vfs, "fcntl", (sqlite3_syscall_ptr)grant);
    sqlite3_vfs_register(vfs, 1);
}
