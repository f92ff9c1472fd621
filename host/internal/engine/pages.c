#define _GNU_SOURCE
#include "pages.h"

#ifdef __linux__

#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's interfaces, which the headers of older systems lack: scanning a page
// map (ioctl PAGEMAP_SCAN, Linux 6.7) and write protection that the kernel lifts by
// itself (userfaultfd, UFFD_FEATURE_WP_ASYNC, Linux 6.7).
struct page_scan {
  uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
  uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define PAGE_SCAN _IOWR('f', 16, struct page_scan)

enum { PAGE_WRITTEN = 1 << 1, PAGE_FILE = 1 << 2, PAGE_PRESENT = 1 << 3, PAGE_SWAPPED = 1 << 4, PAGE_ZERO = 1 << 5 };

struct fault_api {
  uint64_t api, features, ioctls;
};

struct fault_register {
  uint64_t start, len, mode, ioctls;
};

struct fault_protect {
  uint64_t start, len, mode;
};

#define FAULT_API _IOWR(0xaa, 0x3f, struct fault_api)
#define FAULT_REGISTER _IOWR(0xaa, 0x00, struct fault_register)
#define FAULT_PROTECT _IOWR(0xaa, 0x06, struct fault_protect)

enum {
  FAULT_VERSION = 0xaa,
  FAULT_OF_FILES = 1 << 12,   // UFFD_FEATURE_WP_HUGETLBFS_SHMEM
  FAULT_UNPOPULATED = 1 << 13, // UFFD_FEATURE_WP_UNPOPULATED
  FAULT_ASYNC = 1 << 15,      // UFFD_FEATURE_WP_ASYNC
  FAULT_MODE_PROTECT = 1 << 1, // of FAULT_REGISTER
  FAULT_PROTECTED = 1,        // of FAULT_PROTECT
  FAULT_USER_MODE = 1,        // all that a process without privileges may ask for
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int page_map = -1, faults = -1;
static int way = VIV_PAGES_UNKNOWN;

static bool watch(void *start, size_t n, bool again) {
  struct fault_register in = {.start = (uintptr_t)start, .len = n, .mode = FAULT_MODE_PROTECT};
  struct fault_protect protect = {.start = (uintptr_t)start, .len = n, .mode = FAULT_PROTECTED};
  return (again || ioctl(faults, FAULT_REGISTER, &in) == 0) && ioctl(faults, FAULT_PROTECT, &protect) == 0;
}

// tells tries whether this kernel finds the one page of two that is written: what it
// says of itself is not enough where another system stands in for it.
static bool tells(int what) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  int fd = (int)syscall(SYS_memfd_create, "vivarium-try", 1 /* MFD_CLOEXEC */);
  if (fd < 0)
    return false;
  bool right = false;
  volatile uint8_t *p = MAP_FAILED;
  if (ftruncate(fd, (off_t)(2 * page)) == 0)
    p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  if (p != MAP_FAILED) {
    uint8_t first = p[0];
    if (what != VIV_PAGES_WRITTEN || watch((void *)p, 2 * page, false)) {
      p[page] = first + 1;
      uint64_t at = (uintptr_t)p, end = at + 2 * page;
      viv_range range;
      right = viv_pages_find(what, &at, end, &range, 1) == 1 && range.start == end - page && range.end == end;
    }
    munmap((void *)p, 2 * page);
  }
  close(fd);
  return right;
}

// The files that these open stay open as long as the process lives.
static void find_way(void) {
  page_map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (page_map < 0 || !tells(VIV_PAGES_PRIVATE))
    return;
  way = VIV_PAGES_COPIED;
#ifdef SYS_userfaultfd
  faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | FAULT_USER_MODE);
  struct fault_api api = {.api = FAULT_VERSION, .features = FAULT_ASYNC | FAULT_UNPOPULATED | FAULT_OF_FILES};
  if (faults >= 0 && ioctl(faults, FAULT_API, &api) == 0 && tells(VIV_PAGES_WRITTEN))
    way = VIV_PAGES_WATCHED;
#endif
}

static _Atomic int limit = VIV_PAGES_WATCHED;

int viv_pages_way(void) {
  pthread_once(&once, find_way);
  return way < limit ? way : limit;
}

void viv_pages_limit(int to) { limit = to; }

bool viv_pages_watch(void *start, size_t n, bool again) {
  return viv_pages_way() >= VIV_PAGES_WATCHED && watch(start, n, again);
}

int viv_pages_find(int what, uint64_t *at, uint64_t end, viv_range *ranges, size_t room) {
  struct page_scan scan = {
      .size = sizeof scan, .start = *at, .end = end, .vec = (uintptr_t)ranges, .vec_len = room};
  switch (what) {
  case VIV_PAGES_WRITTEN:
    scan.category_mask = scan.return_mask = PAGE_WRITTEN;
    break;
  case VIV_PAGES_PRIVATE:
    scan.category_inverted = scan.category_mask = scan.return_mask = PAGE_FILE;
    scan.category_anyof_mask = PAGE_PRESENT | PAGE_SWAPPED;
    break;
  case VIV_PAGES_PRESENT:
    scan.category_inverted = scan.category_mask = scan.return_mask = PAGE_ZERO;
    scan.category_anyof_mask = PAGE_PRESENT | PAGE_SWAPPED;
    break;
  }
  int n = ioctl(page_map, PAGE_SCAN, &scan);
  *at = scan.walk_end;
  return n;
}

#else

int viv_pages_way(void) { return VIV_PAGES_UNKNOWN; }

void viv_pages_limit(int to) { (void)to; }

bool viv_pages_watch(void *start, size_t n, bool again) {
  (void)start, (void)n, (void)again;
  return false;
}

int viv_pages_find(int what, uint64_t *at, uint64_t end, viv_range *ranges, size_t room) {
  (void)what, (void)at, (void)end, (void)ranges, (void)room;
  return -1;
}

#endif
