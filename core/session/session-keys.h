/* session-keys.h: the groups and keys of a session's text, and what is wrong with one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the session's reader. Failures are of G_IO_ERROR_INVALID_DATA, one
 * sentence that begins in lower case and says which line is meant.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GKeyFile   *file;
  char       *text;   /* what the file was read from */
  const char *folder; /* that relative paths begin at; or NULL; borrowed */
} TfKeys;

/* text: length bytes. On failure, too, it is to be cleared. */
gboolean tf_keys_read (TfKeys *keys, const char *text, gsize length, const char *folder, GError **error);
void     tf_keys_clear (TfKeys *keys);

/* Sets the error; returns FALSE. The second names the line that gives the key, or begins its group. */
gboolean tf_keys_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean tf_keys_fail_at (const TfKeys *keys, const char *group, const char *key, GError **error, const char *format, ...)
  G_GNUC_PRINTF (5, 6);

/* NULL where the key is missing; a text that a key file cannot hold counts as missing. A name is cut to what a title bar shows. */
char *tf_keys_get_text (const TfKeys *keys, const char *group, const char *key);
char **tf_keys_get_list (const TfKeys *keys, const char *group, const char *key); /* of words */
char *tf_keys_get_name (const TfKeys *keys, const char *group, const char *key);

/* A key that is missing leaves *value as it is. */
gboolean tf_keys_get_integer (const TfKeys *keys, const char *group, const char *key, guint64 min, guint64 max,
                              guint64 *value, GError **error);
gboolean tf_keys_get_number (const TfKeys *keys, const char *group, const char *key, double *value, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfKeys, tf_keys_clear)

G_END_DECLS
