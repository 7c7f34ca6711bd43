/* text-clean.h: texts of others, fit for screen, files and XML
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* length bytes of text (-1: up to its end) as valid UTF-8 in one line. What XML
 * 1.0 has no character for (section 2.2: most of those below U+0020, U+FFFE, U+FFFF),
 * other controls and line ends become U+FFFD, a tab a space. Caller frees. */
char *tf_text_clean (const char *text, gssize length);

/* The same, but tabs and line ends stay. */
char *tf_text_clean_lines (const char *text, gssize length);

/* The same as the content of an XML element: what XML has no character for becomes
 * U+FFFD, line ends stay, and what means something in markup is escaped. */
char *tf_text_escape (const char *text, gssize length);

G_END_DECLS
