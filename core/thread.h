/* thread.h: who goes first where cores are few
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The calling thread's niceness, as far as its system knows such a thing: the
 * display goes first, then the run, then what is worked out beside it. */
#define TF_NICENESS_RUN 10
#define TF_NICENESS_THEORY 15

void tf_thread_give_way (int niceness);

G_END_DECLS
