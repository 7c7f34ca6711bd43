/* session-kit.h: sessions made up for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "remove-tree.h"
#include "session.h"
#include "session-link.h"

G_BEGIN_DECLS

char *make_folder (void);

GFile *write_file (const char *folder, const char *name, const char *text);

/* A double of any size, zero now and then. */
double random_number (GRand *rand);

TfCourse *random_course (GRand *rand, TfInstant *at);

void assert_same_file (GFile *a, GFile *b);

void assert_same (TfSession *a, TfSession *b);

G_END_DECLS
