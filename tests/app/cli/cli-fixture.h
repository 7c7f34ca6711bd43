/* cli-fixture.h: the built program run as a script does, without a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HEADER                                                                                                         \
  "objective,fit,tr_sw,tr_sb,nc1_ratio,nc1,nc2,nc2_of,equinorm,equiangle,nc3,nc3_centred,nc4,vicinity,norm_w,norm_h,"   \
  "cdnv,nc3_structure,w_equinorm,w_equiangle,cond,margin,accuracy"

typedef struct
{
  char *folder; /* for results; removed afterwards */
  int   status;
  char *out;
  char *err;
} Fixture;

void set_up (Fixture *fixture, gconstpointer data);

void tear_down (Fixture *fixture, gconstpointer data);

const char *program (void);

GSubprocess *spawn (const char *const *argv);

/* A program killed by a signal fails the test at once. */
void collect (Fixture *fixture, GSubprocess *process);

/* words: separated by blanks. */
void run (Fixture *fixture, const char *words);

void assert_one_line (const char *text, const char *beginning);

void assert_failed (Fixture *fixture, int status, const char *beginning);

void assert_done (Fixture *fixture);

/* Rows of the table without the header; its end is checked to be a line's end. */
GStrv split_table (const char *csv, const char *header);

GStrv split_rows (const char *csv, const char *first_column);

/* The place of a column in a table of metrics. */
guint column (const char *name);

/* NaN where the field is empty. */
double field (const char *row, guint place);

char *data_file (const char *name);

char *digest (const char *path);

/* Renders into the folder; words ends in a blank. */
void render (Fixture *fixture, const char *words, const char *name);

GBytes *read_figure (Fixture *fixture, const char *name);

G_END_DECLS
