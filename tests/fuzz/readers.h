/* readers.h: what each reader of files has to stand, whatever the bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One function a reader: the fuzzer calls it with bytes of its own making, and
 * test-hostile with the files in tests/data. It fails an assertion, or a
 * sanitizer, when the reader does not keep its word. A reader of another kind
 * of file is a function more here, its name in fuzz_readers and in meson.build,
 * and its seeds in seeds.py.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  void (*read) (const guint8 *bytes, gsize n);
} FuzzReader;

extern const FuzzReader fuzz_readers[]; /* ends with a NULL name */

void fuzz_csv (const guint8 *bytes, gsize n);
void fuzz_npy (const guint8 *bytes, gsize n);
void fuzz_npz (const guint8 *bytes, gsize n);

/* An archive packed from the bytes, so that its checksums are right and what is
 * tried is what stands inside: a name's number (deflated, with the high bit
 * set), two bytes of length, the member; and again. */
void fuzz_npz_members (const guint8 *bytes, gsize n);

/* The same with the names of a file of moments, and of features in two batches. */
void fuzz_npz_moments (const guint8 *bytes, gsize n);

void fuzz_safetensors (const guint8 *bytes, gsize n);

/* A whole archive; and the pickle in one, beside two storages of 192 items. */
void fuzz_torch (const guint8 *bytes, gsize n);
void fuzz_torch_pickle (const guint8 *bytes, gsize n);

/* The text of a session: what is read can be written, and says the same again. */
void fuzz_session (const guint8 *bytes, gsize n);

/* The text of a lesson, likewise; what is wrong with it is said with its line. */
void fuzz_lesson (const guint8 *bytes, gsize n);

/* A figure with a session in it, or one of others. In figures.c: it needs the plots' libraries. */
void fuzz_figure (const guint8 *bytes, gsize n);

/* Loads path as anyone would, and holds the answer against features.h: features
 * that are sound, or one sentence. Returns whether they were read. */
gboolean fuzz_load (const char *path, const char *labels_path, const char *features_key, const char *labels_key);

G_END_DECLS
