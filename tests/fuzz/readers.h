/* readers.h: what each reader of files has to stand, whatever the bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One target a reader: the fuzzer calls it with bytes of its own making, and
 * test-hostile with the files in tests/data. It fails an assertion, or a
 * sanitizer, when the reader does not keep its word. Each format of features is a
 * target by itself, from its row in reader-table.c on; a reader of another kind of
 * file is a function and a row in readers.c, and its seeds in seeds.py.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *suffix; /* of a format: of a file's name */
  void      (*read) (const guint8 *bytes, gsize n, const char *suffix);
} FuzzTarget;

/* FuzzTarget: of the readers in core. */
GArray *fuzz_list_targets (void);

/* The text of a session: what is read can be written, and says the same again. */
void fuzz_session (const guint8 *bytes, gsize n, const char *suffix);

/* A figure with a session in it, or one of others. In figures.c: it needs the plots' libraries. */
extern const FuzzTarget fuzz_figure;

/* Loads path as anyone would, and holds the answer against features.h: features
 * that are sound, or one sentence. Returns whether they were read. */
gboolean fuzz_load (const char *path, const char *labels_path, const char *features_key, const char *labels_key);

G_END_DECLS
