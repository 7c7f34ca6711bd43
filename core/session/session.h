/* session.h: a run and how it was looked at, as a small readable text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session says what the features are (not what is in them: the paths and
 * digests of their files, or the numbers of a draw), the course of the run and
 * where on it one stood, the same of a second run beside it and of pinned runs,
 * and the view. Its text is a key file; see session-write.c. It also is the
 * metadata of every figure.
 */
#pragma once

#include <gio/gio.h>

#include "course.h"
#include "source.h"

G_BEGIN_DECLS

#define TF_SESSION_SUFFIX ".tightframe"
#define TF_SESSION_MAX_LENGTH (4u << 20) /* bytes of text that are read */
#define TF_SESSION_MAX_PINS 64

typedef struct
{
  char     *name;
  gboolean  hidden;
  TfSource *source; /* NULL: that of the run */
  TfCourse *course;
  TfInstant at;
} TfSessionPin;

typedef struct
{
  char      *version; /* of the program that wrote it */
  char      *path;    /* of the file it was loaded from, or NULL; no part of the text */
  TfSource  *source;
  TfCourse  *course;
  TfInstant  at;      /* where one stood */
  TfInstant  latest;  /* how far the run had come: not before at, nor before the last change */
  TfCourse  *beside;  /* of a second run at the same time, or NULL */
  TfSource  *beside_source; /* of its features; NULL: that of the first run */
  GPtrArray *pins;    /* TfSessionPin */
  GPtrArray *view;    /* keys and texts by turns, in order */
} TfSession;

/* References are taken. latest may be NULL: the same as at. */
TfSession *tf_session_new (TfSource *source, TfCourse *course, const TfInstant *at, const TfInstant *latest);
TfSession *tf_session_copy (TfSession *self);
void       tf_session_free (TfSession *self);

void tf_session_set_source (TfSession *self, TfSource *source);
void tf_session_set_beside (TfSession *self, TfCourse *beside, TfSource *source); /* either may be NULL */

/* source may be NULL: that of the run. */
void tf_session_add_pin (TfSession       *self,
                         const char      *name,
                         gboolean         hidden,
                         TfSource        *source,
                         TfCourse        *course,
                         const TfInstant *at);

/* --- the view: for whoever draws; key: of a-z, 0-9 and - --- */

void        tf_view_keys_set (GPtrArray *self, const char *key, const char *text); /* in keys and texts by turns, as in a session */
void        tf_session_set_view (TfSession *self, const char *key, const char *text);
const char *tf_session_get_view (TfSession *self, const char *key); /* or NULL */
void        tf_session_set_view_numbers (TfSession *self, const char *key, const double *numbers, gsize n);
/* TRUE when exactly n finite numbers are there. */
gboolean    tf_session_get_view_numbers (TfSession *self, const char *key, double *numbers, gsize n);

/* --- text --- */

/* folder: where the text will lie, or NULL. Files in it, below it, or in a folder
 * at most two levels up from it or below those are named relative to it, so that
 * both can be moved together; in every case their absolute names stand there as
 * well. *length may be NULL. */
char *tf_session_to_text (TfSession *self, const char *folder, gsize *length);

/* The same for what others will see: without the absolute names, which tell of the
 * folders of whoever made it. A file that is not near folder goes by its base name
 * alone; places.h finds it again here. */
char *tf_session_to_published_text (TfSession *self, const char *folder, gsize *length);

/* A relative name is looked for from folder, then the absolute one, then a place where
 * a file of that digest was; a file found nowhere keeps its name: see tf_source_find_missing(). NULL
 * with G_IO_ERROR and one sentence that repeats no file's name. */
TfSession *tf_session_from_text (const char *text, gsize length, const char *folder, GError **error);

/* Whether the beginning of a file is that of a session's text. */
gboolean tf_session_is_text (const char *start, gsize length);

/* The file has the old contents or the new whatever happens (output.h). Blocks. */
gboolean   tf_session_save (TfSession *self, const char *path, GError **error);
TfSession *tf_session_load (const char *path, GError **error);

/* --- the command line --- */

/* The words that make the same run until where one stood, quoted for a shell;
 * NULL where no options can say it (parameters were changed on the way): the
 * session itself must then be a file. Caller frees. */
char *tf_session_to_command (TfSession *self);
char *tf_session_command_of_file (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSession, tf_session_free)

G_END_DECLS
