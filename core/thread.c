/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef __linux__
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "core/thread.h"

/* On Linux niceness is a thread's own; elsewhere it would be the whole program's. */
void
tf_thread_give_way (int niceness)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), niceness);
#endif
}
