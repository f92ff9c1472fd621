#include "watch.h"


#include <signal.h>
#include <time.h>

// While a store that was asked to stop still runs, the epoch is raised again
// after this long: a flag that was set while the call-back was returning
// would be missed otherwise.
enum { VIV_AGAIN_NS = 1000000 };

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void wait_until(viv_engine *e, uint64_t at, uint64_t now) {
  e->wake_at = at;
  if (at == UINT64_MAX) {
    pthread_cond_wait(&e->wake, &e->lock);
    return;
  }
#ifdef __APPLE__
  uint64_t left = at > now ? at - now : 0;
  struct timespec t = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
  pthread_cond_timedwait_relative_np(&e->wake, &e->lock, &t);
#else
  (void)now;
  struct timespec t = {.tv_sec = (time_t)(at / 1000000000u), .tv_nsec = (long)(at % 1000000000u)};
  pthread_cond_timedwait(&e->wake, &e->lock, &t);
#endif
}

static void unlist_deadline(viv_engine *e, viv_store *s) {
  if (!s->has_deadline)
    return;
  if (s->before != NULL)
    s->before->after = s->after;
  else
    e->first = s->after;
  if (s->after != NULL)
    s->after->before = s->before;
  else
    e->last = s->before;
  s->before = s->after = NULL;
  s->has_deadline = false;
}

static void make_due(viv_engine *e, viv_store *s, uint32_t flag) {
  atomic_fetch_or(&s->flags, flag);
  if (!s->is_due) {
    s->is_due = true;
    s->next_due = e->due;
    e->due = s;
  }
}

static void unlist_due(viv_engine *e, viv_store *s) {
  for (viv_store **p = &e->due; *p != NULL; p = &(*p)->next_due) {
    if (*p == s) {
      *p = s->next_due;
      break;
    }
  }
  s->is_due = false;
}

static void *watch(void *arg) {
  viv_engine *e = arg;
  pthread_mutex_lock(&e->lock);
  while (!e->stopping) {
    uint64_t now = now_ns();
    while (e->first != NULL && e->first->deadline <= now) {
      viv_store *s = e->first;
      unlist_deadline(e, s);
      make_due(e, s, VIV_DEADLINE);
    }
    uint64_t at = e->first == NULL ? UINT64_MAX : e->first->deadline;
    if (e->due != NULL) {
      // Code that starts and reads the new epoch sees the flags (enter in engine.c).
      atomic_thread_fence(memory_order_seq_cst);
      wasmtime_engine_increment_epoch(e->engine);
      for (viv_store *s = e->due, *next; s != NULL; s = next) {
        next = s->next_due;
        if (!viv_running(s))
          unlist_due(e, s);
      }
      if (e->due != NULL && now + VIV_AGAIN_NS < at)
        at = now + VIV_AGAIN_NS;
    }
    wait_until(e, at, now);
  }
  pthread_mutex_unlock(&e->lock);
  return NULL;
}

// start makes the thread when it is first needed; without one nothing stops
// code, so a failure interrupts the store at once.
static void start(viv_engine *e, viv_store *s) {
  if (e->started)
    return;
  // Signals are the Go runtime's to handle, on threads that it knows.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  e->wake_at = 0;
  e->started = pthread_create(&e->thread, NULL, watch, e) == 0;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (!e->started)
    atomic_fetch_or(&s->flags, VIV_INTERRUPT);
}

void viv_set_deadline(viv_store *s, bool set, int64_t from_now) {
  viv_engine *e = s->engine;
  pthread_mutex_lock(&e->lock);
  unlist_deadline(e, s);
  uint32_t flags = atomic_fetch_and(&s->flags, ~(uint32_t)VIV_DEADLINE);
  if (s->is_due && (flags & ~(uint32_t)VIV_DEADLINE) == 0)
    unlist_due(e, s);
  if (set) {
    start(e, s);
    if (from_now <= 0) {
      make_due(e, s, VIV_DEADLINE);
      pthread_cond_signal(&e->wake);
    } else {
      s->deadline = now_ns() + (uint64_t)from_now;
      viv_store *before = e->last;
      while (before != NULL && before->deadline > s->deadline)
        before = before->before;
      s->before = before;
      s->after = before == NULL ? e->first : before->after;
      if (s->before != NULL)
        s->before->after = s;
      else
        e->first = s;
      if (s->after != NULL)
        s->after->before = s;
      else
        e->last = s;
      s->has_deadline = true;
      if (s->deadline < e->wake_at) {
        e->wake_at = s->deadline;
        pthread_cond_signal(&e->wake);
      }
    }
  }
  pthread_mutex_unlock(&e->lock);
}

void viv_interrupt(viv_store *s) {
  viv_engine *e = s->engine;
  pthread_mutex_lock(&e->lock);
  start(e, s);
  make_due(e, s, VIV_INTERRUPT);
  pthread_cond_signal(&e->wake);
  pthread_mutex_unlock(&e->lock);
}

void viv_clear_interrupt(viv_store *s) {
  viv_engine *e = s->engine;
  pthread_mutex_lock(&e->lock);
  uint32_t flags = atomic_fetch_and(&s->flags, ~(uint32_t)VIV_INTERRUPT);
  if (s->is_due && (flags & ~(uint32_t)VIV_INTERRUPT) == 0)
    unlist_due(e, s);
  pthread_mutex_unlock(&e->lock);
}

void viv_watch_end(viv_engine *e) {
  if (!e->started)
    return;
  pthread_mutex_lock(&e->lock);
  e->stopping = true;
  pthread_cond_signal(&e->wake);
  pthread_mutex_unlock(&e->lock);
  pthread_join(e->thread, NULL);
}

void viv_watch_forget(viv_store *s) {
  viv_engine *e = s->engine;
  pthread_mutex_lock(&e->lock);
  unlist_deadline(e, s);
  if (s->is_due)
    unlist_due(e, s);
  pthread_mutex_unlock(&e->lock);
}
